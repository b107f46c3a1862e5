import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { storyQueue, STORIES_VERSION } from '../../domain/core/stories';
import { installation } from '../../db/core/installation';
import { loadHistories } from '../replay/histories';
import { beginning } from '../support/round-story';
import { Stage, type Release } from '../support/stage';
import { Takeovers, type Takeover } from './changed-stories/takeovers';
import { bundleWith } from './support/bundle';
import { chance } from './support/chance';
import { report } from './support/report';
import { endOf, liveRichly, richFacts } from './support/rich-story';
import { seed, sized } from './support/scale';

/** Seeds that once failed; they are tried in every run. */
const kept: readonly number[] = [];
const undisturbed = Stage.open({ now: beginning });
const happened: string[] = [];
let expected: Readonly<Record<string, unknown>>;
let next: Release;

beforeAll(async () => {
  const stage = await undisturbed;
  const bundle = await bundleWith('next-stories.js', 'follow', path.resolve(__dirname, 'changed-stories/next-follow.ts'));
  next = { version: STORIES_VERSION + 1, bundle };
  await liveRichly(stage);
  expected = await richFacts(stage.db);
}, 400_000);
afterAll(async () => (await undisturbed).close());

/** The next release takes over, the former one ends and comes back while the next one runs; by flag it is taken over once more. Both run to the end. */
const takeOvers: readonly Takeover[] = [
  { name: 'start next', act: (stage) => stage.startWorker(next) },
  { name: 'stop former', act: (stage) => stage.stopWorker(STORIES_VERSION) },
  { name: 'start former', act: (stage) => stage.startWorker() },
  { name: 'stop next', act: (stage) => stage.stopWorker(next.version) },
  { name: 'start next again', act: (stage) => stage.startWorker(next) },
];
const plan = takeOvers.slice(0, sized(3, takeOvers.length));

/** The queues on which stories of this installation run, as Temporal lists them. */
async function queuesOf(stage: Stage): Promise<string[]> {
  const queues = new Set<string>();
  for await (const run of stage.temporal.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    if (run.taskQueue.endsWith(stage.installationId)) queues.add(run.taskQueue);
  return [...queues].sort();
}

test('what a story of this release recorded does not replay with the next one', async () => {
  const { history, workflowId } = loadHistories().find(({ name }) => name.startsWith('enrolment'))!;
  const replayed = Worker.runReplayHistory({ workflowBundle: { codePath: next.bundle } }, history, workflowId);
  await expect(replayed).rejects.toThrow('Replay failed');
});

const seeds = [...kept, ...Array.from({ length: sized(1, 20) }, (_, at) => seed + at)];
test.each(seeds)(
  'releases with other steps take over from each other while both run, and all comes to the same end (seed %i)',
  async (from) => {
    const takeovers = new Takeovers(plan, (await undisturbed).activities.length, chance(from));
    const stage = await Stage.open({
      now: beginning,
      disturb: takeovers.disturb,
      watchEveryMs: 1_000,
      patience: { wakeMs: 5_000, terminateMs: 15_000, giveUpMs: 30_000 },
    });
    try {
      takeovers.begin(stage);
      await liveRichly(stage);
      await takeovers.end();
      expect(await endOf(stage)).toEqual({ facts: expected, repeated: 0 });
      const ruling = sized(STORIES_VERSION, next.version);
      expect((await installation(stage.db)).storiesVersion).toBe(ruling);
      const queue = storyQueue(stage.installationId, ruling);
      await stage.until('every story is on the queue of the release that rules', async () => (await queuesOf(stage)).join() === queue);
    } finally {
      happened.push(takeovers.done.join(', '));
      await stage.close();
    }
  },
  180_000,
);

test('every takeover came about', () => {
  report('changed-stories', { runs: seeds.length, takeovers: seeds.length * plan.length, first: happened[0]! });
  expect(happened).toHaveLength(seeds.length);
});
