import type { Knex } from 'knex';
import { dueAt, type Agenda, type Next, type Reminding } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import { rehearsalNow } from '../../db/core/clock';

/**
 * What a story reads of its case. Stories never decide by a clock: they hand their own time in and get back the `now` that counts. In rehearsal there is no
 * `lookAt`: only the advance wakes, for a clock standing a millisecond before a deadline would otherwise wake every story each second.
 */
export async function nextOf<S extends string, F extends Readonly<{ agenda: Agenda<S>; over: boolean }>>(
  db: Knex,
  storyNow: Instant,
  reminding: Reminding<S>,
  read: (now: Instant) => Promise<F | undefined>,
): Promise<Next<S>> {
  const rehearsed = await rehearsalNow(db);
  const now = rehearsed ?? storyNow;
  const file = await read(now);
  // A case that is gone is a fact, not a failure.
  if (!file) return { now, due: [], lookAt: null, over: true };
  return { now, due: dueAt(file.agenda, now, reminding), lookAt: rehearsed ? null : (file.agenda[0]?.dueAt ?? null), over: file.over };
}
