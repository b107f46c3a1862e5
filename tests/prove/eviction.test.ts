import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { addDays } from '../../domain/core/calendar';
import { parseStoryId } from '../../domain/core/stories';
import { rows } from '../../db/core/columns';
import { wakeAllOpen } from '../../db/core/outbox';
import { addCertificates } from '../support/certificates';
import { beginning, liveARound, type Acting } from '../support/round-story';
import { Stage, type StageOptions } from '../support/stage';
import { bundleWith } from './support/bundle';
import { report } from './support/report';
import { endOf, liveRichly } from './support/rich-story';
import { sized } from './support/scale';

/** What is lived: the plain round beside the other tests, the rich one by flag. */
const live: (acting: Acting) => Promise<unknown> = sized(0, 1) ? liveRichly : liveARound;
/** Beside the other tests each size and each kind of context once, by flag each with each three times. */
const tried = [1, 3]
  .flatMap((maxCachedWorkflows) => [true, false].map((reuseV8Context) => ({ maxCachedWorkflows, reuseV8Context })))
  .flatMap((tuning) => Array.from({ length: sized((tuning.maxCachedWorkflows === 1) === tuning.reuseV8Context ? 1 : 0, 3) }, () => tuning));
const expected = (async () => {
  const stage = await Stage.open({ now: beginning });
  await live(stage);
  const end = await endOf(stage);
  await stage.close();
  return end;
})();

test.each(tried)(
  'stories held in memory as $maxCachedWorkflows at most, contexts shared: $reuseV8Context, come to the same end',
  async (tuning) => {
    const wanted = await expected;
    let most = 0;
    const disturb: ActivityInterceptorsFactory = () => ({
      inbound: {
        execute: async (input, next) => {
          most = Math.max(most, stage.cachedStories);
          return next(input);
        },
      },
    });
    const stage = await Stage.open({ now: beginning, tuning, disturb });
    try {
      await live(stage);
      expect(await endOf(stage)).toEqual(wanted);
      // More stories than that live at once, so they are thrown out of memory and replayed; the SDK holds two where it is told to hold one.
      expect(most).toBeLessThanOrEqual(Math.max(2, tuning.maxCachedWorkflows));
    } finally {
      await stage.close();
    }
  },
  300_000,
);

/** Stories that acted for another case than their own, and how many acted. */
type Seen = { strangers: number; stories: Set<string> };

/** Two installations in this process, each with people of its own, whose certificates all lapse on days of their own; what their stories ask for is looked at. */
async function twoInstallations(people: number, options: StageOptions, lives: (stage: Stage) => Promise<unknown>): Promise<Seen> {
  const seen: Seen = { strangers: 0, stories: new Set() };
  const disturb: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const { kind, caseId } = parseStoryId(info.workflowExecution!.workflowId);
        if (kind === 'certificate-lifetime') {
          seen.stories.add(caseId);
          if (input.args[0] !== caseId) seen.strangers += 1;
        }
        return next(input);
      },
    },
  });
  const stages = await Promise.all([1, 2].map(() => Stage.open({ now: beginning, disturb, ...options })));
  try {
    for (const [own, stage] of stages.entries()) {
      await addCertificates(stage.db, people, (at) => addDays('2024-06-01', (2 * at + own) % 6));
      await wakeAllOpen(stage.db);
    }
    await stages[0]!.until('every story has begun', async () => Promise.resolve(seen.stories.size === 2 * people));
    await Promise.all(stages.map(lives));
  } finally {
    await Promise.all(stages.map((stage) => stage.close()));
  }
  return seen;
}

const people = sized(100, 1_000);
let strangers = 0;

test(`${2 * people} stories of two installations in one process: each acts for its own case, on its own days`, async () => {
  const seen = await twoInstallations(people, { tuning: { maxCachedWorkflows: 50, reuseV8Context: true } }, async (stage) => {
    await stage.passTo('2026-09-01T12:00:00+02:00');
    const ended = await rows<{ issuedOn: string; endedAt: string; letters: number }>(
      stage.db.raw(
        `select c.issued_on::text as "issuedOn", s.effective_at as "endedAt",
                (select count(*) from letter l where l.case_id = c.id and l.person_id = c.person_id and l.template = 'expired') as letters
         from certificate c join settled s on s.case_id = c.id and s.step = 'recordExpiry'`,
      ),
    );
    expect(ended).toHaveLength(people);
    for (const { issuedOn, endedAt, letters } of ended) {
      const lastDay = issuedOn.replace('2024', '2026') as `${number}-${number}-${number}`;
      expect([endedAt, letters]).toEqual([new Date(`${addDays(lastDay, 1)}T00:00:00+02:00`).toISOString(), 1]);
    }
  });
  strangers += seen.strangers;
  expect(seen.strangers).toBe(0);
}, 600_000);

test.each([
  ['kept-on-prototype', true, true],
  ['kept-on-prototype', false, false],
  ['kept-in-module', true, false],
] as const)(
  'a story that keeps something (%s, contexts shared: %s) is seen to hand it to another: %s',
  async (fault, reuseV8Context, seenByOthers) => {
    const bundle = await bundleWith(`${fault}.js`, 'proxies', path.resolve(__dirname, 'eviction', `${fault}.ts`));
    const { strangers } = await twoInstallations(10, { bundle, tuning: { maxCachedWorkflows: 50, reuseV8Context } }, async () => undefined);
    expect(strangers > 0).toBe(seenByOthers);
  },
  120_000,
);

test('what was seen', async () => {
  report('eviction', {
    tunings: tried.length,
    installations: 2,
    'stories beside each other': 2 * people,
    'acted for another case': strangers,
  });
  await expect(expected).resolves.toMatchObject({ repeated: 0 });
});
