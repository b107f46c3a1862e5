import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../engine/child';
import { tailOf } from '../engine/log-file';
import { messageOf } from '../engine/wait';
import type { Part, Running } from './part';
import { inSeconds } from './progress';

export type Supervisor = Readonly<{
  /**
   * Starts a part and keeps it running from then on.
   * @throws when the first start fails, or everything is being stopped.
   */
  start<R extends Running>(part: Part<R>): Promise<R>;
  /** Waits until all parts have been stopped: the last started first, each only after the one before has ended. */
  stop(): Promise<void>;
}>;

/** How long to wait before a part that ended is started again. */
export type BackOff = Readonly<{
  firstMs: number;
  longestMs: number;
  /** A part that ran this long begins with `firstMs` again. */ forgivenAfterMs: number;
}>;

const usualBackOff: BackOff = { firstMs: 1_000, longestMs: 60_000, forgivenAfterMs: 60_000 };

type Kept = { running?: Running; over: Promise<void> };

/**
 * Makes a supervisor that reports what ends unasked, with its last lines, and starts it again after growing waits.
 * @param stopping once aborted nothing is started any more, and what is just starting gives up; `stop` aborts it too.
 */
export function createSupervisor(stopping: AbortController, print: Log, backOff: BackOff = usualBackOff): Supervisor {
  const { signal } = stopping;
  const all: Kept[] = [];

  async function begin<R extends Running>(part: Part<R>, kept: Kept): Promise<R> {
    const running = await part.start(signal);
    if (signal.aborted) await running.stop(); // nobody would stop it later
    signal.throwIfAborted();
    kept.running = running;
    return running;
  }

  async function keep(part: Part, kept: Kept, first: Running): Promise<void> {
    let failures = 0;
    let began = performance.now();
    let ending = await first.exited;
    while (!signal.aborted) {
      delete kept.running;
      if (performance.now() - began > backOff.forgivenAfterMs) failures = 0;
      const waitMs = Math.min(backOff.longestMs, backOff.firstMs * 2 ** failures++);
      print(`${part.title} ${ending}; starting it again in ${inSeconds(waitMs)}. Its last lines (of ${part.logFile}):`);
      for (const line of tailOf(part.logFile, 20)) print(`    ${line}`);
      try {
        await pause(waitMs, undefined, { signal });
        began = performance.now();
        const { exited } = await begin(part, kept);
        print(`${part.title} ready again (${inSeconds(performance.now() - began)})`);
        ending = await exited;
      } catch (error) {
        ending = `did not start: ${messageOf(error).split('\n')[0]}`;
      }
    }
  }

  return {
    async start<R extends Running>(part: Part<R>): Promise<R> {
      signal.throwIfAborted();
      const kept: Kept = { over: Promise.resolve() };
      all.push(kept); // before it runs, so that a stop meanwhile knows of it
      const first = begin(part, kept);
      kept.over = first.then(
        (running) => keep(part, kept, running),
        () => undefined, // told to who called `start`
      );
      return first;
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      for (const kept of [...all].reverse()) {
        await kept.running?.stop();
        await kept.over;
      }
    },
  };
}
