import { expect, test } from '@jest/globals';
import { chance } from './chance';

test('what a seed begins is begun by no other seed, and by itself but once', () => {
  const begun = new Set<string>();
  const seeds = Array.from({ length: 40 }, (_, at) => at);
  for (const seed of seeds)
    for (let at = 0; at < 200; at++) {
      const by = chance(seed).fork(at);
      begun.add(`${by.next()} ${by.next()}`);
    }
  expect(begun.size).toBe(seeds.length * 200);
});

test('a seed repeats its choices', () => {
  const choices = (): readonly number[] => {
    const by = chance(7).fork('a name');
    return Array.from({ length: 20 }, () => by.below(1_000));
  };
  expect(choices()).toEqual(choices());
});
