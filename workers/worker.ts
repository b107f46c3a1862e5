import { existsSync } from 'node:fs';
import path from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities, type ActivityOptions } from '../activities';
import { askingQueue, STORIES_VERSION, storyQueue } from '../domain/core/stories';
import { failuresAsCodes } from './interceptor';

export type TemporalAddress = Readonly<{ address: string; namespace: string; tls?: Readonly<{ cert: Buffer; key: Buffer; ca?: Buffer }> }>;

const tlsOf = ({ tls }: TemporalAddress) =>
  tls ? { tls: { clientCertPair: { crt: tls.cert, key: tls.key }, ...(tls.ca ? { serverRootCACertificate: tls.ca } : {}) } } : {};

/** A client for signals and reconciling. */
export async function openTemporalClient(temporal: TemporalAddress): Promise<TemporalClient & { connection: Connection }> {
  const connection = await Connection.connect({ address: temporal.address, connectTimeout: '10 seconds', ...tlsOf(temporal) });
  return new TemporalClient({ connection, namespace: temporal.namespace }) as TemporalClient & { connection: Connection };
}

export async function openWorkerConnection(temporal: TemporalAddress): Promise<NativeConnection> {
  return NativeConnection.connect({ address: temporal.address, ...tlsOf(temporal) });
}

/** The stories: bundled by the build where there is one, else from source. */
export function storyCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = path.join(__dirname, '../stories-bundle.js');
  return existsSync(bundle) ? { workflowBundle: { codePath: bundle } } : { workflowsPath: require.resolve('../workflows') };
}

export type StoryWorkerOptions = ActivityOptions &
  Readonly<{
    connection: NativeConnection;
    namespace: string;
    installationId: string;
    log: Logger;
    /** The release whose stories these are: this one, unless two run side by side in a test. */
    storiesVersion?: number;
    code?: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
    tuning?: Partial<WorkerOptions>;
  }>;

/** What lives the stories of a release, asking the population register included. */
export type StoryWorker = Pick<Worker, 'run' | 'getState' | 'getStatus' | 'shutdown'>;

/** Questions to the population register under way at a time: each may take its eight seconds. */
const questions = 5;

/** The worker of one release's stories. Polls only its own release's queues: that of the stories, and that of their questions to the population register. */
export async function createStoryWorker(options: StoryWorkerOptions): Promise<{ worker: StoryWorker; close: () => void }> {
  const { storiesVersion = STORIES_VERSION } = options;
  const activities = createActivities(options);
  const taskQueue = storyQueue(options.installationId, storiesVersion);
  const interceptors = options.tuning?.interceptors ?? { activity: [failuresAsCodes(options.log)] };
  const shared = {
    connection: options.connection,
    namespace: options.namespace,
    interceptors,
    identity: `frist-${storiesVersion}-${process.pid}`,
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '30 seconds',
  } as const;
  const stories = await Worker.create({
    ...shared,
    taskQueue,
    ...(options.code ?? storyCode()),
    activities,
    maxCachedWorkflows: 1_000,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 10,
    ...options.tuning,
  });
  // A register that hangs would take every place, and letters would wait behind it.
  const asking = await Worker.create({
    ...shared,
    taskQueue: askingQueue(taskQueue),
    activities: { askRegister: (...question: Parameters<typeof activities.askRegister>) => activities.askRegister(...question) },
    maxConcurrentActivityTaskExecutions: questions,
  });
  return { worker: together(stories, asking), close: () => activities.close() };
}

/** Both run and end as one; the stories are what is asked after. */
function together(stories: Worker, asking: Worker): StoryWorker {
  return {
    async run() {
      await Promise.all([stories.run(), asking.run()]);
    },
    getState: () => stories.getState(),
    getStatus: () => stories.getStatus(),
    shutdown() {
      for (const one of [stories, asking]) if (one.getState() === 'RUNNING') one.shutdown();
    },
  };
}
