import { join } from 'node:path';
import { freePort, pickPort } from '../engine/ports';
import { findTemporal } from '../engine/temporal';
import type { Running } from '../start/part';
import { onThisMachine, type Places } from './addresses';
import type { ComposeFile } from './compose-file';
import type { Stock } from './stock';
import { findTemporalPrograms } from './temporal-programs';

/** The Temporal of docker-compose.yml: its schema and namespace by the script that Compose runs, its server with the configuration that Compose mounts. */
export type TemporalService = Readonly<{
  grpcPort: number;
  metricsUrl: string;
  schema(): Promise<void>;
  start(): Promise<Running>;
  namespace(): Promise<void>;
}>;

/** What listens in the server, with the usual port. */
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

type Ports = Record<keyof typeof usualPorts, number>;

/** Finds or builds the programs, chooses ports; nothing runs yet. */
export async function temporalService(root: string, compose: ComposeFile, stock: Stock, postgresPort: number): Promise<TemporalService> {
  const programs = await findTemporalPrograms(stock.print);
  const cli = await findTemporal(stock.print, stock.signal);
  const ports = await choosePorts();
  const metricsPort = await freePort();
  const places: Places = { postgres: postgresPort, temporal: ports.FRONTEND_GRPC, mailpit: 0 };
  const store = { SQL_HOST: '127.0.0.1', SQL_PORT: String(postgresPort) };
  const script = join(root, 'deploy/temporal/setup.sh');
  const environment = (service: string, more: Record<string, string>) =>
    onThisMachine(compose.services[service]?.environment ?? {}, places, more);
  const setUp = (step: string, more: Record<string, string>): Promise<void> =>
    stock.run(`temporal-${step}`, root, 'sh', [script, step], environment(`temporal-${step}`, more));

  return {
    grpcPort: ports.FRONTEND_GRPC,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    schema: () => setUp('schema', { ...store, TEMPORAL_SQL_TOOL: programs.sqlTool }),
    namespace: () => setUp('namespace', { TEMPORAL_CLI: cli }),
    start: () => {
      const env = environment('temporal', {
        ...store,
        ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name}_PORT`, String(port)])),
        TEMPORAL_SERVER_CONFIG_FILE_PATH: join(root, 'deploy/temporal/server.yaml.template'),
        PROMETHEUS_ENDPOINT: `127.0.0.1:${metricsPort}`,
      });
      // The address that the health check of docker-compose.yml asks.
      return stock.start(stock.program('temporal', root, programs.server, ['start'], env), healthAddress(compose, ports.FRONTEND_HTTP));
    },
  };
}

function healthAddress(compose: ComposeFile, port: number): string {
  const address = compose.services['temporal']?.healthcheck?.test.at(-1) ?? '';
  return address.replace(`:${usualPorts.FRONTEND_HTTP}/`, `:${port}/`);
}

/** A port for each: near the usual one, because the server keeps them in columns that end at 32767. */
async function choosePorts(): Promise<Ports> {
  const taken = new Set<number>();
  const chosen: Partial<Ports> = {};
  for (const [name, usual] of Object.entries(usualPorts) as [keyof Ports, number][]) {
    chosen[name] = await pickPort([usual], taken);
    taken.add(chosen[name]);
  }
  return chosen as Ports;
}
