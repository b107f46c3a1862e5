import type { Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { instantOf, plusMinutes } from '../domain/core/calendar';
import { overdueCases } from '../db/core/cases';
import { rows } from '../db/core/columns';
import { installation, locks } from '../db/core/installation';
import { sweep } from '../db/core/retention';
import { holds } from './courier';
import type { FactsListener } from '../db/core/facts-listener';
import { startLoop, type Loop } from './loop';
import { namespaceId, reconcile, terminate } from './reconcile';

export type WatchOptions = Readonly<{
  db: Knex;
  temporal: TemporalClient;
  listener: FactsListener;
  rehearsal: boolean;
  log: Logger;
  everyMs?: number;
}>;

/** Overdue cases woken in a minute at most; as many overdue at once are a backlog, and nothing is terminated. */
const atMost = 100;
const overdueMinutes = 1;
const patienceMinutes = 5;
const sweepEveryMs = 3_600_000;

/**
 * Heals what should not happen: a case overdue for a minute is woken again; one still overdue five minutes after that wake was delivered has its run terminated
 * and begun anew. Each turn also looks whether Temporal is still the one whose stories these are: a wiped one is otherwise not noticed.
 */
export function startWatch({ db, temporal, listener, rehearsal, log, everyMs = 10_000 }: WatchOptions): Loop {
  let sweptAt = 0;
  return startLoop('watch', log, everyMs, async () => {
    if (!(await holds(listener, locks.watch))) return false;
    const { temporalNamespaceId } = await installation(db);
    const namespace = await namespaceId(temporal);
    if (temporalNamespaceId && namespace && namespace !== temporalNamespaceId) await reconcile({ db, temporal, log });
    if (Date.now() - sweptAt > sweepEveryMs) {
      await sweep(db);
      sweptAt = Date.now();
    }
    // In rehearsal the advance heals: the clock stands still, and overdue means something else.
    if (!rehearsal) await heal(db, temporal, log);
    return false;
  });
}

/** One look at what is overdue. */
export async function heal(db: Knex, temporal: TemporalClient, log: Logger): Promise<void> {
  const overdue = await overdueCases(db, plusMinutes(instantOf(Date.now()), -overdueMinutes), atMost + 1);
  await db.raw('delete from watched where not (story = any(?::text[]))', [overdue.map((one) => one.story)]);
  if (overdue.length === 0) return;
  const backlog = overdue.length > atMost;
  if (backlog) log.error({ overdue: overdue.length }, 'a backlog of overdue cases: nothing is terminated');
  const stories = overdue.slice(0, atMost).map((one) => one.story);
  const watched = await rows<{ story: string; minutes: number }>(
    db.raw(
      'select story, extract(epoch from clock_timestamp() - delivered_at)::float8 / 60 as minutes from watched where story = any(?::text[])',
      [stories],
    ),
  );
  const since = new Map(watched.map((one) => [one.story, one.minutes]));
  const hopeless = backlog ? [] : stories.filter((story) => (since.get(story) ?? 0) >= patienceMinutes);
  for (const story of hopeless) {
    log.error({ story }, 'still overdue after its wake: begun anew');
    await terminate(temporal, story, 'overdue after a delivered wake');
  }
  const toWake = stories.filter((story) => !since.has(story) || hopeless.includes(story));
  await db.raw(
    `insert into wake (story, by_watch) select story, true from unnest(?::text[]) as due(story) where not exists (select from wake w where w.story = due.story)`,
    [toWake],
  );
  if (hopeless.length > 0) await db.raw('delete from watched where story = any(?::text[])', [hopeless]);
}
