import type { Knex } from 'knex';
import { instantOf, type Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { servicesOf } from './database';

/** The rehearsal's instant; `null` where there is none (`design.md` 8). */
export async function rehearsalNow(db: Knex): Promise<Instant | null> {
  if (!servicesOf(db).rehearsal) return null;
  const [row] = await rows<{ now: Instant }>(db.raw('select now_at as now from rehearsal_clock'));
  return row?.now ?? null;
}

/** The time by which facts are made: the rehearsal's instant, else the machine's. Sessions, leases and retries go by the machine's alone. */
export async function clock(db: Knex): Promise<Instant> {
  return (await rehearsalNow(db)) ?? instantOf(Date.now());
}

/** Sets the rehearsal's clock; it stands still until it is set again. */
export async function setRehearsalClock(db: Knex, now: Instant): Promise<void> {
  await db.raw('insert into rehearsal_clock (now_at) values (?) on conflict (only_one) do update set now_at = excluded.now_at', [now]);
}
