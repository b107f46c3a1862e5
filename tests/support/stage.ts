import type { Client as TemporalClient, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type ActivityInterceptorsFactory,
  type NativeConnection,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Instant } from '../../domain/core/calendar';
import { parseStoryId, STORIES_VERSION } from '../../domain/core/stories';
import { advance, beginAdvance, type Advance } from '../../db/core/advance';
import { clock, setRehearsalClock } from '../../db/core/clock';
import { FactsListener } from '../../db/core/facts-listener';
import { installation } from '../../db/core/installation';
import type { PopulationRegister } from '../../activities/register/population-register';
import { createLog } from '../../db/core/log';
import { startAdvance, type Patience } from '../../workers/advance';
import { startCourier } from '../../workers/courier';
import type { Loop } from '../../workers/loop';
import { startDeliveryReports, type DeliveryReports } from '../../workers/delivery-reports';
import { startMailCapture, type MailCapture } from '../../workers/mail-capture-server';
import { failuresAsCodes } from '../../workers/interceptor';
import { reconcile } from '../../workers/reconcile';
import { startWatch } from '../../workers/watch';
import { createStoryWorker, openTemporalClient, openWorkerConnection, type StoryWorker } from '../../workers/worker';
import { createDatabase, type TestDatabase } from './database';
import { engines } from './engines';
import { syntheticRegister } from './synthetic-register';

export type StageOptions = Readonly<{
  /** Where the rehearsal's clock begins; `null`: the real clock. */
  now?: Instant | null;
  temporalAddress?: string;
  log?: Logger;
  watchEveryMs?: number;
  patience?: Patience;
  smtpUrl?: string;
  /** Who is asked for names; by default the people of our own register. */
  register?: PopulationRegister;
  /** Another PostgreSQL than the run's: the owner's URL. */
  server?: string;
  /** Interceptors of activities beside the product's own. */
  disturb?: ActivityInterceptorsFactory;
  /** How the stories are held in memory. */
  tuning?: Pick<WorkerOptions, 'maxCachedWorkflows' | 'reuseV8Context'>;
  /** Another bundle of stories than the product's: its file. */
  bundle?: string;
}>;

/** A release of the stories: its number, and the file of its bundle. */
export type Release = Readonly<{ version: number; bundle: string }>;

// What stories are put through here makes the SDK warn by the hundred.
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: process.env['TEST_LOG'] ? 'WARN' : 'ERROR', other: 'ERROR' }) },
  },
  shutdownSignals: [],
});

/** The real stack of one test file: PostgreSQL, courier, stories, post office, captured mail, and the rehearsal's clock. */
export class Stage {
  readonly db: Knex;
  /** Which activities ran, as `<kind of story> <activity>`. */
  readonly activities: string[] = [];
  /** The workers that run, by the release whose stories they are. */
  readonly #workers = new Map<number, Readonly<{ worker: StoryWorker; loops: readonly Loop[]; stop: () => Promise<void> }>>();

  private constructor(
    readonly database: TestDatabase,
    readonly options: StageOptions,
    readonly installationId: string,
    readonly mail: MailCapture,
    readonly reports: DeliveryReports,
    readonly log: Logger,
    public temporal: TemporalClient & { connection: Connection },
  ) {
    this.db = database.db;
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const rehearsal = options.now !== null;
    const database = await createDatabase({ rehearsal, ...(options.server ? { server: options.server } : {}) });
    if (options.now) await setRehearsalClock(database.db, options.now);
    const { installationId } = await installation(database.db);
    const log = options.log ?? createLog('test', process.env['TEST_LOG'] ?? 'silent');
    const reports = await startDeliveryReports({ db: database.db, host: '127.0.0.1', port: 0, log });
    const mail = await startMailCapture(database.db, 0, reports.port);
    const temporal = await openTemporalClient({ address: options.temporalAddress ?? engines().temporalAddress, namespace: 'default' });
    const stage = new Stage(database, options, installationId, mail, reports, log, temporal);
    await stage.startWorker();
    return stage;
  }

