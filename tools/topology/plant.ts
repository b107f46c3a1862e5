import { join } from 'node:path';
import { freePort } from '../engine/ports';
import type { Running } from '../start/part';
import { stage } from '../start/progress';
import { onThisMachine, type Places } from './addresses';
import type { ComposeFile, Variables } from './compose-file';
import { databaseService } from './database-service';
import type { Stock } from './stock';
import { serverRelease } from './temporal-programs';
import { temporalService } from './temporal-service';

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
  /** Runs a command of ours in the environment of a service. @returns what it wrote */
  exec(service: 'api' | 'worker', args: readonly string[]): Promise<string>;
  /** Takes Temporal and all it knows away, and puts an empty one in its place. */
  loseTemporal(): Promise<void>;
  connections(): Promise<number>;
}>;

export type PlantOptions = Readonly<{ root: string; home: string; node: string; compose: ComposeFile; stock: Stock }>;

/** Starts everything in the order of docker-compose.yml, with its environment, scripts and configuration; the addresses alone are this machine's. */
export async function startPlant({ root, home, node, compose, stock }: PlantOptions): Promise<Plant> {
  const { print } = stock;
  const database = await stage(
    print,
    'PostgreSQL is starting',
    () => databaseService(root, compose, stock, join(stock.folder, 'postgres')),
    ({ engine, settings }) => `PostgreSQL ${engine.version} with ${JSON.stringify(settings)}`,
  );
  const temporal = await temporalService(root, compose, stock, database.engine.port);
  const twice = async (work: () => Promise<void>): Promise<void> => {
    await work();
    await work(); // they run at every start
  };
  await stage(
    print,
    'roles and databases',
    () => twice(database.roles),
    () => 'roles and databases made by deploy/postgres/roles.sql, twice in a row',
  );
  await stage(
    print,
    'schema of Temporal',
    () => twice(temporal.schema),
    () => `schema of Temporal ${serverRelease} set up by deploy/temporal/setup.sh, twice in a row`,
  );
  let temporalRuns = await stage(
    print,
    'Temporal is starting',
    temporal.start,
    () => `Temporal ${serverRelease} with its mounted configuration`,
  );
  await stage(
    print,
    'namespace',
    () => twice(temporal.namespace),
    () => 'namespace made by deploy/temporal/setup.sh, twice in a row',
  );

  const [web, apiMetrics, smtp, reports] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const places: Places = { postgres: database.engine.port, temporal: temporal.grpcPort, mailpit: smtp };
  const environment = (service: string, more: Variables = {}): Variables =>
    onThisMachine(compose.services[service]?.environment ?? {}, places, more);
  const env = {
    migrate: environment('migrate'),
    worker: environment('worker', { MAIL_REPORTS_PORT: String(reports) }),
    api: environment('api', { PORT: String(web), METRICS_PORT: String(apiMetrics) }),
  };
  const apiUrl = `http://127.0.0.1:${web}`;
  await stage(
    print,
    'migrating the database',
    () => stock.run('migrate', home, node, commandOf(compose, 'migrate'), env.migrate),
    () => 'database migrated by the owner',
  );
  await stage(
    print,
    'mail capture and API are starting',
    async () => {
      await stock.start(stock.program('mail', home, node, ['dist/workers/mail-capture.js'], env.worker), smtp); // stands where Mailpit is
      await stock.start(stock.program('api', home, node, commandOf(compose, 'api'), env.api), `${apiUrl}/readyz`);
    },
    () => 'mail capture and API ready, before any worker runs',
  );

  const store = compose.services['temporal']?.environment ?? {};
  return {
    apiUrl,
    apiMetricsUrl: `http://127.0.0.1:${apiMetrics}/metrics`,
    temporalMetricsUrl: temporal.metricsUrl,
    appUrl: env.api['DATABASE_URL']!,
    ownerUrl: env.migrate['DATABASE_OWNER_URL']!,
    temporalStoreUrl: `postgresql://${store['SQL_USER']}:${store['SQL_PASSWORD']}@127.0.0.1:${database.engine.port}/temporal`,
    masterKey: env.api['FRIST_MASTER_KEY']!,
    connections: database.connections,
    exec: (service, args) => stock.answer(home, node, args, env[service]),
    async startWorker(name) {
      const port = await freePort();
      const program = stock.program(name, home, node, commandOf(compose, 'worker'), { ...env.worker, METRICS_PORT: String(port) });
      return { ...(await stock.start(program, `http://127.0.0.1:${port}/readyz`)), name, metricsUrl: `http://127.0.0.1:${port}/metrics` };
    },
    async loseTemporal() {
      await temporalRuns.stop();
      await database.dropTemporal();
      await database.roles();
      await temporal.schema();
      temporalRuns = await temporal.start();
      await temporal.namespace();
    },
  };
}

/** What a service of ours runs, without the leading `node`. */
function commandOf(compose: ComposeFile, service: string): string[] {
  const [program, ...args] = compose.services[service]?.command ?? [];
  if (program !== 'node') throw new Error(`${service} does not run node`);
  return args;
}
