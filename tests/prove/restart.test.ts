import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { storyKinds } from '../../domain/core/stories';
import { halfSilentRegister } from '../support/register-story';
import { beginning, repeatedMails, type Acting } from '../support/round-story';
import { Stage, type StageOptions } from '../support/stage';
import { moments, Restarts, type Moment, type Restart } from './restart/restarts';
import { chance, type Chance } from './support/chance';
import { everyRegisterStep, liveRichlyInTheRegister, registerFacts } from './support/register-life';
import { report } from './support/report';
import { everyStep, liveRichly, richFacts } from './support/rich-story';
import { seed, sized } from './support/scale';

/** A life that is lived on a stage, and what is held against an undisturbed one. */
type Life = Readonly<{
  name: string;
  live(acting: Acting): Promise<void>;
  facts(db: Knex): Promise<Readonly<Record<string, unknown>>>;
  steps: readonly string[];
  /** How many random runs there are beside the other tests. */
  atRandom: number;
  /** Seeds of random runs that once failed; they are tried in every run. */
  kept: readonly number[];
  stage?: Pick<StageOptions, 'register'>;
}>;

const lives: readonly Life[] = [
  { name: 'a round', live: liveRichly, facts: richFacts, steps: everyStep, atRandom: 1, kept: [] },
  {
    name: 'a municipality',
    live: liveRichlyInTheRegister,
    facts: registerFacts,
    steps: everyRegisterStep,
    atRandom: 0,
    kept: [],
    stage: { register: halfSilentRegister },
  },
];

/** Each step of each story before it is done, and again after it: a step that comes often, so on several occasions when large. */
function eachStepOnce(steps: readonly string[]): (moment: Moment) => Restart | undefined {
  const seen = new Map<string, number>();
  const often = new Map<string, number>();
  return ({ story, step, occasion }) => {
    const before = seen.get(`${story} ${step} ${occasion}`) ?? 0;
    if (!steps.includes(step) || before >= 2 || (often.get(step) ?? 0) >= sized(2, 6)) return undefined;
    seen.set(`${story} ${step} ${occasion}`, before + 1);
    often.set(step, (often.get(step) ?? 0) + 1);
    return { when: before === 0 ? 'before' : 'after', whom: 'one' };
  };
}

/** Any activity now and then, reads too; what is chosen depends on how many of its kind there were, so that a seed repeats it. */
function byChance(steps: readonly string[], from: Chance): (moment: Moment) => Restart | undefined {
  const counts = new Map<string, number>();
  const often = 0.01 + 0.04 * from.next();
  return ({ step }) => {
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    const here = from.fork(`${step} ${count}`);
    if (!here.happens(steps.includes(step) ? often * 3 : often)) return undefined;
    return { when: here.pick(moments), whom: here.happens(0.2) ? 'all' : 'one' };
  };
}

describe.each(lives)('the stories of $name', ({ name, live, facts, steps, atRandom, kept, stage: how }) => {
  let undisturbed: Stage;
  let expected: Readonly<Record<string, unknown>>;
  const hit = new Map<string, number>();
  const times = { one: 0, all: 0 };

  beforeAll(async () => {
    undisturbed = await Stage.open({ now: beginning, ...how });
    await live(undisturbed);
    expected = await facts(undisturbed.db);
  }, 400_000);
  afterAll(() => undisturbed.close());

  /** Lives the life while stories are restarted. */
  async function liveWith(choose: (moment: Moment) => Restart | undefined): Promise<Restarts> {
    const restarts = new Restarts(choose);
    const stage = await Stage.open({ now: beginning, ...how, disturb: restarts.disturb });
    try {
      restarts.begin(stage);
      await live(stage);
      await restarts.end();
      expect({ facts: await facts(stage.db), repeated: await repeatedMails(stage.db) }).toEqual({ facts: expected, repeated: 0 });
    } finally {
      await stage.close();
    }
    for (const [step, count] of restarts.hit) hit.set(step, (hit.get(step) ?? 0) + count);
    times.one += restarts.times.one;
    times.all += restarts.times.all;
    return restarts;
  }

  test('live through every step while nothing disturbs them', () => {
    const lived = new Set(undisturbed.activities);
    expect(steps.filter((step) => !lived.has(step))).toEqual([]);
  });

  test('begin anew when terminated before and after each of their steps, come to the same end, and write no letter twice', async () => {
    const restarts = await liveWith(eachStepOnce(steps));
    expect(steps.filter((step) => (restarts.hit.get(step) ?? 0) < 2)).toEqual([]);
  }, 180_000);

  const seeds = [...kept, ...Array.from({ length: sized(atRandom, 50) }, (_, at) => seed + at)];
  for (const from of seeds)
    test(`do so restarted at random, one or all at once (seed ${from})`, async () => {
      const restarts = await liveWith(byChance(steps, chance(from)));
      expect(restarts.hit.size).toBeGreaterThan(0);
    }, 180_000);

  test('were restarted, every kind that there is and every step of them', () => {
    const told = [...new Set(steps.map((step) => step.split(' ')[0]!))];
    const kinds = Object.fromEntries(
      told.map((kind) => [kind, [...hit].filter(([step]) => step.startsWith(`${kind} `)).reduce((sum, [, count]) => sum + count, 0)]),
    );
    report(`restart of ${name}`, { runs: 1 + seeds.length, ...times, ...kinds, ...Object.fromEntries([...hit].sort()) });
    expect(told.filter((kind) => !kinds[kind])).toEqual([]);
    expect(steps.filter((step) => !hit.has(step))).toEqual([]);
  });
});

test('no kind of story is left out', () => {
  const told = new Set(lives.flatMap(({ steps }) => steps.map((step) => step.split(' ')[0])));
  expect(storyKinds.filter((kind) => !told.has(kind))).toEqual([]);
});
