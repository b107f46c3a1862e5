import type { Log } from '../engine/child';

/**
 * Does `work` and says so: after two seconds, and then every ten, that it still goes on; at the end what came of it and how long it took.
 * @param outcome what to say at the end, e.g. `PostgreSQL 15.18 ready`.
 */
export async function stage<T>(print: Log, doing: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T> {
  const began = performance.now();
  const still = (): void => print(`… ${doing} (${Math.round((performance.now() - began) / 1000)} s)`);
  let later: NodeJS.Timeout | undefined;
  const soon = setTimeout(() => {
    still();
    later = setInterval(still, 10_000);
  }, 2_000);
  try {
    const result = await work();
    print(`${outcome(result)} (${inSeconds(performance.now() - began)})`);
    return result;
  } finally {
    clearTimeout(soon);
    clearInterval(later);
  }
}

/** A duration for people: `0.8 s`. */
export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
