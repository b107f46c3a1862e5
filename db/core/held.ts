import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { servicesOf } from './database';
import type { LetterText } from './letters';
import { openPersonKey } from './person-keys';
import { unseal } from './sealing';

/** A national number that a person has or had, opened. */
export type HeldNumber = Readonly<{ country: string; number: string; since: Instant; ceasedAt: Instant | null }>;
export type HeldRole = Readonly<{ role: string; organisation: string; grantedAt: Instant; endedAt: Instant | null }>;
export type HeldToken = Readonly<{
  label: string;
  createdAt: Instant;
  expiresAt: Instant;
  lastUsedOn: string | null;
  revokedAt: Instant | null;
}>;

/** When a person came to be held. */
export async function heldSince(db: Knex, personId: string): Promise<Instant | undefined> {
  return (await rows<{ at: Instant }>(db.raw('select created_at as at from person where id = ?', [personId])))[0]?.at;
}

/** National numbers, former ones too. */
export async function heldNumbers(db: Knex, personId: string): Promise<HeldNumber[]> {
  const found = await rows<Omit<HeldNumber, 'number'> & { id: string; sealed: Buffer }>(
    db.raw('select id, country, sealed, since, ceased_at as "ceasedAt" from national_id where person_id = ? order by since, id', [
      personId,
    ]),
  );
  return found.map(({ id, sealed, ...one }) => ({ ...one, number: unseal(servicesOf(db).keys.nationalIds, sealed, id).toString() }));
}

/** Roles, ended ones too. */
export async function heldRoles(db: Knex, personId: string): Promise<HeldRole[]> {
  return rows(
    db.raw(
      `select g.role, o.name as organisation, g.granted_at as "grantedAt", g.ended_at as "endedAt"
       from role_grant g join organisation o on o.id = g.organisation_id where g.person_id = ? order by g.granted_at, g.id`,
      [personId],
    ),
  );
}

/** Tokens for programs; their secrets are not held. */
export async function heldTokens(db: Knex, personId: string): Promise<HeldToken[]> {
  return rows(
    db.raw(
      `select label, created_at as "createdAt", expires_at as "expiresAt", last_used_on as "lastUsedOn", revoked_at as "revokedAt"
       from api_token where person_id = ? order by created_at, id`,
      [personId],
    ),
  );
}

/** A letter with its text, opened. */
export type HeldLetter = Readonly<{
  letterId: string;
  template: string;
  language: string;
  state: string;
  writtenAt: Instant;
  settledAt: Instant | null;
  subject: string | null;
  text: string | null;
}>;

/** Letters with a link that signs in: their text is a key to the account, not something about the person. */
const keysInside: ReadonlySet<string> = new Set(['sign_in_link', 'invitation', 'invitation_reminder', 'password_reset']);

/** Every letter to a person with its text; `null` once the key is gone. */
export async function heldLetters(db: Knex, personId: string): Promise<HeldLetter[]> {
  const key = await openPersonKey(db, personId);
  const found = await rows<Omit<HeldLetter, 'subject' | 'text'> & { sealed: Buffer }>(
    db.raw(
      `select id as "letterId", template, language, state, written_at as "writtenAt", settled_at as "settledAt", sealed
       from letter where person_id = ? order by written_at, seq`,
      [personId],
    ),
  );
  return found.map(({ sealed, ...letter }) => {
    const readable = key && !keysInside.has(letter.template);
    const said = readable ? (JSON.parse(unseal(key, sealed, letter.letterId).toString()) as LetterText) : null;
    return { ...letter, subject: said?.subject ?? null, text: said?.text ?? null };
  });
}

export type HeldTask = Readonly<{ what: string; role: string; caseKind: string; caseId: string; since: Instant; doneAt: Instant | null }>;

