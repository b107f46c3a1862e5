import { startChild, type Child, type Log } from '../engine/child';
import { until } from '../engine/wait';

/** A part that runs. */
export type Running = Readonly<{
  pid: number;
  /** Settles with how it ended, in words, whoever ended it. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}>;

/** A part of the product that has to run all the time. */
export type Part<R extends Running = Running> = Readonly<{
  /** For people: `Worker`. */
  title: string;
  logFile: string;
  /** Settles when the part is ready. Rejects when it ended before, or when `signal` is aborted; then it does not run. */
  start(signal: AbortSignal): Promise<R>;
}>;

/** How to run one of our own programs. */
export type Program = Readonly<{
  title: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  logFile: string;
  pidFile: string;
}>;

const silent: Log = () => undefined; // they write to their log files

/** A part that is a program of ours: asked to stop by SIGTERM, killed after 20 seconds. */
export function programPart(program: Program, isReady: () => Promise<boolean>, readyWithinMs: number): Part {
  const { title, logFile } = program;
  return {
    title,
    logFile,
    async start(signal) {
      const child = await startChild({ ...program, log: silent });
      const stop = (): Promise<void> => child.stop(['SIGTERM', 20_000]);
      try {
        const ready = async (): Promise<boolean> => child.ended() !== undefined || isReady();
        await until(`${title} is ready`, ready, { withinMs: readyWithinMs, everyMs: 100, signal });
        if (child.ended() !== undefined) throw failure(program, child);
      } catch (error) {
        await stop();
        throw error;
      }
      return { pid: child.pid, exited: child.exited, stop, kill: () => child.kill() };
    },
  };
}

/**
 * Runs a program that does its work and ends.
 * @throws Error with its last lines when it fails, or the reason of `signal`; then it does not run.
 */
export async function runOnce(program: Program, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = await startChild({ ...program, log: silent });
  const onAbort = (): void => child.signal('SIGTERM');
  signal.addEventListener('abort', onAbort);
  await child.exited;
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (!child.succeeded()) throw failure(program, child);
}

/** Ready when GET answers 200. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer(); // else the connection stays open
  return response.status === 200;
}

function failure({ title, logFile }: Program, child: Child): Error {
  return new Error(
    `${title} ${child.ended()}; its last lines (of ${logFile}):\n${child
      .lastLines()
      .map((line) => `    ${line}`)
      .join('\n')}`,
  );
}