  /** The release that runs unless another is asked for. */
  get release(): Release {
    return { version: STORIES_VERSION, bundle: this.options.bundle ?? engines().bundle };
  }

  /** Starts the worker process's parts in this process; those of several releases may run side by side. */
  async startWorker({ version: storiesVersion, bundle }: Release = this.release): Promise<void> {
    const { db, temporal, log, installationId, options } = this;
    await reconcile({ db, temporal, log, storiesVersion });
    const address = { address: options.temporalAddress ?? engines().temporalAddress, namespace: 'default' };
    const connection: NativeConnection = await openWorkerConnection(address);
    const { worker, close } = await createStoryWorker({
      db,
      connection,
      namespace: 'default',
      installationId,
      storiesVersion,
      smtpUrl: options.smtpUrl ?? `smtp://127.0.0.1:${this.mail.port}`,
      from: 'Frist <no-reply@frist.example>',
      register: options.register ?? syntheticRegister,
      log,
      code: { workflowBundle: { codePath: bundle } },
      tuning: {
        ...options.tuning,
        interceptors: { activity: [failuresAsCodes(log), this.#note, ...(options.disturb ? [options.disturb] : [])] },
      },
    });
    const ended = worker.run();
    const listener = new FactsListener(this.database.url);
    await listener.start();
    const rehearsal = options.now !== null;
    const loops = [
      startCourier({ db, temporal, listener, installationId, log, storiesVersion }),
      startWatch({ db, temporal, listener, rehearsal, log, everyMs: options.watchEveryMs ?? 10_000, storiesVersion }),
      ...(rehearsal
        ? [startAdvance({ db, temporal, listener, log, storiesVersion, ...(options.patience ? { patience: options.patience } : {}) })]
        : []),
    ];
    const stop = async (): Promise<void> => {
      this.#workers.delete(storiesVersion);
      await Promise.all(loops.map((loop) => loop.stop()));
      await listener.stop();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.catch(() => undefined);
      close();
      await connection.close().catch(() => undefined);
    };
    this.#workers.set(storiesVersion, { worker, loops, stop });
  }

  readonly #note: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        this.activities.push(`${parseStoryId(info.workflowExecution!.workflowId).kind} ${info.activityType}`);
        return next(input);
      },
    },
  });

  /** How many stories are held in memory. */
  get cachedStories(): number {
    return [...this.#workers.values()].reduce((sum, { worker }) => sum + worker.getStatus().numCachedWorkflows, 0);
  }

  /** Stops the worker of a release, or all. */
  async stopWorker(version?: number): Promise<void> {
    const stopped = [...this.#workers].filter(([running]) => version === undefined || running === version);
    await Promise.all(stopped.map(async ([, worker]) => worker.stop()));
  }

  /** Lives through time up to an instant; fails when a story would not. */
  readonly passTo = async (to: string): Promise<Advance> => {
    const target = new Date(to).toISOString() as Instant;
    const begun = await beginAdvance(this.db, await clock(this.db), target);
    if (!begun) throw new Error('An advance is running.');
    for (const { loops } of this.#workers.values()) for (const loop of loops) loop.nudge();
    for (;;) {
      // A database that is away for a moment is part of what is tried here.
      const now = await advance(this.db, begun.advanceId).catch(() => undefined);
      if (now?.state === 'failed') throw new Error(`stuck: ${now.stuck.join(', ')}`);
      if (now?.state === 'done') return now;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  /** Waits until the condition holds. */
  async until(what: string, holds: () => Promise<boolean>, timeoutMs = 90_000, everyMs = 20): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  async close(): Promise<void> {
    await this.stopWorker();
    await this.mail.close();
    await this.reports.close();
    await this.temporal.connection.close();
    await this.database.drop();
  }
}