/** Tasks about a person or their cases, done ones too. */
export async function heldTasks(db: Knex, personId: string, caseIds: readonly string[]): Promise<HeldTask[]> {
  return rows(
    db.raw(
      `select what, role, case_kind as "caseKind", case_id as "caseId", since, done_at as "doneAt" from task
       where data ->> 'personId' = ? or case_id = any(?::uuid[]) order by since, id`,
      [personId, [personId, ...caseIds]],
    ),
  );
}

export type HeldLookup = Readonly<{ at: Instant; actorId: string; actorName: string | null; what: string; reason: string | null }>;

/** Who looked at this person, with the reason where one was asked for, newest first. */
export async function heldLookups(db: Knex, personId: string): Promise<HeldLookup[]> {
  const key = await openPersonKey(db, personId);
  const found = await rows<Omit<HeldLookup, 'reason'> & { id: string; sealed: Buffer | null }>(
    db.raw(
      `select l.id, l.at, l.actor_id as "actorId", p.name as "actorName", l.what, l.reason_sealed as sealed
       from lookup_log l left join person p on p.id = l.actor_id where l.person_id = ? order by l.at desc, l.id desc`,
      [personId],
    ),
  );
  return found.map(({ id, sealed, ...one }) => ({ ...one, reason: key && sealed ? unseal(key, sealed, id).toString() : null }));
}

/** One row of a table that has no view of its own here. */
export type HeldRow = Readonly<{ table: string; row: Readonly<Record<string, unknown>> }>;

/** How a table tells whom its rows are about. */
const aboutBy: Readonly<Record<string, string>> = {
  person_id: '= ?',
  enrolment_id: 'in (select id from enrolment where person_id = ?)',
  certificate_id: 'in (select id from certificate where person_id = ?)',
  participation_id: 'in (select id from participation where person_id = ?)',
};

/**
 * The rows about a person in every table that is not told otherwise: a table that is added later is told of without being thought of. Sealed values are
 * opened where the person's key opens them; other bytes are left out.
 * @param told the tables that are told of in a better way
 */
export async function heldElsewhere(db: Knex, personId: string, told: readonly string[]): Promise<HeldRow[]> {
  const tables = await rows<{ table: string; column: string }>(
    db.raw(
      `select distinct on (c.table_name) c.table_name as "table", c.column_name as "column" from information_schema.columns c
       join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
       where c.table_schema = 'public' and c.column_name = any(?::text[]) and c.table_name <> all(?::text[])
       order by c.table_name, array_position(?::text[], c.column_name::text)`,
      [Object.keys(aboutBy), told, Object.keys(aboutBy)] as never,
    ),
  );
  const key = await openPersonKey(db, personId);
  const held: HeldRow[] = [];
  for (const { table, column } of tables) {
    const found = await rows<Record<string, unknown>>(db.raw(`select * from ?? where ?? ${aboutBy[column]}`, [table, column, personId]));
    held.push(...found.map((row) => ({ table, row: opened(row, key) })));
  }
  return held;
}

function opened(row: Readonly<Record<string, unknown>>, key: Buffer | null): Record<string, unknown> {
  // Sealed values are bound to the row they stand in, or to the case that it belongs to.
  const places = ['id', 'enrolment_id', 'certificate_id', 'person_id'].map((name) => row[name]).filter((id) => typeof id === 'string');
  const shown = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    // What a password was made into says nothing about anybody.
    if (name === 'password') return [];
    if (!Buffer.isBuffer(value)) return [[name, value]];
    const text = name.endsWith('sealed') && key ? firstOpened(key, value, places) : undefined;
    return text === undefined ? [] : [[name.replace(/_?sealed$/, '') || 'text', text]];
  });
  return Object.fromEntries(shown);
}

function firstOpened(key: Buffer, sealed: Buffer, places: readonly string[]): string | undefined {
  for (const place of places) {
    try {
      return unseal(key, sealed, place).toString();
    } catch {
      // Bound to another place: the next may be the one.
    }
  }
  return undefined;
}
