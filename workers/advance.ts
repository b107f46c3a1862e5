import type { Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Instant } from '../domain/core/calendar';
import { STORIES_VERSION, type StoryId } from '../domain/core/stories';
import { countHop, endAdvance, runningAdvance, type Advance } from '../db/core/advance';
import { earliestDue, overdueCases } from '../db/core/cases';
import { clock, setRehearsalClock } from '../db/core/clock';
import { locks } from '../db/core/installation';
import { leaseMs } from '../db/core/letters';
import { wake, wakesWait } from '../db/core/outbox';
import { transaction } from '../db/core/transaction';
import { holds } from './courier';
import type { FactsListener } from '../db/core/facts-listener';
import { startLoop, type Loop } from './loop';
import { terminate } from './reconcile';

export type AdvanceOptions = Readonly<{
  db: Knex;
  temporal: TemporalClient;
  listener: FactsListener;
  log: Logger;
  patience?: Patience;
  /** The release that advances: this one, unless two run side by side in a test. */
  storiesVersion?: number;
}>;
/** How long what is due may stay due, in milliseconds of the machine's clock: then woken again, then begun anew, then given up. */
export type Patience = Readonly<{ wakeMs: number; terminateMs: number; giveUpMs: number }>;

// Letters that a killed worker had claimed are due again when its lease ends: given up before, an advance would fail for want of a minute.
export const usualPatience: Patience = { wakeMs: 5_000, terminateMs: 30_000, giveUpMs: leaseMs + 60_000 };
const pollMs = 15;

/**
 * Lives through rehearsed time: the clock goes to the least instant at which anything is due, everything due then is done, and so on to the target. Exact and
 * in order. The advance is a row, so a worker that is killed goes on where it was.
 */
export function startAdvance(options: AdvanceOptions): Loop {
  const { db, listener, log, storiesVersion = STORIES_VERSION } = options;
  let stopping = false;
  const loop = startLoop('advance', log, 500, async () => {
    const running = await runningAdvance(db);
    if (!running || !(await holds(listener, locks.advance, storiesVersion))) return false;
    await live(options, running, () => stopping);
    return true;
  });
  listener.on('facts', () => loop.nudge());
  return {
    nudge: loop.nudge,
    stop() {
      // Between two looks: the row stays as it is, and whoever comes next goes on from it.
      stopping = true;
      return loop.stop();
    },
  };
}

async function live(options: AdvanceOptions, advance: Advance, stopping: () => boolean): Promise<void> {
  const { db } = options;
  for (;;) {
    // What is due already is done at the present instant: the clock never goes back.
    const [now, due] = [await clock(db), await earliestDue(db)];
    if (!due || due > advance.targetAt) break;
    const at = due > now ? due : now;
    await setRehearsalClock(db, at);
    const stuck = await settle(options, at, stopping);
    if (stopping()) return;
    if (stuck.length > 0) return endAdvance(db, advance.advanceId, 'failed', stuck);
    await countHop(db, advance.advanceId);
  }
  if (advance.targetAt > (await clock(db))) await setRehearsalClock(db, advance.targetAt);
  await endAdvance(db, advance.advanceId, 'done', []);
}

/** Wakes what is due at `at` and waits until nothing is. @returns the stories that would not, after all patience */
async function settle(
  { db, temporal, log, patience = usualPatience }: AdvanceOptions,
  at: Instant,
  stopping: () => boolean,
): Promise<StoryId[]> {
  const dueStories = async (): Promise<StoryId[]> => (await overdueCases(db, at, 10_000)).map((one) => one.story);
  const wakeAll = (stories: readonly StoryId[]): Promise<unknown> => transaction(db, (trx) => wake(trx, ...stories));
  let stories = await dueStories();
  await wakeAll(stories);
  let progressAt = Date.now();
  let [wokenAgain, begunAnew] = [false, false];
  while (!stopping() && (stories.length > 0 || (await wakesWait(db)))) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const left = await dueStories();
    if (left.length !== stories.length || left.join() !== stories.join()) [progressAt, wokenAgain, begunAnew] = [Date.now(), false, false];
    stories = left;
    const waitedMs = Date.now() - progressAt;
    if (waitedMs > patience.giveUpMs) return stories;
    if (waitedMs > patience.wakeMs && !wokenAgain) {
      wokenAgain = true;
      log.warn({ stories: stories.slice(0, 20), at }, 'rehearsal: woken again');
      await wakeAll(stories);
    }
    if (waitedMs > patience.terminateMs && !begunAnew) {
      begunAnew = true;
      log.error({ stories: stories.slice(0, 20), at }, 'rehearsal: begun anew');
      for (const story of stories) await terminate(temporal, story, 'overdue in rehearsal');
      await wakeAll(stories);
    }
  }
  return [];
}
