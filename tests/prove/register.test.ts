import { expect, test } from '@jest/globals';
import { populationRegister } from '../../activities/register/population-register';
import { loadDemo } from '../../tools/demo/load';
import { until } from '../../tools/engine/wait';
import { startPopulationRegister } from '../../workers/population-register-server';
import { createDatabase } from '../support/database';
import { somebody } from '../support/people';
import { Stage } from '../support/stage';
import { Answers, type Happened } from './register/answers';
import { endOfAll, howTheyWereAsked } from './register/asking';
import { HeldAnswers } from './register/held-answers';
import { MortalApi } from './register/mortal-api';
import { liveThePlan, noting, planOf } from './register/outage';
import { unlike } from './register/saved';
import { Savers } from './register/savers';
import { bears, employed, leap, numbers, register, registerBegins } from './register/town';
import { chance } from './support/chance';
import { report } from './support/report';
import { seed, sized } from './support/scale';

/** Seeds that once failed; they are tried in every run. */
const kept: readonly number[] = [];
const seeds = [...kept, seed];

/** Lives 48 hours of the plan. @returns what it came to, and how it was asked */
async function twoDays(from: number, isAway: boolean) {
  const server = await startPopulationRegister(0);
  const asking = noting(populationRegister(server.url));
  const stage = await Stage.open({ now: registerBegins, register: asking });
  try {
    const nina = await employed(stage.db);
    // While it is away no turns are waited for: it is the waits between the questions that are tried.
    await bears(stage.db, 1_000_000, nina);
    const plan = planOf(chance(from).fork('outage'), sized(24, 2_000));
    const ids = await liveThePlan(stage, nina, plan, (as) => isAway && server.behave(as));
    const waiting = (await stage.db('name_lookup').whereIn('state', ['pending', 'delayed'])).length;

    // Everybody is asked about at once when it is back, and it bears so many a minute.
    server.behave({ mode: 'normal' });
    const perMinute = sized(600, 6_000);
    await bears(stage.db, perMinute, nina);
    const [before, backAt] = [asking.askedAt.length, Date.now()];
    await leap(stage, 90);
    const back = asking.askedAt.slice(before);
    return {
      plan,
      waiting,
      end: await endOfAll(stage.db, ids),
      asking: await howTheyWereAsked(stage.db),
      arrived: asking.askedAt.length,
      // The n-th question of a minute's share comes no sooner than its turn.
      tooFast: back.filter((at, nth) => at - backAt < Math.floor((nth * 60_000) / perMinute)).length,
      askedWhenBack: back.length,
      secondsWhenBack: Math.round((Date.now() - backAt) / 1_000),
    };
  } finally {
    await stage.close();
    await server.close();
  }
}

test.each(seeds)(
  'the population register is away for 48 hours: every name comes by itself, nobody is asked too often, and all ends as if it never had been (seed %i)',
  async (from) => {
    const calm = await twoDays(from, false);
    const away = await twoDays(from, true);
    const acts = away.plan.flatMap((slot) => slot.acts);
    report('register away', {
      participations: away.end.length,
      'numbers corrected': acts.filter((act) => 'number' in act).length - away.end.length,
      'fields saved meanwhile': acts.filter((act) => 'fields' in act).length,
      'look-ups': away.asking.lookups,
      questions: away.asking.tries,
      'most of one look-up': away.asking.most,
      'longest without a question, minutes': away.asking.longestGapMinutes,
      'waited when it was back': away.waiting,
      'seconds to ask them': away.secondsWhenBack,
    });
    expect(calm.waiting).toBe(0);
    expect(away.waiting).toBeGreaterThan(away.end.length / 2);
    expect(away.asking).toMatchObject({ tooSoon: [], tooLate: [] });
    expect(away.arrived).toBe(away.asking.tries);
    expect({ tooFast: away.tooFast, asked: away.askedWhenBack }).toEqual({ tooFast: 0, asked: away.waiting });
    expect(away.end).toEqual(calm.end);
  },
  sized(300_000, 7_200_000),
);

test.each(seeds)(
  'answers to old numbers, late and doubled ones, in every order: only the answer for the number that stands is kept (seed %i)',
  async (from) => {
    const held = new HeldAnswers();
    const stage = await Stage.open({ now: registerBegins, register: held });
    try {
      const nina = await employed(stage.db);
      await bears(stage.db, 1_000_000, nina);
      const by = chance(from).fork('answers');
      const answers = new Answers(stage, held, nina, by, numbers());
      const participants = sized(24, 2_000);
      await answers.run(participants);
      const { happened, wrong } = answers;
      report('register answers', { participations: participants, ...happened });
      expect({ seed: from, wrong }).toEqual({ seed: from, wrong: [] });
      const seldom = Object.keys(happened).filter((what) => happened[what as keyof Happened] === 0);
      expect(seldom).toEqual([]);
    } finally {
      await stage.close();
    }
  },
  sized(300_000, 7_200_000),
);

test.each(seeds)(
  'the API is killed while fields are saved: what was acknowledged is there with its row, what was not is there whole or not at all (seed %i)',
  async (from) => {
    const database = await createDatabase();
    await loadDemo(database.db);
    const by = chance(from).fork('saving');
    const api = await MortalApi.start(database);
    try {
      const nina = await somebody(database.db, 'nina@oslo.kommune.example');
      const next = numbers();
      const participations: string[] = [];
      for (let count = 0; count < sized(6, 20); count += 1) participations.push(await register(database.db, nina, next()));
      const savers = new Savers(api.url, await tokenFor(api.url), participations);
      const saving = savers.run(6, by);
      while (api.kills < sized(5, 100)) {
        const enough = savers.counts.saved + 10 + by.below(40);
        await until('saves go on', () => savers.counts.saved >= enough, { withinMs: 60_000, everyMs: 1 + by.below(20) });
        // At any moment, or when the answer was on its way to somebody who did not get it.
        if (api.kills % 2 === 0) await api.kill();
        else await new Promise<void>((resolve, reject) => savers.loseAnswer(() => void api.kill().then(resolve, reject)));
      }
      savers.end();
      await saving;
      report('register saves', { kills: api.kills, ...savers.counts });
      expect({ seed: from, wrong: [...new Set(savers.wrong)] }).toEqual({ seed: from, wrong: [] });
      expect(await unlike(database.db, participations, savers)).toEqual([]);
      expect(savers.counts['unanswered, stored']).toBeGreaterThan(0);
    } finally {
      await api.stop();
      await database.drop();
    }
  },
  sized(180_000, 3_600_000),
);

async function tokenFor(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/demo/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity: 'municipality-user' }),
  });
  return ((await response.json()) as { token: string }).token;
}
