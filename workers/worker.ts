import { existsSync } from 'node:fs';
import path from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities, type ActivityOptions } from '../activities';
import { STORIES_VERSION, storyQueue } from '../domain/core/stories';
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

/** The worker of one release's stories. Polls only its own release's queue. */
export async function createStoryWorker(options: StoryWorkerOptions): Promise<{ worker: Worker; close: () => void }> {
  const { storiesVersion = STORIES_VERSION } = options;
  const activities = createActivities(options);
  const worker = await Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: storyQueue(options.installationId, storiesVersion),
    ...(options.code ?? storyCode()),
    activities,
    interceptors: { activity: [failuresAsCodes(options.log)] },
    identity: `frist-${storiesVersion}-${process.pid}`,
    maxCachedWorkflows: 1_000,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 10,
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '30 seconds',
    ...options.tuning,
  });
  return { worker, close: () => activities.close() };
}
