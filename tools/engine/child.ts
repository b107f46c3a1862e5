import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { sizeOf, tailOf } from './log-file';
import { forgetProcess, recordProcess } from './process-identity';

export type Log = (line: string) => void;

/** A user and group to run as; only root can choose one. */
export type RunAs = Readonly<{ uid: number; gid: number }>;

export type ChildOptions = Readonly<{
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string | undefined>>;
  runAs?: RunAs | undefined;
  /** Gets each line the child writes, unless `logFile` is given. */
  log: Log;
  /** The child writes here itself, so that it outlives us unharmed (a broken pipe would end it in the middle of something). */
  logFile?: string | undefined;
  /** Where the child is recorded while it runs, for a later start to find it should we be killed. */
  pidFile?: string | undefined;
}>;

export type Child = Readonly<{
  pid: number;
  /** How it ended, in words; undefined while it runs. */
  ended(): string | undefined;
  /** Whether it ended by itself and content (code 0). */
  succeeded(): boolean;
  /** Settles with how it ended, in words, when it has. Never rejects. */
  exited: Promise<string>;
  /** Up to this many of the lines it wrote last. */
  lastLines(count?: number): string[];
  signal(signal: NodeJS.Signals): void;
  /** Kills it and everything in its process group at once. */
  kill(): void;
  /** Asks it to end by `signal`, then by each next signal after the wait; kills it when it still runs after the last wait. */
  stop(...steps: readonly (readonly [signal: NodeJS.Signals, waitMs: number])[]): Promise<void>;
}>;

/**
 * Starts a process in a group of its own: Ctrl-C reaches everything in the terminal's group at once, and PostgreSQL would go before those
 * who still need it.
 * @throws Error when the command cannot be run at all.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, cwd, env, runAs, logFile, pidFile } = options;
  const logBegan = logFile === undefined ? 0 : sizeOf(logFile);
  const output = logFile === undefined ? 'pipe' : openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, {
    cwd,
    env: { ...(env ?? process.env) },
    detached: true,
    stdio: ['ignore', output, output],
    ...runAs,
  });
  if (typeof output === 'number') closeSync(output);
  const { pid } = child;
  if (pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
  if (pidFile !== undefined) recordProcess(pidFile, pid); // in the same tick: no moment in which a kill would leave it unknown

  const heard: string[] = [];
  const hear = (line: string): void => {
    if (heard.push(line) > 100) heard.shift();
    options.log(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', hear);
  }
  let ended: string | undefined;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = signal ? `ended by ${signal}` : `ended with code ${code}`;
      if (pidFile !== undefined) forgetProcess(pidFile);
      resolve(ended);
    });
  });
  child.on('error', () => undefined); // a signal that could not be delivered; `ended` tells the truth

  const kill = (): void => {
    if (ended !== undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL'); // no such group (Windows), or it has just ended
    }
  };
  return {
    pid,
    exited,
    kill,
    ended: () => ended,
    succeeded: () => child.exitCode === 0,
    lastLines: (count = 20) => (logFile === undefined ? heard.slice(-count) : tailOf(logFile, count, logBegan)),
    signal: (signal) => void child.kill(signal),
    async stop(...steps) {
      for (const [signal, waitMs] of steps) {
        if (ended !== undefined) return;
        child.kill(signal);
        await Promise.race([exited, expiry(waitMs)]);
      }
      kill();
      await exited;
    },
  };
}

/** A wait that does not keep the process alive by itself. */
function expiry(waitMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, waitMs).unref());
}
