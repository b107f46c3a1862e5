import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Instant } from '../domain/core/calendar';
import { setRehearsalClock } from '../db/core/clock';
import { rows } from '../db/core/columns';
import { openDatabase } from '../db/core/database';
import { installation } from '../db/core/installation';
import { migrate } from '../db/core/migrate';
import { wakesWait } from '../db/core/outbox';
import { keyRing } from '../db/core/sealing';
import { freePort } from '../tools/engine/ports';
import { startPostgres } from '../tools/engine/postgres';
import { projectRoot } from '../tools/engine/project';
import { findTemporal, startTemporal } from '../tools/engine/temporal';
import { until } from '../tools/engine/wait';
import { createDatabase } from '../tools/start/create-database';
import { databaseUrls } from '../tools/start/database-urls';
import { answersOk, programPart } from '../tools/start/part';
import { HttpClient } from './http-client';
import { openMailbox, type Mailbox } from './mailbox';
import type { Scope } from './scope';

export type SystemOptions = Readonly<{
  /** Where the rehearsal's clock begins; without it the system is live. */
  rehearseFrom?: Instant;
  /** Lets the Temporal server skip the time of single stories. */
  skipsTime?: boolean;
  /** Where API and worker leave profiles of their processor time when they stop; none when not given. */
  profileFolder?: string | undefined;
  /** What API and worker load before the product; with it they can also be asked to collect garbage. */
  preload?: string;
  /** Settings of API and worker beside their usual ones. */
  env?: Readonly<Record<string, string>>;
}>;

/** A whole product of its own: PostgreSQL with its usual durable settings, Temporal with a database file, API and worker as processes of the build. */
export type System = Readonly<{
  url: string;
  /** Kept-open connections for all that is not measured. */
  http: HttpClient;
  /** As the app's role. */
  db: Knex;
  ownerUrl: string;
  /** As the app's role. */
  appUrl: string;
  /** Process ids. */
  processes: Readonly<{ api: number; worker: number; temporal: number; postgres: number }>;
  metricsUrls: Readonly<{ api: string; worker: string }>;
  temporal: Client;
  temporalAddress: string;
  installationId: string;
  mailbox: Mailbox;
  folder: string;
  /** Starts another program of the build beside the product, and waits until GET on its port answers 200. @returns its URL */
  startProgram(title: string, script: string, env: Readonly<Record<string, string>>): Promise<string>;
  /** How much processor time API and worker have used so far, in milliseconds. */
  processorMs(): Promise<Readonly<{ api: number; worker: number }>>;
  /** Waits until every wake is delivered and every letter that may go is gone. */
  settled(): Promise<void>;
}>;

const silent = (): void => undefined;

