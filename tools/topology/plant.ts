import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort, pickPort } from '../engine/ports';
import { startPostgres } from '../engine/postgres';
import { findTemporal } from '../engine/temporal';
import type { Running } from '../start/part';
import { stage } from '../start/progress';
import { onThisMachine, type Places } from './addresses';
import type { ComposeFile, Variables } from './compose-file';
import type { Stock } from './stock';
import { findTemporalPrograms, serverRelease } from './temporal-programs';

export type Worker = Running & Readonly<{ name: string; metricsUrl: string }>;

/** The product as docker-compose.yml describes it, running without Docker. */
export type Plant = Readonly<{
  apiUrl: string;
  apiMetricsUrl: string;
  temporalMetricsUrl: string;
  appUrl: string;
  ownerUrl: string;
  temporalStoreUrl: string;
  masterKey: string;
  startWorker(name: string): Promise<Worker>;
  /** Runs a command of ours in the environment of the API's container. */
  inContainer(name: string, args: readonly string[]): Promise<string>;
  /** The same in the environment of a worker's. */
  besideWorker(name: string, args: readonly string[]): Promise<string>;
}>;

export type PlantOptions = Readonly<{ root: string; home: string; node: string; compose: ComposeFile; stock: Stock }>;

/** Starts everything in the order of docker-compose.yml, with its environment, scripts and configuration; the addresses alone are this machine's. */
export async function startPlant({ root, home, node, compose, stock }: PlantOptions): Promise<Plant> {
  const { print } = stock;
  const environmentOf = (service: string): Variables => compose.services[service]?.environment ?? {};
  const scripts = { shell: 'sh', setup: join(root, 'deploy/temporal/setup.sh') };

  const programs = await findTemporalPrograms(print);
  const cli = await findTemporal(print, stock.signal);

  const settings = postgresSettings(compose);
  const postgres = await stage(
    print,
    'PostgreSQL is starting',
    async () =>
      stock.keep(
        await startPostgres({ dataDir: join(stock.folder, 'postgres'), log: () => undefined, logFile: stock.logOf('postgres'), settings }),
      ),
    ({ version }) => `PostgreSQL ${version} with ${JSON.stringify(settings)}`,
  );
  const temporalPort = await temporalPorts();
  const [smtp, temporalMetrics] = [await freePort(), await freePort()];
  const places: Places = { postgres: postgres.port, temporal: temporalPort.FRONTEND_GRPC, mailpit: smtp };
  const superuser = new URL(postgres.ownerUrl);

  await stage(
    print,
    'roles and databases',
    async () => {
      const env = onThisMachine(environmentOf('roles'), places, {
        PGHOST: '127.0.0.1',
        PGPORT: String(postgres.port),
        PGUSER: decodeURIComponent(superuser.username),
        PGPASSWORD: decodeURIComponent(superuser.password),
      });
      const [psql, ...args] = (compose.services['roles']?.entrypoint ?? []).map((word) => word.replace('/deploy/', `${root}/deploy/`));
      for (const time of ['first', 'again']) await stock.run(`roles-${time}`, root, psql!, args, env);
    },
    () => 'roles and databases made by deploy/postgres/roles.sql, twice in a row',
  );

  const store = { SQL_HOST: '127.0.0.1', SQL_PORT: String(postgres.port) };
  await stage(
    print,
    'schema of Temporal',
    async () => {
      const env = onThisMachine(environmentOf('temporal-schema'), places, { ...store, TEMPORAL_SQL_TOOL: programs.sqlTool });
      for (const time of ['first', 'again'])
        await stock.run(`temporal-schema-${time}`, root, scripts.shell, [scripts.setup, 'schema'], env);
    },
    () => `schema of Temporal ${serverRelease} set up by deploy/temporal/setup.sh, twice in a row`,
  );

  await stage(
    print,
    'Temporal is starting',
    async () => {
      const env = onThisMachine(environmentOf('temporal'), places, {
        ...store,
        TEMPORAL_SERVER_CONFIG_FILE_PATH: join(root, 'deploy/temporal/server.yaml.template'),
        PROMETHEUS_ENDPOINT: `127.0.0.1:${temporalMetrics}`,
        ...Object.fromEntries(Object.entries(temporalPort).map(([name, port]) => [`${name}_PORT`, String(port)])),
      });
      const program = stock.program('temporal', root, programs.server, ['start'], env);
      await stock.start(program, `http://127.0.0.1:${temporalPort.FRONTEND_HTTP}/api/v1/system-info`);
    },
    () =>
      `Temporal ${execFileSync(programs.server, ['--version'], { encoding: 'utf8' }).trim()} on PostgreSQL with deploy/temporal/server.yaml.template`,
  );

  await stage(
    print,
    'namespace',
    async () => {
      const env = onThisMachine(environmentOf('temporal-namespace'), places, { TEMPORAL_CLI: cli });
      for (const time of ['first', 'again'])
        await stock.run(`temporal-namespace-${time}`, root, scripts.shell, [scripts.setup, 'namespace'], env);
    },
    () => 'namespace made by deploy/temporal/setup.sh, twice in a row',
  );

  await stage(
    print,
    'migrating the database',
    () => stock.run('migrate', home, node, commandOf(compose, 'migrate'), onThisMachine(environmentOf('migrate'), places)),
    () => 'database migrated by the owner',
  );

  const worker = onThisMachine(environmentOf('worker'), places);
  const [web, apiMetrics] = [await freePort(), await freePort()];
  const api = onThisMachine(environmentOf('api'), places, { PORT: String(web), METRICS_PORT: String(apiMetrics) });
  const apiUrl = `http://127.0.0.1:${web}`;
  const startWorker = async (name: string): Promise<Worker> => {
    const port = await freePort();
    const program = stock.program(name, home, node, commandOf(compose, 'worker'), { ...worker, METRICS_PORT: String(port) });
    return { ...(await stock.start(program, `http://127.0.0.1:${port}/readyz`)), name, metricsUrl: `http://127.0.0.1:${port}/metrics` };
  };
  await stage(
    print,
    'mail capture and API are starting',
    async () => {
      await stock.start(stock.program('mail', home, node, ['dist/workers/mail-capture.js'], worker), smtp); // stands where Mailpit is
      await stock.start(stock.program('api', home, node, commandOf(compose, 'api'), api), `${apiUrl}/readyz`);
    },
    () => 'mail capture and API ready, before any worker runs',
  );

  const migrateEnv = onThisMachine(environmentOf('migrate'), places);
  const temporalEnv = environmentOf('temporal');
  return {
    apiUrl,
    apiMetricsUrl: `http://127.0.0.1:${apiMetrics}/metrics`,
    temporalMetricsUrl: `http://127.0.0.1:${temporalMetrics}/metrics`,
    appUrl: api['DATABASE_URL']!,
    ownerUrl: migrateEnv['DATABASE_OWNER_URL']!,
    temporalStoreUrl: `postgresql://${temporalEnv['SQL_USER']}:${temporalEnv['SQL_PASSWORD']}@127.0.0.1:${postgres.port}/temporal`,
    masterKey: api['FRIST_MASTER_KEY']!,
    startWorker,
    inContainer: (name, args) => stock.answer(name, home, node, args, api),
    besideWorker: (name, args) => stock.answer(name, home, node, args, worker),
  };
}

