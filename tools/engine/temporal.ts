import { Connection } from '@temporalio/client';
import { startChild, type Child, type Log } from './child';
import { accepts, pickPort } from './ports';
import { awaitStandstill } from './standstill';
import { messageOf, until } from './wait';

export { findTemporal } from './temporal-find';

/** A running Temporal server of our own. */
export type TemporalEngine = Readonly<{
  /** Host and port for clients and workers; the namespace is `default`. */
  address: string;
  port: number;
  /** Where its pages are, when they were asked for. */
  uiUrl?: string;
  pid: number;
  /** Settles with how the server ended, in words, whoever ended it. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL, for fault tests. */
  kill(): void;
  /** Stops it in its tracks (SIGSTOP): connections stay open and nothing answers. */
  pause(): void;
  /** Lets it go on after `pause`. */
  resume(): void;
}>;

export type TemporalOptions = Readonly<{
  /** The program, see `findTemporal`. */
  binary: string;
  /** Keeps what it knows across restarts; without it everything is held in memory. */
  dbFile?: string | undefined;
  /** The ports wished for; others are taken when they are busy, unless `portIsFixed`. */
  port?: number | undefined;
  uiPort?: number | undefined;
  portIsFixed?: boolean | undefined;
  ui?: boolean | undefined;
  /** Dynamic configuration, values as JSON. */
  dynamicConfig?: Readonly<Record<string, string>> | undefined;
  log: Log;
  /** Where the server writes its log itself; without it the lines go to `log`. */
  logFile?: string | undefined;
  /** Where the running server is recorded, so that a later start finds it should we be killed. */
  pidFile?: string | undefined;
  signal?: AbortSignal | undefined;
}>;

const readyWithinMs = 60_000;

/**
 * Starts `temporal server start-dev` on 127.0.0.1, with a database file or in memory; returns when the namespace `default` can be used.
 * @throws Error with the server's last lines when it does not come up.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalEngine> {
  for (let triesLeft = 2; ; triesLeft--) {
    const fixed = options.portIsFixed ? options.port : undefined;
    const port = fixed ?? (await pickPort([options.port]));
    const uiPort = options.ui ? await pickPort([options.uiPort ?? port + 1_000], new Set([port])) : undefined;
    try {
      return await attempt(options, port, uiPort);
    } catch (error) {
      options.signal?.throwIfAborted();
      const anotherTookIt = /address already in use/.test(messageOf(error)); // also one of the ports that the server chooses for itself
      if (!anotherTookIt || triesLeft === 0) throw error;
    }
  }
}

async function attempt(options: TemporalOptions, port: number, uiPort: number | undefined): Promise<TemporalEngine> {
  const { binary, log, logFile, pidFile } = options;
  const child = await startChild({ command: binary, args: argumentsFor(options, port, uiPort), cwd: '/', log, logFile, pidFile });
  const stop = async (): Promise<void> => {
    child.signal('SIGCONT'); // a paused process would not hear the request
    await child.stop(['SIGTERM', 10_000]);
  };
  try {
    const answer = async (): Promise<'ended' | 'ready' | false> => (child.ended() === undefined ? isReady(port) : 'ended');
    const outcome = await until('Temporal answers', answer, { withinMs: readyWithinMs, signal: options.signal });
    if (outcome === 'ended') throw new Error(`the Temporal server ${child.ended()}:\n${child.lastLines().join('\n')}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `127.0.0.1:${port}`, port, ...(uiPort && { uiUrl: `http://127.0.0.1:${uiPort}` }), ...handlesOf(child), stop };
}

function handlesOf(child: Child): Pick<TemporalEngine, 'pid' | 'exited' | 'kill' | 'pause' | 'resume'> {
  const { pid, exited, kill } = child;
  const pause = (): void => {
    child.signal('SIGSTOP');
    awaitStandstill(pid);
  };
  return { pid, exited, kill, pause, resume: () => child.signal('SIGCONT') };
}

function argumentsFor({ dbFile, dynamicConfig }: TemporalOptions, port: number, uiPort: number | undefined): string[] {
  // Twice as many starts per second; a last second lost in a power cut is harmless, because stories start anew from the facts.
  const database = dbFile ? ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'] : [];
  const pages = uiPort ? ['--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless'];
  const settings = Object.entries(dynamicConfig ?? {}).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]);
  return ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error', ...pages, ...database, ...settings];
}

/** Ready when the namespace is known to the part that hands out work; throws until then. */
async function isReady(port: number): Promise<'ready' | false> {
  if (!(await accepts(port))) return false; // gRPC rests a second after each refused connection, so it does not ask before
  const address = `127.0.0.1:${port}`;
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.workflowService.describeTaskQueue({ namespace: 'default', taskQueue: { name: 'frist-ready' }, taskQueueType: 1 });
    });
    return 'ready';
  } finally {
    await connection.close();
  }
}
