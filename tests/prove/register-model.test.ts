import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toldDifference, type Difference } from './model-support/difference';
import { eachOf } from './model-support/each';
import type { Engine } from './model-support/installations';
import { shrink } from './model-support/shrink';
import { codes, signs, states, transitions, wanted } from './register-model/coverage';
import type { Program } from './register-model/program';
import { closeWorlds, differenceIn } from './register-stack/compare';
import { generate } from './register-stack/generator';
import { chance, type Chance } from './support/chance';
import { report } from './support/report';
import { large, seed, sized } from './support/scale';

/** Programs that once showed a difference, as they were shrunk: always run. */
const kept = path.join(__dirname, 'register-model', 'kept');

/** In a large run every fifth program goes through worker, Temporal and post office; in a small one the first. The others are done by the same reads and steps without them. */
const engineOf = (at: number): Engine => (process.env['FRIST_PROVE_BY_HAND'] || at % (large ? 5 : 12) !== 0 ? 'by hand' : 'stories');
/** How many are lived through at once. */
const atOnce: Readonly<Record<Engine, number>> = { 'by hand': 2, stories: 1 };
const programs = Number(process.env['FRIST_PROVE_PROGRAMS'] ?? sized(12, 500));

afterAll(closeWorlds);

test('programs of the register that once showed a difference show none', async () => {
  await eachOf(existsSync(kept) ? readdirSync(kept).sort() : [], atOnce['by hand'], async (name) => {
    const difference = await differenceIn(JSON.parse(readFileSync(path.join(kept, name), 'utf8')) as Program, 'by hand');
    if (difference) throw new Error(`kept program ${name}\n${toldDifference(difference)}`);
  });
}, 600_000);

test(
  'what random programs of the register come to is what a model written from the domain book says',
  async () => {
    const hits = new Map<string, number>();
    const lengths: number[] = [];
    const began = Date.now();
    const one = async (at: number): Promise<void> => {
      const by = chance(seed).fork(at);
      const { program, model } = generate(by, lengthOf(by));
      const difference = await differenceIn(program, engineOf(at));
      if (difference) throw await shown(difference, program, at);
      lengths.push(program.length);
      for (const [what, count] of model.hits()) hits.set(what, (hits.get(what) ?? 0) + count);
    };
    const all = Array.from({ length: programs }, (_, at) => at);
    const ended = await Promise.allSettled(
      (['stories', 'by hand'] as const).map(async (engine) => eachOf(all.filter((at) => engineOf(at) === engine), atOnce[engine], one)),
    ); // prettier-ignore
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    const of = (some: readonly string[]): string => `${some.filter((what) => hits.get(what)).length} of ${some.length}`;
    const least = wanted.toSorted((a, b) => (hits.get(a) ?? 0) - (hits.get(b) ?? 0)).slice(0, 5);
    report('register-model', {
      programs,
      acts: lengths.reduce((sum, length) => sum + length, 0),
      'time, s': Math.round((Date.now() - began) / 1_000),
      'changes of status (6.5)': of(transitions),
      'states of look-ups, invitations, reports': of(states),
      'warnings and tasks': of(signs),
      codes: of(codes.map((code) => `code ${code}`)),
      'least often': least.map((what) => `${what} ${hits.get(what) ?? 0}`).join('; '),
    });
    if (large) process.stderr.write(`${wanted.map((what) => `${String(hits.get(what) ?? 0).padStart(7)}  ${what}`).join('\n')}\n`);
    if (large && programs >= 500) expect(wanted.filter((what) => (hits.get(what) ?? 0) < 10)).toEqual([]);
  },
  12 * 3_600_000,
);

/** How many acts a program has. */
const lengthOf = (by: Chance): number => 30 + by.below(large ? 91 : 31);

async function shown(difference: Difference, program: Program, at: number): Promise<Error> {
  const same = async (one: Program, by: Engine): Promise<boolean> => (await differenceIn(one, by))?.where === difference.where;
  // What shows without the stories is shrunk without them: that is faster.
  const by: Engine = (await same(program, 'by hand')) ? 'by hand' : 'stories';
  const until = difference.act === undefined ? program : program.slice(0, difference.act + 1);
  const short = await shrink(until, (one) => same(one, by), 150);
  const found = (await differenceIn(short, by)) ?? difference;
  return new Error(`seed ${seed}, program ${at}\n${toldDifference(found)}\n${JSON.stringify(short)}`);
}
