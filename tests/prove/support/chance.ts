/** Choices by chance that a seed repeats. */
export type Chance = Readonly<{
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** True this often. */
  happens(probability: number): boolean;
  /** One of them. */
  pick<T>(from: readonly T[]): T;
  /** Another run of choices, which depends on this seed and the name alone. */
  fork(name: string | number): Chance;
}>;

/**
 * Mulberry32: 32 bits of state are plenty for choosing what to try, and the same seed makes the same choices on every machine.
 * @param seed any whole number
 */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: (from) => {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[below(from.length)]!;
    },
    // FNV-1a of both as text: were the seed a number to begin with, neighbours of one seed would be those of the next.
    fork: (name) =>
      chance(Array.from(`${seed}/${name}`).reduce((hash, sign) => Math.imul(hash ^ sign.charCodeAt(0), 0x01000193), 0x811c9dc5)),
  };
}
