import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startChild, type Log } from '../engine/child';
import { answersOk, programPart, runOnce, type Program, type Running } from '../start/part';
import { accepts } from '../engine/ports';
import { until } from '../engine/wait';
import type { Variables } from './compose-file';

/** Everything that was started, so that all of it is stopped: the last first. */
export class Stock {
  readonly #running: { stop(): Promise<void> }[] = [];
  readonly signal: AbortSignal;

  constructor(
    readonly folder: string,
    readonly print: Log,
    stopping: AbortController,
  ) {
    this.signal = stopping.signal;
  }

  /** Takes over the stopping of something that was started. */
  keep<R extends { stop(): Promise<void> }>(running: R): R {
    this.#running.push(running);
    return running;
  }

  async stop(): Promise<void> {
    for (const one of this.#running.splice(0).reverse()) await one.stop();
  }

  /** How to run one of the programs; its log lies in the folder of this run. */
  program(name: string, cwd: string, command: string, args: readonly string[], env: Variables): Program {
    return { title: name, command, args, cwd, env, logFile: this.logOf(name), pidFile: join(this.folder, `${name}.pid`) };
  }

  logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** Runs a program that does its work and ends. @throws Error with its last lines when it fails */
  async run(name: string, cwd: string, command: string, args: readonly string[], env: Variables): Promise<void> {
    await runOnce(this.program(name, cwd, command, args, env), this.signal);
  }

  /** Starts a program that stays, and waits until `url` answers, or its port takes connections. */
  async start(program: Program, ready: string | number): Promise<Running> {
    const isReady = typeof ready === 'number' ? () => accepts(ready) : () => answersOk(ready);
    return this.keep(await programPart(program, isReady, 120_000).start(this.signal));
  }

  /** Runs a program that does its work and ends. @returns what it wrote */
  async answer(cwd: string, command: string, args: readonly string[], env: Variables): Promise<string> {
    const child = await startChild({ command, args, cwd, env, log: () => undefined });
    await child.exited;
    const said = child.lastLines().join('\n');
    if (!child.succeeded()) throw new Error(`${args.join(' ')} ${child.ended()}:\n${said}`);
    return said;
  }

  /** Asks again until `probe` gives true. @throws Error naming `what` */
  until(what: string, probe: () => Promise<boolean>, withinMs = 120_000, everyMs = 100): Promise<boolean> {
    return until(what, probe, { withinMs, everyMs, signal: this.signal });
  }
}

/** The secrets that deploy/.env would hold, made for one run. */
export function secretsForOneRun(): Record<string, string> {
  const password = (): string => randomBytes(18).toString('hex');
  return {
    POSTGRES_PASSWORD: password(),
    FRIST_OWNER_PASSWORD: password(),
    FRIST_APP_PASSWORD: password(),
    TEMPORAL_PASSWORD: password(),
    FRIST_MASTER_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://frist.example',
  };
}