/** A new empty folder, which PostgreSQL's user may pass through when we are root; removed when the scope closes, unless `FRIST_BENCH_KEEP` is set. */
export function temporaryFolder(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'frist-bench-'));
  scope.add(() => {
    if (process.env['FRIST_BENCH_KEEP']) process.stderr.write(`kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  });
  chmodSync(folder, 0o711);
  return folder;
}

/** Starts a system; everything of it stops when the scope closes. */
export async function startSystem(scope: Scope, options: SystemOptions = {}): Promise<System> {
  const folder = temporaryFolder(scope);
  const logOf = (name: string): string => join(folder, `${name}.log`);
  const mailbox = await openMailbox();
  scope.add(() => mailbox.close());

  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log: silent, logFile: logOf('postgres') });
  scope.add(() => postgres.stop());
  const temporalServer = await startTemporal({
    binary: await findTemporal((line) => void process.stderr.write(`${line}\n`)),
    dbFile: join(folder, 'temporal.db'),
    log: silent,
    logFile: logOf('temporal'),
    ...(options.skipsTime ? { dynamicConfig: { 'frontend.WorkflowTimeSkippingEnabled': 'true' } } : {}),
  });
  scope.add(() => temporalServer.stop());

  const role = { username: 'frist_app', password: randomBytes(24).toString('base64url') };
  const rehearsal = options.rehearseFrom !== undefined;
  const urls = databaseUrls(postgres.ownerUrl, rehearsal, () => role);
  await createDatabase(urls.ownerUrl, urls.database);
  await migrate(urls.ownerUrl, { role: role.username, password: role.password });
  const masterKey = randomBytes(32).toString('base64');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const db = openDatabase({ url: urls.appUrl, keys: keyRing(masterKey), rehearsal, publicUrl: url, pool: 8, name: 'frist-bench' });
  scope.add(() => db.destroy());
  if (options.rehearseFrom) await setRehearsalClock(db, options.rehearseFrom);

  const start = async (title: string, args: readonly string[], env: Readonly<Record<string, string>>, ready: string): Promise<number> => {
    const name = title.toLowerCase();
    const program = {
      title,
      command: process.execPath,
      args,
      cwd: projectRoot(),
      env,
      logFile: logOf(name),
      pidFile: join(folder, `${name}.pid`),
    };
    const running = await programPart(program, () => answersOk(ready), 120_000).start(new AbortController().signal);
    scope.add(() => running.stop());
    return running.pid;
  };
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    DATABASE_URL: urls.appUrl,
    TEMPORAL_ADDRESS: temporalServer.address,
    SMTP_URL: mailbox.url,
    FRIST_MASTER_KEY: masterKey,
    FRIST_REHEARSAL: rehearsal ? 'on' : 'off',
    PORT: String(port),
    PUBLIC_URL: url,
    ...options.env,
  };
  const metrics = { api: await freePort(), worker: await freePort() };
  const own = (port: number): Readonly<Record<string, string>> => ({ ...env, METRICS_PORT: String(port) });
  const preload = options.preload ? ['--expose-gc', '--require', options.preload] : [];
  const profile = options.profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${options.profileFolder}`] : [];
  const worker = await start(
    'Worker',
    [...profile, ...preload, 'dist/workers/main.js'],
    own(metrics.worker),
    `http://127.0.0.1:${metrics.worker}/readyz`,
  );
  const api = await start('API', [...profile, ...preload, 'dist/api/main.js'], own(metrics.api), `${url}/readyz`);

  const connection = await Connection.connect({ address: temporalServer.address });
  scope.add(() => connection.close());
  const http = new HttpClient(`${url}/api/v1`, 8);
  scope.add(() => http.close());
  return {
    url,
    http,
    db,
    ownerUrl: urls.ownerUrl,
    appUrl: urls.appUrl,
    processes: { api, worker, temporal: temporalServer.pid, postgres: postgres.pid },
    metricsUrls: { api: `http://127.0.0.1:${metrics.api}/metrics`, worker: `http://127.0.0.1:${metrics.worker}/metrics` },
    temporal: new Client({ connection }),
    temporalAddress: temporalServer.address,
    installationId: (await installation(db)).installationId,
    mailbox,
    folder,
    async startProgram(title, script, more) {
      const own = await freePort();
      await start(title, [script], { ...env, ...more, PORT: String(own) }, `http://127.0.0.1:${own}/`);
      return `http://127.0.0.1:${own}`;
    },
    processorMs: async () => ({ api: await processorMs(metrics.api), worker: await processorMs(metrics.worker) }),
    settled: () => settled(db),
  };
}

/** The settings by which a commit is safe, as the server itself gives them. */
export async function durabilityOf({ db }: System): Promise<string> {
  const names = ['fsync', 'synchronous_commit', 'full_page_writes'];
  const found = await rows<{ name: string; value: string }>(
    db.raw('select name, current_setting(name) as value from unnest(?::text[]) as name', [names]),
  );
  return found.map(({ name, value }) => `${name} ${value}`).join(', ');
}

/** What a process tells of itself in its metrics. */
async function processorMs(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return 1_000 * Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}

async function settled(db: Knex): Promise<void> {
  const letterWaits = async (): Promise<boolean> =>
    (await rows(db.raw(`select 1 from letter where state = 'queued' and due_at <= clock_timestamp() limit 1`))).length > 0;
  await until('all wakes and letters are delivered', async () => !(await wakesWait(db)) && !(await letterWaits()), {
    withinMs: 300_000,
    everyMs: 100,
  });
}
