import { afterAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rows, rowsOutOfReach } from './model/coverage';
import { createModel } from './model/model';
import type { Program, Sample } from './model/program';
import { differenceIn } from './model-stack/compare';
import { codesWithin } from './model-stack/codes';
import { closeWorlds } from './model-stack/driver';
import { generate } from './model-stack/generator';
import { toldDifference, type Difference } from './model-support/difference';
import { eachOf } from './model-support/each';
import type { Engine } from './model-support/installations';
import { shrink } from './model-support/shrink';
import { chance, type Chance } from './support/chance';
import { report } from './support/report';
import { large, seed, sized } from './support/scale';

/** Programs that once showed a difference, as they were shrunk: always run. */
const kept = path.join(__dirname, 'model', 'kept');
type Kept = Readonly<{ program: Program; samples: readonly Sample[] }>;

/**
 * Every program of a large run goes through worker, Temporal and post office. A small one spends them on every tenth: the others are done by the same reads and
 * steps without them (`tests/support/by-hand.ts`), which takes a fraction of the time; so does a run with `FRIST_PROVE_BY_HAND`.
 */
const engineOf = (at: number): Engine => (process.env['FRIST_PROVE_BY_HAND'] || (!large && at % 10 !== 0) ? 'by hand' : 'stories');
/** How many are lived through at once. */
const atOnce: Readonly<Record<Engine, number>> = { 'by hand': 3, stories: large ? 3 : 1 };
const programs = Number(process.env['FRIST_PROVE_PROGRAMS'] ?? sized(50, 2_000));

afterAll(closeWorlds);

test('programs that once showed a difference show none', async () => {
  await eachOf(readdirSync(kept).sort(), atOnce['by hand'], async (name) => {
    const { program, samples } = JSON.parse(readFileSync(path.join(kept, name), 'utf8')) as Kept;
    const difference = await differenceIn(program, samples, 'by hand');
    if (difference) throw new Error(`kept program ${name}\n${toldDifference(difference)}`);
  });
}, 600_000);

test(
  'what random programs come to is what a model written from the domain book says',
  async () => {
    const hits = new Map<string, number>();
    const lengths: number[] = [];
    const began = Date.now();
    const one = async (at: number): Promise<void> => {
      const by = chance(seed).fork(at);
      const model = createModel();
      const { program, samples } = generate(by, model, lengthOf(by));
      const difference = await differenceIn(program, samples, engineOf(at));
      if (difference) throw await shown(difference, program, samples, at);
      lengths.push(program.length);
      for (const [what, count] of model.hits()) hits.set(what, (hits.get(what) ?? 0) + count);
    };
    const all = Array.from({ length: programs }, (_, at) => at);
    const ended = await Promise.allSettled((['stories', 'by hand'] as const).map(async (engine) => eachOf(all.filter((at) => engineOf(at) === engine), atOnce[engine], one))); // prettier-ignore
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    const wanted = [...rows, ...codesWithin.map((code) => `code ${code}`)];
    const least = wanted.toSorted((a, b) => (hits.get(a) ?? 0) - (hits.get(b) ?? 0)).slice(0, 5);
    report('model', {
      programs,
      acts: lengths.reduce((sum, one) => sum + one, 0),
      'time, s': Math.round((Date.now() - began) / 1_000),
      'rows of 2.3 hit': `${rows.filter((row) => hits.get(row)).length} of ${rows.length} (${rowsOutOfReach.length} out of reach)`,
      'codes hit': `${codesWithin.filter((code) => hits.get(`code ${code}`)).length} of ${codesWithin.length}`,
      'least often': least.map((what) => `${what} ${hits.get(what) ?? 0}`).join('; '),
    });
    if (large) process.stderr.write(`${wanted.map((what) => `${String(hits.get(what) ?? 0).padStart(7)}  ${what}`).join('\n')}\n`);
    if (large && programs >= 2_000) expect(wanted.filter((what) => (hits.get(what) ?? 0) < 20)).toEqual([]);
  },
  12 * 3_600_000,
);

/** How many acts a program has. */
const lengthOf = (by: Chance): number => (large ? 30 + by.below(171) : 30 + by.below(21));

async function shown(difference: Difference, program: Program, samples: readonly Sample[], at: number): Promise<Error> {
  const same = async (one: Program, by: Engine): Promise<boolean> => (await differenceIn(one, samples, by))?.where === difference.where;
  // What shows without the stories is shrunk without them: that is faster.
  const by: Engine = (await same(program, 'by hand')) ? 'by hand' : 'stories';
  // What follows an act whose outcome differs is not needed to see it.
  const until = difference.act === undefined ? program : program.slice(0, difference.act + 1);
  const short = await shrink(until, (one) => same(one, by), 150);
  const found = (await differenceIn(short, samples, by)) ?? difference;
  return new Error(`seed ${seed}, program ${at}\n${toldDifference(found)}\n${JSON.stringify({ program: short, samples })}`);
}
