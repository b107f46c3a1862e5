import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { certificateSteps } from '../../domain/certification/certificate';
import { enrolmentSteps } from '../../domain/certification/enrolment-agenda';
import { roundSteps } from '../../domain/certification/round';
import { parseStoryId, type StoryId } from '../../domain/core/stories';
import { transaction } from '../../db/core/transaction';
import { wake } from '../../db/core/outbox';
import { beginning, factsOf, liveARound, repeatedMails } from '../support/round-story';
import { Stage } from '../support/stage';

/** Every step there is, from the types of the agendas: a new step fails this test until it is lived through here. */
const steps = [
  ...enrolmentSteps.map((step) => `enrolment ${step}`),
  ...certificateSteps.map((step) => `certificate-lifetime ${step}`),
  ...roundSteps.map((step) => `round ${step === 'releaseMaterial' ? 'releaseRoundMaterial' : step}`),
  'post-office deliverLetters',
  'nightly keepHouse',
];
const undisturbed = Stage.open({ now: beginning });
let expected: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const stage = await undisturbed;
  await liveARound(stage);
  expected = await factsOf(stage.db);
}, 120_000);
afterAll(async () => (await undisturbed).close());

test('the undisturbed round lives through every step', async () => {
  const lived = new Set((await undisturbed).activities);
  expect(steps.filter((step) => !lived.has(step))).toEqual([]);
});

test.each(['before', 'after'] as const)(
  'a story terminated %s each of its steps begins anew and comes to the same end, and no letter is written twice',
  async (when) => {
    const terminated = new Set<string>();
    let stage: Stage | undefined = undefined as Stage | undefined;
    const terminate = async (story: StoryId): Promise<void> => {
      await stage!.temporal.workflow.getHandle(story).terminate('test');
      await transaction(stage!.db, (trx) => wake(trx, story));
    };
    const disturb: ActivityInterceptorsFactory = (context) => ({
      inbound: {
        async execute(input, next) {
          const story = context.info.workflowExecution!.workflowId as StoryId;
          const step = `${parseStoryId(story).kind} ${context.info.activityType}`;
          if (!steps.includes(step) || terminated.has(`${step} ${story}`)) return next(input);
          terminated.add(`${step} ${story}`);
          if (when === 'before') {
            await terminate(story);
            throw new Error('terminated before the step');
          }
          const result = await next(input);
          await terminate(story);
          return result;
        },
      },
    });
    stage = await Stage.open({ now: beginning, disturb });
    await liveARound(stage);
    expect(await factsOf(stage.db)).toEqual(expected);
    const hit = new Set([...terminated].map((one) => one.split(' ').slice(0, 2).join(' ')));
    expect(steps.filter((step) => !hit.has(step))).toEqual([]);
    expect(await repeatedMails(stage.db)).toBe(0);
    await stage.close();
  },
  180_000,
);
