import type { Knex } from 'knex';
import type { Actor } from '../../domain/core/actors';
import { plusMinutes, type Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';
import { openPersonKey } from './person-keys';
import { seal } from './sealing';

/** Logs that somebody looked at one person. One's own data is not logged (`domain.md` 1.3). */
export async function logLookup(db: Knex, actor: Actor, personId: string, what: string, at: Instant): Promise<void> {
  if (actor.kind !== 'person' || actor.personId === personId) return;
  await db.raw('insert into lookup_log (id, at, actor_id, person_id, what) values (?, ?, ?, ?, ?)', [
    newId(),
    at,
    actor.personId,
    personId,
    what,
  ]);
}

/** As `logLookup`, with the reason that was asked for, sealed with the person's key. */
export async function logLookupWithReason(
  db: Knex,
  actor: Actor,
  personId: string,
  what: string,
  reason: string,
  at: Instant,
): Promise<void> {
  if (actor.kind !== 'person' || actor.personId === personId) return;
  const [id, key] = [newId(), await openPersonKey(db, personId)];
  const sealed = key && seal(key, reason, id);
  await db('lookup_log').insert({ id, at, actor_id: actor.personId, person_id: personId, what, reason_sealed: sealed });
}

/** How long a page that keeps itself up to date counts as one look, in minutes. */
const oneLookMinutes = 12 * 60;

/**
 * Logs a look of a page that fetches itself again: once for a while, not each time. The line is written when none is there, so that nobody looks unseen by
 * pretending to be such a page.
 */
export async function logLookupAgain(db: Knex, actor: Actor, personId: string, what: string, at: Instant): Promise<void> {
  if (actor.kind !== 'person' || actor.personId === personId) return;
  await db.raw(
    `insert into lookup_log (id, at, actor_id, person_id, what) select ?, ?, ?, ?, ?
     where not exists (select 1 from lookup_log where person_id = ? and actor_id = ? and what = ? and at > ?)`,
    [newId(), at, actor.personId, personId, what, personId, actor.personId, what, plusMinutes(at, -oneLookMinutes)],
  );
}

/** As `logLookupAgain`, for a list. */
export async function logListLookupAgain(
  db: Knex,
  actor: Actor,
  what: string,
  filter: Readonly<Record<string, unknown>>,
  count: number,
  at: Instant,
): Promise<void> {
  if (actor.kind !== 'person') return;
  const asked = JSON.stringify(filter);
  await db.raw(
    `insert into lookup_log (id, at, actor_id, what, filter, count) select ?, ?, ?, ?, ?::jsonb, ?
     where not exists (select 1 from lookup_log where actor_id = ? and what = ? and filter = ?::jsonb and at > ?)`,
    [newId(), at, actor.personId, what, asked, count, actor.personId, what, asked, plusMinutes(at, -oneLookMinutes)],
  );
}

/** Logs a list of people as one line: who, by which filter, how many. A filter that names somebody is stored as its kind only. */
export async function logListLookup(
  db: Knex,
  actor: Actor,
  what: string,
  filter: Readonly<Record<string, unknown>>,
  count: number,
  at: Instant,
): Promise<void> {
  if (actor.kind !== 'person') return;
  await db.raw('insert into lookup_log (id, at, actor_id, what, filter, count) values (?, ?, ?, ?, ?, ?)', [
    newId(),
    at,
    actor.personId,
    what,
    JSON.stringify(filter),
    count,
  ]);
}

/** As `logListLookup`, with the reason that was asked for: it is about nobody alone, so it is sealed with the key of who gave it. */
export async function logListLookupWithReason(
  db: Knex,
  actor: Actor,
  what: string,
  filter: Readonly<Record<string, unknown>>,
  count: number,
  reason: string,
  at: Instant,
): Promise<void> {
  if (actor.kind !== 'person') return;
  const [id, key] = [newId(), await openPersonKey(db, actor.personId)];
  const sealed = key && seal(key, reason, id);
  await db('lookup_log').insert({ id, at, actor_id: actor.personId, what, filter: JSON.stringify(filter), count, reason_sealed: sealed });
}

export type Lookup = Readonly<{
  lookupId: string;
  at: Instant;
  actorId: string;
  actorName: string | null;
  personId: string | null;
  personName: string | null;
  what: string;
  filter: Record<string, unknown> | null;
  count: number | null;
}>;

/** Look-ups, newest first, of one person or of all. */
export async function lookups(db: Knex, where: Readonly<{ personId?: string; actorId?: string }>, limit: number): Promise<Lookup[]> {
  return rows(
    db.raw(
      `select l.id as "lookupId", l.at, l.actor_id as "actorId", p.name as "actorName", l.person_id as "personId", s.name as "personName", l.what, l.filter, l.count
       from lookup_log l left join person p on p.id = l.actor_id left join person s on s.id = l.person_id
       where (?::uuid is null or l.person_id = ?) and (?::uuid is null or l.actor_id = ?) order by l.at desc, l.id desc limit ?`,
      [where.personId ?? null, where.personId ?? null, where.actorId ?? null, where.actorId ?? null, limit],
    ),
  );
}
