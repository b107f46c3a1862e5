import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { wakeOwn } from './outbox';
import { touch, type Trx } from './transaction';

/** How many days each kind of row is kept (`shared.retentionDays`). */
export type RetentionDays = Readonly<{ lookups: number; letters: number; imports: number; sessions: number }>;

/** Lets go of what was kept long enough. @returns how many rows of each kind */
export async function letGo(db: Knex, now: Instant, days: RetentionDays): Promise<Readonly<Record<string, number>>> {
  const [row] = await rows<{ gone: Record<string, number> }>(
    db.raw('select let_go(?, ?, ?, ?) as gone', [now, days.lookups, days.letters, days.imports]),
  );
  return row!.gone;
}

/** Destroys what is known of a person: the sealing key first, so that nothing sealed with it is ever read again. Statistics stay. */
export async function erasePerson(trx: Trx, personId: string, by: string, at: Instant): Promise<void> {
  await trx.raw('select erase_person(?, ?, ?)', [personId, by, at]);
  touch(trx, personId);
}

/** When the next row will have been kept long enough; `null` when nothing is kept. */
export async function nextLetGo(db: Knex, days: RetentionDays): Promise<Instant | null> {
  const [row] = await rows<{ at: Instant | null }>(
    db.raw(
      `select least((select min(at) from lookup_log) + make_interval(days => ?), (select min(written_at) from letter) + make_interval(days => ?),
         (select min(created_at) from sign_up_import) + make_interval(days => ?), (select min(created_at) from register_import) + make_interval(days => ?)) as at`,
      [days.lookups, days.letters, days.imports, days.imports],
    ),
  );
  return row?.at ?? null;
}

export async function nightlyDue(db: Knex): Promise<Instant | null> {
  const [row] = await rows<{ at: Instant | null }>(db.raw(`select next_due_at as at from standing where kind = 'nightly'`));
  return row?.at ?? null;
}

export async function setNightlyDue(db: Knex, at: Instant): Promise<void> {
  await db.raw(`update standing set next_due_at = ? where kind = 'nightly'`, [at]);
}

/** Makes the nightly story come by earlier, because something was stored that is kept for a short time only. */
export async function nightlyNotLaterThan(trx: Trx, at: Instant): Promise<void> {
  const moved = await rows(trx.raw(`update standing set next_due_at = ? where kind = 'nightly' and next_due_at > ? returning 1`, [at, at]));
  if (moved.length > 0) await wakeOwn(trx, 'nightly');
}

/** Takes away what only the machine's clock lets expire: stored answers, sessions, links, tokens of no use any more. */
export async function sweep(db: Knex): Promise<void> {
  await db.raw(`delete from idempotency_key where created_at < now() - interval '24 hours'`);
  await db.raw('delete from session where expire < now()');
  await db.raw(`delete from sign_in_link where expires_at < now() - interval '1 day'`);
  await db.raw(`delete from rate_limit where expire < extract(epoch from now()) * 1000`);
}
