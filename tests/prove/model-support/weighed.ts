import type { Chance } from '../support/chance';

/** An act and how likely it is beside the others. */
export type Weighed<Act> = readonly [weight: number, act: () => Act];

/** One of them by chance. */
export function weighed<Act>(chance: Chance, acts: readonly Weighed<Act>[]): Act {
  const all = acts.reduce((sum, [weight]) => sum + weight, 0);
  let at = chance.next() * all;
  for (const [weight, act] of acts) {
    at -= weight;
    if (at < 0) return act();
  }
  return acts.at(-1)![1]();
}
