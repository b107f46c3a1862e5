import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storyQueue, STORIES_VERSION, type StoryId } from '../../domain/core/stories';
import { rows } from '../../db/core/columns';
import { wake } from '../../db/core/outbox';
import { transaction } from '../../db/core/transaction';
import { addCertificates } from '../support/certificates';
import { beginning } from '../support/round-story';
import { Stage } from '../support/stage';

const next = STORIES_VERSION + 1;
let stage: Stage;
let stories: StoryId[];
beforeAll(async () => {
  stage = await Stage.open({ now: beginning, watchEveryMs: 100 });
  await addCertificates(stage.db, 2);
  stories = (await rows<{ story: StoryId }>(stage.db.raw(`select story from open_case where kind = 'certificate'`))).map(
    (one) => one.story,
  );
  await stage.startWorker({ ...stage.release, version: next });
});
afterAll(() => stage.close());

const queueOf = async (story: StoryId): Promise<string | undefined> =>
  stage.temporal.workflow
    .getHandle(story)
    .describe()
    .then(({ taskQueue, status }) => (status.name === 'RUNNING' ? taskQueue : undefined))
    .catch(() => undefined);

test('a former release that still runs leaves the wakes to the one that rules', async () => {
  const [story] = stories;
  await transaction(stage.db, (trx) => wake(trx, story!));
  await stage.until('the next release wakes the story', async () => (await queueOf(story!)) === storyQueue(stage.installationId, next));
});

test('a last wake that a former release delivers after the next one rules is brought over to it', async () => {
  const story = stories[1]!;
  await stage.temporal.workflow.signalWithStart('certificateLifetime', {
    workflowId: story,
    taskQueue: storyQueue(stage.installationId),
    args: [story.slice(story.indexOf('/') + 1)],
    signal: 'changed',
  });
  await stage.until('it is brought over', async () => (await queueOf(story)) === storyQueue(stage.installationId, next));
  expect(stories).toHaveLength(2);
});
