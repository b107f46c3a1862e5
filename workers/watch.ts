import type { Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { instantOf, plusMinutes } from '../domain/core/calendar';
import { STORIES_VERSION } from '../domain/core/stories';
import { overdueCases } from '../db/core/cases';
import { rows } from '../db/core/columns';
import { installation, locks } from '../db/core/installation';
import { sweep } from '../db/core/retention';
import { holds } from './courier';
import type { FactsListener } from '../db/core/facts-listener';
import { startLoop, type Loop } from './loop';
import { bringOver, namespaceId, reconcile, terminate } from './reconcile';

export type WatchOptions = Readonly<{
  db: Knex;
  temporal: TemporalClient;
  listener: FactsListener;
  rehearsal: boolean;
  log: Logger;
  everyMs?: number;
  /** The release that it watches for: this one, unless two run side by side in a test. */
  storiesVersion?: number;
}>;

/** Overdue cases woken in a minute at most; as many overdue at once are a backlog, and nothing is terminated. */
const atMost = 100;
const overdueMinutes = 1;
const patienceMinutes = 5;
const sweepEveryMs = 3_600_000;

/**
 * Heals what should not happen: a case overdue for a minute is woken again; one still overdue five minutes after that wake was delivered has its run terminated
 * and begun anew. Each turn also looks whether Temporal is still the one whose stories these are: a wiped one is otherwise not noticed; and brings over what a former release
 * left behind.
 */
export function startWatch({
  db,
  temporal,
  listener,
  rehearsal,
  log,
  everyMs = 10_000,
  storiesVersion = STORIES_VERSION,
}: WatchOptions): Loop {
  let sweptAt = 0;
  const vigil: Vigil = { backlog: false, woken: [] };
  return startLoop('watch', log, everyMs, async () => {
    if (!(await holds(listener, locks.watch, storiesVersion))) return false;
    const { temporalNamespaceId } = await installation(db);
    const namespace = await namespaceId(temporal);
    if (temporalNamespaceId && namespace && namespace !== temporalNamespaceId) await reconcile({ db, temporal, log, storiesVersion });
    else await bringOver({ db, temporal, log, storiesVersion });
    if (Date.now() - sweptAt > sweepEveryMs) {
      await sweep(db);
      sweptAt = Date.now();
    }
    // In rehearsal the advance heals: the clock stands still, and overdue means something else.
    if (!rehearsal) await heal(db, temporal, log, vigil);
    return false;
  });
}

/** What the watch knows from its looks before. Another process that takes over knows none of it: a backlog is one alarm more then. */
export type Vigil = { backlog: boolean; woken: readonly Readonly<{ atMs: number; count: number }>[] };

/** One look at what is overdue. A backlog is one alarm for as long as it lasts, and what is woken in a minute stays within bounds whatever is due. */
export async function heal(db: Knex, temporal: TemporalClient, log: Logger, vigil: Vigil): Promise<void> {
  const overdue = await overdueCases(db, plusMinutes(instantOf(Date.now()), -overdueMinutes), atMost + 1);
  await db.raw('delete from watched where not (story = any(?::text[]))', [overdue.map((one) => one.story)]);
  const backlog = overdue.length > atMost;
  if (backlog && !vigil.backlog) log.error({ overdue: overdue.length }, 'a backlog of overdue cases: nothing is terminated');
  if (!backlog && vigil.backlog) log.info({ overdue: overdue.length }, 'the backlog of overdue cases is over');
  vigil.backlog = backlog;
  if (overdue.length === 0) return;
  const nowMs = Date.now();
  const lately = vigil.woken.filter(({ atMs }) => atMs > nowMs - 60_000);
  const left = atMost - lately.reduce((sum, { count }) => sum + count, 0);
  const stories = overdue.slice(0, atMost).map((one) => one.story);
  const watched = await rows<{ story: string; minutes: number }>(
    db.raw(
      'select story, extract(epoch from clock_timestamp() - delivered_at)::float8 / 60 as minutes from watched where story = any(?::text[])',
      [stories],
    ),
  );
  const since = new Map(watched.map((one) => [one.story, one.minutes]));
  const hopeless = backlog ? [] : stories.filter((story) => (since.get(story) ?? 0) >= patienceMinutes).slice(0, left);
  for (const story of hopeless) {
    log.error({ story }, 'still overdue after its wake: begun anew');
    await terminate(temporal, story, 'overdue after a delivered wake');
  }
  const toWake = [...hopeless, ...stories.filter((story) => !since.has(story))].slice(0, left);
  vigil.woken = [...lately, { atMs: nowMs, count: toWake.length }];
  await db.raw(
    `insert into wake (story, by_watch) select story, true from unnest(?::text[]) as due(story) where not exists (select from wake w where w.story = due.story)`,
    [toWake],
  );
  if (hopeless.length > 0) await db.raw('delete from watched where story = any(?::text[])', [hopeless]);
}
