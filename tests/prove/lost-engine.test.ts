import { beforeAll, expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { storyQueue } from '../../domain/core/stories';
import { installation } from '../../db/core/installation';
import { countAllOpen } from '../../db/core/outbox';
import { addCertificates } from '../support/certificates';
import { beginning } from '../support/round-story';
import { Stage } from '../support/stage';
import { everyRow, reconcileByCommand } from './lost-engine/command';
import { MortalEngine } from './lost-engine/mortal-engine';
import { chance } from './support/chance';
import { report } from './support/report';
import { endOf, liveRichly, richFacts } from './support/rich-story';
import { seed, sized } from './support/scale';

/** Seeds that once failed; they are tried in every run. */
const kept: readonly number[] = [];
const openCases = sized(200, 10_000);
const points: string[] = [];
let expected: Readonly<Record<string, unknown>>;
let activities: number;

beforeAll(async () => {
  const stage = await Stage.open({ now: beginning });
  await liveRichly(stage);
  expected = await richFacts(stage.db);
  activities = stage.activities.length;
  await stage.close();
}, 400_000);

/** Lives the story; once so many activities were done, everything that Temporal knows is lost, and `heal` sees to the rest. */
async function liveAndLose(
  watchEveryMs: number,
  after: number,
  heal: (stage: Stage, engine: MortalEngine) => Promise<void>,
): Promise<void> {
  const engine = await MortalEngine.start();
  let done = 0;
  let lose: () => void = () => undefined;
  const healing = new Promise<void>((resolve) => {
    lose = resolve;
  }).then(() => heal(stage, engine));
  healing.catch(() => undefined);
  const disturb: ActivityInterceptorsFactory = () => ({
    inbound: {
      execute: async (input, next) => {
        done += 1;
        if (done === after) lose();
        return next(input);
      },
    },
  });
  const stage = await Stage.open({
    now: beginning,
    temporalAddress: engine.address,
    watchEveryMs,
    disturb,
    patience: { wakeMs: 5_000, terminateMs: 15_000, giveUpMs: 40_000 },
  });
  try {
    // Without its healing the story would be waited for in vain.
    await Promise.race([liveRichly(stage), healing.then(() => new Promise(() => undefined))]);
    await healing;
    expect(await endOf(stage)).toEqual({ facts: expected, repeated: 0 });
  } finally {
    await stage.close();
    await engine.stop();
  }
}

const seeds = [...kept, ...Array.from({ length: sized(1, 10) }, (_, at) => seed + at)];

/** After how many activities Temporal is lost: neither at the very beginning nor at the very end. */
function pointOf(from: number, name: string): number {
  const after =
    20 +
    chance(from)
      .fork(name)
      .below(activities - 60);
  points.push(String(after));
  return after;
}

test.each(seeds)(
  'Temporal loses everything in mid-run: a new one is noticed by itself and all comes to the same end (seed %i)',
  async (from) => {
    const after = pointOf(from, 'noticed');
    await liveAndLose(200, after, async (stage, engine) => {
      const before = (await installation(stage.db)).temporalNamespaceId;
      await engine.loseEverything();
      await stage.until('the new Temporal is noticed', async () => (await installation(stage.db)).temporalNamespaceId !== before);
    });
  },
  180_000,
);

test.each(seeds)(
  'or the command says what it would do and changes nothing, then does it, and all comes to the same end (seed %i)',
  async (from) => {
    const after = pointOf(from, 'commanded');
    await liveAndLose(3_600_000, after, async (stage, engine) => {
      await stage.stopWorker();
      await engine.loseEverything();
      const before = await everyRow(stage);
      const would = await reconcileByCommand(stage, engine.address, true);
      expect(await everyRow(stage)).toEqual(before);
      expect(would).toBe(await countAllOpen(stage.db));
      expect(await reconcileByCommand(stage, engine.address, false)).toBe(would);
      await stage.startWorker();
    });
  },
  180_000,
);

test(`the stories of ${openCases} open cases all run again, and the time it takes is told`, async () => {
  const engine = await MortalEngine.start();
  const stage = await Stage.open({ now: beginning, temporalAddress: engine.address, watchEveryMs: 3_600_000 });
  await stage.stopWorker();
  await addCertificates(stage.db, openCases);
  await engine.loseEverything();
  const begun = Date.now();
  const woken = await reconcileByCommand(stage, engine.address, false);
  await stage.startWorker();
  const query = `ExecutionStatus = 'Running' AND TaskQueue = '${storyQueue(stage.installationId)}'`;
  const all = async (): Promise<boolean> => (await stage.temporal.workflow.count(query)).count >= woken;
  await stage.until('all stories run', all, 900_000);
  const seconds = (Date.now() - begun) / 1_000;
  report('lost-engine', {
    'lost after activities': points.join(', '),
    'open cases': woken,
    'seconds until all run': seconds.toFixed(1),
    'stories a second': Math.round(woken / seconds),
  });
  expect(woken).toBeGreaterThanOrEqual(openCases);
  await stage.close();
  await engine.stop();
}, 1_200_000);
