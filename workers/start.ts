import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from '../domain/core/config';
import { STORIES_VERSION } from '../domain/core/stories';
import { rows } from '../db/core/columns';
import { populationRegister } from '../activities/register/population-register';
import { openDatabase } from '../db/core/database';
import { installation } from '../db/core/installation';
import { keyRing } from '../db/core/sealing';
import { startAdvance } from './advance';
import { startCourier } from './courier';
import { startDeliveryReports, type DeliveryReports } from './delivery-reports';
import { FactsListener } from '../db/core/facts-listener';
import { startForecasts } from './forecasts';
import { freePort } from './free-port';
import { startHealthServer } from './health-server';
import { startLoop } from './loop';
import { createMetrics, taskFailuresIn } from './metrics';
import { installRuntime } from './telemetry';
import { reconcile } from './reconcile';
import { startWatch } from './watch';
import { createStoryWorker, openTemporalClient, openWorkerConnection, type TemporalAddress } from './worker';

export type RunningWorker = Readonly<{ stop(): Promise<void>; ended: Promise<void> }>;

/** What of the configuration says where Temporal is. */
export function temporalAddress(config: Config): TemporalAddress {
  const {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_TLS_CERT: cert,
    TEMPORAL_TLS_KEY: key,
    TEMPORAL_TLS_CA: ca,
  } = config;
  return {
    address,
    namespace,
    ...(cert && key ? { tls: { cert: readFileSync(cert), key: readFileSync(key), ...(ca ? { ca: readFileSync(ca) } : {}) } } : {}),
  };
}

/** Starts everything of the worker process: stories, courier, watch, and in rehearsal the advance. Waits for Temporal as long as it takes. */
export async function startWorker(config: Config, log: Logger): Promise<RunningWorker> {
  const sdkMetricsPort = await freePort();
  installRuntime(log, sdkMetricsPort);
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl,
    pool: config.DATABASE_POOL,
    name: 'frist-worker',
  });
  const { registry, taskFailures } = createMetrics(db);
  const sdkMetrics = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${sdkMetricsPort}/metrics`).catch(() => undefined))?.text() ?? '';
  let running = false;
  const health = await startHealthServer({
    host: config.METRICS_HOST,
    port: config.METRICS_PORT,
    registry,
    more: sdkMetrics,
    version: { version: process.env['npm_package_version'] ?? 'dev', stories: STORIES_VERSION },
    ready: async () =>
      running &&
      (await rows(db.raw('select 1'))).length === 1 &&
      worker.getState() === 'RUNNING' &&
      String((await temporal.connection.healthService.check({})).status) === '1',
  });

  const address = temporalAddress(config);
  const temporal = await insist(log, 'Temporal', () => openTemporalClient(address));
  const { installationId } = await insist(log, 'PostgreSQL', () => installation(db));
  await insist(log, 'reconcile', () => reconcile({ db, temporal, log }));
  const connection = await insist(log, 'Temporal', () => openWorkerConnection(address));
  const { worker, close } = await createStoryWorker({
    db,
    connection,
    namespace: address.namespace,
    installationId,
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    reportsTo: config.MAIL_REPORTS_TO,
    register: populationRegister(config.POPULATION_REGISTER_URL),
    log,
  });

  const listener = new FactsListener(config.DATABASE_URL);
  await listener.start();
  const workerId = randomUUID();
  const pulse = startLoop('pulse', log, 5_000, async () => {
    const failures = taskFailuresIn(await sdkMetrics());
    taskFailures.set(failures);
    await db.raw(
      `insert into worker_pulse (worker_id, started_at, stories_version, task_failures) values (?, now(), ?, ?)
       on conflict (worker_id) do update set seen_at = now(), task_failures = excluded.task_failures`,
      [workerId, STORIES_VERSION, failures],
    );
    await db.raw(`delete from worker_pulse where seen_at < now() - interval '1 hour'`);
    return false;
  });
  const loops = [
    pulse,
    startCourier({ db, temporal, listener, installationId, log }),
    startWatch({ db, temporal, listener, rehearsal: config.FRIST_REHEARSAL, log }),
  ];
  loops.push(startForecasts({ db, listener, log, knowsOwner: config.DATABASE_OWNER_URL !== undefined }));
  const { MAIL_REPORTS_HOST: host, MAIL_REPORTS_PORT: port } = config;
  let reports: DeliveryReports | undefined;
  // Another worker of this machine may have the port: then it takes the reports, until it ends.
  if (port !== undefined)
    loops.push(
      startLoop('delivery reports', log, 5_000, async () => {
        reports ??= await startDeliveryReports({ db, host, port, log }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EADDRINUSE') throw error;
          return undefined;
        });
        return false;
      }),
    );
  if (config.FRIST_REHEARSAL) loops.push(startAdvance({ db, temporal, listener, log }));
  const ended = worker.run();
  running = true;
  log.info({ installationId, stories: STORIES_VERSION, metricsPort: health.port }, 'worker runs');

  return {
    ended,
    async stop() {
      running = false;
      await Promise.all(loops.map((loop) => loop.stop()));
      await reports?.close();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.catch(() => undefined);
      close();
      await db.raw('delete from worker_pulse where worker_id = ?', [workerId]).catch(() => undefined);
      await listener.stop();
      await connection.close().catch(() => undefined);
      await temporal.connection.close();
      await health.close();
      await db.destroy();
      await Runtime.instance().shutdown();
    },
  };
}

/** Tries until it works: parts of a system start in any order. */
async function insist<T>(log: Logger, what: string, work: () => Promise<T>): Promise<T> {
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error, waitMs }, `waiting for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
