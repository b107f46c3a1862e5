import { join } from 'node:path';
import { Client } from 'pg';
import { startChild, type Child, type Log } from './child';
import { pickPort } from './ports';
import { openCluster, ownerRole, type Cluster } from './postgres-cluster';
import { messageOf, until } from './wait';

/** A running PostgreSQL of our own. */
export type PostgresEngine = Readonly<{
  /** The owner role's URL of the database `postgres`; holds the password. */
  ownerUrl: string;
  port: number;
  pid: number;
  version: string;
  /** Settles with how the server ended, in words, whoever ended it. */
  exited: Promise<string>;
  /** Fast shutdown: sessions are broken off, committed work is safe. */
  stop(): Promise<void>;
  /** SIGKILL for the server's main process, for fault tests. */
  kill(): void;
}>;

export type PostgresOptions = Readonly<{
  /** Holds the cluster (made when empty), its password and its socket. */
  dataDir: string;
  /** The port wished for; another is taken when it is busy, unless `portIsFixed`. */
  port?: number | undefined;
  portIsFixed?: boolean | undefined;
  log: Log;
  /** Server settings beside ours, e.g. `{ fsync: 'off', max_connections: '300' }` in tests. */
  settings?: Readonly<Record<string, string>> | undefined;
  /** Where the server writes its log itself; without it the lines go to `log`. */
  logFile?: string | undefined;
  /** Where the running server is recorded, so that a later start finds it should we be killed. */
  pidFile?: string | undefined;
  signal?: AbortSignal | undefined;
}>;

/** What the server says when the processes of a killed one have not all noticed yet that they should end. */
const stillLeaving = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/;
const taken = /could not bind|Address already in use/;
const readyWithinMs = 300_000; // after a crash the server replays its log first

/**
 * Starts a cluster of our own in `dataDir` on 127.0.0.1 (initdb when empty). As root it runs as `nobody`, see `openCluster`.
 * @throws Error with the server's last lines when it does not come up, or when no programs are found.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresEngine> {
  const cluster = await openCluster(options.dataDir, options.log);
  const { signal } = options;
  const result = await until('PostgreSQL starts', () => attempt(cluster, options), { withinMs: 20_000, everyMs: 250, signal });
  if (result instanceof Error) throw result;
  return result;
}

/** One try; gives back an error when no other try will succeed, throws one when another may. */
async function attempt(cluster: Cluster, options: PostgresOptions): Promise<PostgresEngine | Error> {
  const port = options.portIsFixed && options.port ? options.port : await pickPort([options.port]);
  const child = await launch(cluster, port, options);
  const ownerUrl = `postgresql://${ownerRole}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/postgres`;
  const answer = async (): Promise<string | undefined> => (child.ended() === undefined ? versionAt(ownerUrl) : 'ended');
  let version: string;
  try {
    version = await until('PostgreSQL accepts connections', answer, { withinMs: readyWithinMs, signal: options.signal });
  } catch (error) {
    await stop(child);
    options.signal?.throwIfAborted();
    return error instanceof Error ? error : new Error(messageOf(error));
  }
  if (version !== 'ended') return engine(child, ownerUrl, port, version);
  const said = child.lastLines().join('\n');
  const failure = new Error(`PostgreSQL ${cluster.binaries.version} ${child.ended()}:\n${said}`);
  if (stillLeaving.test(said) || (taken.test(said) && !options.portIsFixed)) throw failure;
  return failure;
}

function engine(child: Child, ownerUrl: string, port: number, version: string): PostgresEngine {
  // Only the main process is killed: its children are no part of its group, and notice within a second that it is gone.
  return { ownerUrl, port, pid: child.pid, version, exited: child.exited, stop: () => stop(child), kill: () => child.kill() };
}

function stop(child: Child): Promise<void> {
  return child.stop(['SIGINT', 30_000], ['SIGQUIT', 5_000]);
}

function launch(cluster: Cluster, port: number, { settings, log, logFile, pidFile }: PostgresOptions): Promise<Child> {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: cluster.socketFolder === undefined ? '' : `"${cluster.socketFolder.replaceAll('"', '""')}"`, // a list: commas part it
    unix_socket_permissions: '0700',
    lc_messages: 'C', // we read its messages
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Of the errors of statements nothing: they repeat what people typed, and whoever asked logs their codes. What concerns the server itself is still said.
    log_min_messages: 'log',
    ...settings,
  };
  const args = ['-D', cluster.folder, '-p', String(port), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const command = join(cluster.binaries.folder, 'postgres');
  return startChild({ command, args, cwd: cluster.folder, runAs: cluster.runAs, log, logFile, pidFile });
}

/** The server's version when it accepts a connection, e.g. `15.18`. */
async function versionAt(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the server may go away again while we ask
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return rows[0]?.version.split(' ')[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}