/** What a service of ours runs, without the leading `node`. */
function commandOf(compose: ComposeFile, service: string): string[] {
  const [program, ...args] = compose.services[service]?.command ?? [];
  if (program !== 'node') throw new Error(`${service} does not run node`);
  return args;
}

/** The server settings that docker-compose.yml gives PostgreSQL. */
function postgresSettings(compose: ComposeFile): Record<string, string> {
  const words = compose.services['postgres']?.command ?? [];
  const pairs = words
    .filter((_, at) => words[at - 1] === '-c')
    .map((word): [string, string] => {
      const [name = '', value = ''] = word.split('=');
      return [name, value];
    });
  return Object.fromEntries(pairs);
}

/** What listens in the Temporal server, with the usual port. */
const usualPorts = {
  FRONTEND_GRPC: 7233,
  FRONTEND_HTTP: 7243,
  FRONTEND_MEMBERSHIP: 6933,
  HISTORY_GRPC: 7234,
  HISTORY_MEMBERSHIP: 6934,
  MATCHING_GRPC: 7235,
  MATCHING_MEMBERSHIP: 6935,
  WORKER_GRPC: 7239,
  WORKER_MEMBERSHIP: 6939,
} as const;

/** A port for each: near the usual one, because the server keeps them in columns that end at 32767. */
async function temporalPorts(): Promise<Record<keyof typeof usualPorts, number>> {
  const taken = new Set<number>();
  const chosen: Partial<Record<keyof typeof usualPorts, number>> = {};
  for (const [name, usual] of Object.entries(usualPorts) as [keyof typeof usualPorts, number][]) {
    chosen[name] = await pickPort([usual], taken);
    taken.add(chosen[name]);
  }
  return chosen as Record<keyof typeof usualPorts, number>;
}
