import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beginning } from '../support/round-story';
import { Stage } from '../support/stage';
import { moments, Restarts, type Moment, type Restart } from './restart/restarts';
import { chance, type Chance } from './support/chance';
import { report } from './support/report';
import { endOf, everyStep, liveRichly, richFacts } from './support/rich-story';
import { seed, sized } from './support/scale';

/** Seeds of random runs that once failed; they are tried in every run. */
const kept: readonly number[] = [];
const undisturbed = Stage.open({ now: beginning });
let expected: Readonly<Record<string, unknown>>;
const hit = new Map<string, number>();
const times = { one: 0, all: 0 };

beforeAll(async () => {
  const stage = await undisturbed;
  await liveRichly(stage);
  expected = await richFacts(stage.db);
}, 400_000);
afterAll(async () => (await undisturbed).close());

/** Lives the story while stories are restarted. */
async function liveWith(choose: (moment: Moment) => Restart | undefined): Promise<Restarts> {
  const restarts = new Restarts(choose);
  const stage = await Stage.open({ now: beginning, disturb: restarts.disturb });
  try {
    restarts.begin(stage);
    await liveRichly(stage);
    await restarts.end();
    expect(await endOf(stage)).toEqual({ facts: expected, repeated: 0 });
  } finally {
    await stage.close();
  }
  for (const [step, count] of restarts.hit) hit.set(step, (hit.get(step) ?? 0) + count);
  times.one += restarts.times.one;
  times.all += restarts.times.all;
  return restarts;
}

/** Each step of each story before it is done, and again after it: a step that comes often, twice. */
function eachStepOnce(): (moment: Moment) => Restart | undefined {
  const seen = new Map<string, number>();
  const often = new Map<string, number>();
  return ({ story, step, occasion }) => {
    const before = seen.get(`${story} ${step} ${occasion}`) ?? 0;
    if (!everyStep.includes(step) || before >= 2 || (often.get(step) ?? 0) >= 4) return undefined;
    seen.set(`${story} ${step} ${occasion}`, before + 1);
    often.set(step, (often.get(step) ?? 0) + 1);
    return { when: before === 0 ? 'before' : 'after', whom: 'one' };
  };
}

/** Any activity now and then, reads too; what is chosen depends on how many of its kind there were, so that a seed repeats it. */
function byChance(from: Chance): (moment: Moment) => Restart | undefined {
  const counts = new Map<string, number>();
  const often = 0.01 + 0.04 * from.next();
  return ({ step }) => {
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    const here = from.fork(`${step} ${count}`);
    if (!here.happens(everyStep.includes(step) ? often * 3 : often)) return undefined;
    return { when: here.pick(moments), whom: here.happens(0.2) ? 'all' : 'one' };
  };
}

test('the undisturbed round lives through every step', async () => {
  const lived = new Set((await undisturbed).activities);
  expect(everyStep.filter((step) => !lived.has(step))).toEqual([]);
});

test('a story terminated before and after each of its steps begins anew and comes to the same end, and no letter is written twice', async () => {
  const restarts = await liveWith(eachStepOnce());
  expect(everyStep.filter((step) => (restarts.hit.get(step) ?? 0) < 2)).toEqual([]);
}, 180_000);

const seeds = [...kept, ...Array.from({ length: sized(1, 50) }, (_, at) => seed + at)];
test.each(seeds)(
  'so do stories restarted at random, one or all at once (seed %i)',
  async (from) => {
    const restarts = await liveWith(byChance(chance(from)));
    expect(restarts.hit.size).toBeGreaterThan(0);
  },
  180_000,
);

test('every kind of story that it has and every step of them was restarted', () => {
  const told = [...new Set(everyStep.map((step) => step.split(' ')[0]!))];
  const kinds = Object.fromEntries(
    told.map((kind) => [kind, [...hit].filter(([step]) => step.startsWith(`${kind} `)).reduce((sum, [, count]) => sum + count, 0)]),
  );
  report('restart', { runs: 1 + seeds.length, ...times, ...kinds, ...Object.fromEntries([...hit].sort()) });
  expect(told.filter((kind) => !kinds[kind])).toEqual([]);
  expect(everyStep.filter((step) => !hit.has(step))).toEqual([]);
});
