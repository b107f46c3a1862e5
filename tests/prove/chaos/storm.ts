import type { Chance } from '../support/chance';
import { victims, type Product, type Victim } from './product';

/** What is done to whom: killed at once, or made to stand still for a while. */
export type Fault = Readonly<{ victim: Victim; how: 'killed' | 'paused' }>;

export type StormOptions = Readonly<{
  victims: readonly Victim[];
  /** Ends it when this many have been done. */
  enough(done: readonly Fault[]): boolean;
  /** Between two faults, in milliseconds: at least and at most. */
  apart: readonly [number, number];
  /** How long somebody stands still, in milliseconds: at least and at most. */
  pauses: readonly [number, number];
  /** Killed, never paused. */
  onlyKills?: boolean;
}>;

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills (SIGKILL) and pauses (SIGSTOP, then SIGCONT) one after the other in turn. @returns what was done, in order */
export async function storm(product: Product, by: Chance, options: StormOptions): Promise<Fault[]> {
  const done: Fault[] = [];
  const between = ([least, most]: readonly [number, number]): number => least + by.below(most - least + 1);
  for (let turn = by.below(victims.length); !options.enough(done); turn += 1) {
    await rest(between(options.apart));
    const victim = options.victims[turn % options.victims.length]!;
    const processes = await running(product, victim);
    if (options.onlyKills || by.happens(0.5)) {
      // The main process alone: those of a killed PostgreSQL notice by themselves, as on a machine.
      signal(processes.slice(0, 1), 'SIGKILL');
      done.push({ victim, how: 'killed' });
    } else {
      signal(processes, 'SIGSTOP');
      await rest(between(options.pauses));
      signal(processes, 'SIGCONT');
      done.push({ victim, how: 'paused' });
    }
  }
  return done;
}

/** Waits until its supervisor has it running. */
async function running(product: Product, victim: Victim): Promise<number[]> {
  for (;;) {
    const processes = product.processesOf(victim);
    if (processes.length > 0) return processes;
    await rest(50);
  }
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
    }
  }
}
