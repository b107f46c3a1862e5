import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';
import { unwrapKey } from './person-keys';
import { wakeOwn } from './outbox';
import { seal, unseal } from './sealing';
import type { CaseRef } from './timeline';
import { touch, type Trx } from './transaction';
import type { Language } from './people';

export type LetterState = 'queued' | 'sent' | 'refused' | 'bounced' | 'withdrawn';
/** A letter as it is read by its recipient. */
export type LetterText = Readonly<{ subject: string; text: string; html: string }>;

/** Who is written to: language, and the key their letters are sealed with. */
export type Recipient = Readonly<{ personId: string; name: string; language: Language; key: Buffer }>;

/** Reads whom letters go to, by person id. Whoever was erased is missing: nobody is left to write to. */
export async function recipients(db: Knex, personIds: readonly string[]): Promise<Map<string, Recipient>> {
  const found = await rows<{ personId: string; name: string | null; language: Language; wrapped: Buffer }>(
    db.raw(
      `select p.id as "personId", p.name, p.language, k.wrapped from person p join person_key k on k.person_id = p.id
       where p.id = any(?::uuid[]) and p.erased_at is null`,
      [personIds as string[]],
    ),
  );
  return new Map(
    found.map(({ personId, name, language, wrapped }) => [
      personId,
      { personId, name: name ?? '', language, key: unwrapKey(db, personId, wrapped) },
    ]),
  );
}

export type NewLetter = Readonly<{
  case: CaseRef;
  to: Recipient;
  occasion: string;
  template: string;
  templateVersion: number;
  letter: LetterText;
  writtenAt: Instant;
  /** When it may go: within the message hours, or at once for receipts and security mails. */
  dueAt: Instant;
}>;

/** Queues letters, each once per case, occasion and recipient, and wakes the post office when any is new. */
export async function queueLetters(trx: Trx, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const written = letters.map((one) => ({ ...one, id: newId() }));
  const added = await rows(
    trx.raw(
      `insert into letter (id, case_kind, case_id, person_id, occasion, template, template_version, language, sealed, message_id, written_at, due_at)
       select * from unnest(?::uuid[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::int[], ?::text[], ?::bytea[], ?::text[], ?::timestamptz[], ?::timestamptz[])
       on conflict (case_id, occasion, person_id) do nothing returning 1`,
      [
        written.map((one) => one.id),
        written.map((one) => one.case.kind),
        written.map((one) => one.case.id),
        written.map((one) => one.to.personId),
        written.map((one) => one.occasion),
        written.map((one) => one.template),
        written.map((one) => one.templateVersion),
        written.map((one) => one.to.language),
        written.map((one) => seal(one.to.key, JSON.stringify(one.letter), one.id)),
        written.map(() => `<${newId()}@frist>`),
        written.map((one) => one.writtenAt),
        written.map((one) => one.dueAt),
      ] as never,
    ),
  );
  for (const one of letters) touch(trx, one.case.id);
  if (added.length > 0) await wakeOwn(trx, 'post-office');
}

/** A letter that was taken back before it was sent. */
export type WithdrawnLetter = Readonly<{ caseId: string; template: string; occasion: string }>;

/** Takes back queued letters of cases whose text became untrue; sent ones stay sent (`domain.md` 1.3). @returns what was taken back, in the order it was written */
export async function withdrawLetters(
  trx: Trx,
  caseIds: string | readonly string[],
  templates: readonly string[],
  at: Instant,
): Promise<WithdrawnLetter[]> {
  return rows(
    trx.raw(
      `with gone as (update letter set state = 'withdrawn', settled_at = ? where case_id = any(?::uuid[]) and template = any(?::text[]) and state = 'queued'
         returning seq, case_id, template, occasion)
       select case_id as "caseId", template, occasion from gone order by seq`,
      [at, [caseIds].flat(), templates as string[]],
    ),
  );
}

/** A letter claimed for sending. `email` is the person's address now, so that a corrected address is used at once. */
export type ClaimedLetter = Readonly<{
  letterId: string;
  messageId: string;
  attempts: number;
  email: string;
  caseKind: string;
  caseId: string;
  personId: string;
  template: string;
  writtenAt: Instant;
  dueAt: Instant;
  content: LetterText;
}>;

/** How long a claimed letter is nobody else's, in milliseconds: above the sum of the time-outs of sending. */
export const leaseMs = 180_000;

/**
 * Claims letters due at `now`, oldest first: attempt + 1 and a lease, committed before anything is sent, so that a crash can only repeat, never lose.
 * Leases and back-off go by the machine's clock, also in rehearsal.
 */
export async function claimLetters(db: Knex, now: Instant, limit: number): Promise<ClaimedLetter[]> {
  const claimed = await rows<Omit<ClaimedLetter, 'content'> & { sealed: Buffer; wrapped: Buffer }>(
    db.raw(
      `update letter l set attempts = attempts + 1, sending_until = clock_timestamp() + make_interval(secs => ?)
       from person p, person_key k
       where p.id = l.person_id and k.person_id = l.person_id and l.id in (
         select id from letter where state = 'queued' and due_at <= ? and (retry_at is null or retry_at <= clock_timestamp()) and (sending_until is null or sending_until <= clock_timestamp())
         order by due_at, seq limit ? for update skip locked)
       returning l.id as "letterId", l.message_id as "messageId", l.attempts, p.email, l.case_kind as "caseKind", l.case_id as "caseId", l.person_id as "personId", l.template,
         l.written_at as "writtenAt", l.due_at as "dueAt", l.sealed, k.wrapped`,
      [leaseMs / 1_000, now, limit],
    ),
  );
  return claimed
    .sort((a, b) => (a.letterId < b.letterId ? -1 : 1))
    .map(({ sealed, wrapped, ...letter }) => ({
      ...letter,
      content: JSON.parse(unseal(unwrapKey(db, letter.personId, wrapped), sealed, letter.letterId).toString()) as LetterText,
    }));
}

/** The first letter that may go now, when the next one is due, and when the next one may be tried again. */
export type LettersNext = Readonly<{ dueNow: string | null; dueAt: Instant | null; retryAt: Instant | null }>;

/** When the post office must look again: the earliest letter that may be tried, by the machine's clock for retries and leases. */
export async function nextLetterAt(db: Knex, now: Instant): Promise<LettersNext> {
  const [row] = await rows<LettersNext>(
    db.raw(
      `select (array_agg(id order by due_at, seq) filter (where due_at <= ? and greatest(retry_at, sending_until, '-infinity') <= clock_timestamp()))[1] as "dueNow",
         min(due_at) filter (where due_at > ?) as "dueAt",
         min(greatest(retry_at, sending_until)) filter (where due_at <= ? and greatest(retry_at, sending_until) > clock_timestamp()) as "retryAt"
       from letter where state = 'queued'`,
      [now, now, now],
    ),
  );
  return row!;
}

/** The relay took it. */
export async function markSent(db: Knex, letterId: string, at: Instant): Promise<boolean> {
  return (
    (
      (await db.raw(
        `update letter set state = 'sent', settled_at = ?, sending_until = null, reply_code = 250 where id = ? and state = 'queued'`,
        [at, letterId],
      )) as unknown as { rowCount: number }
    ).rowCount === 1
  );
}

/** The relay will not: a person must look at the address. */
export async function markRefused(db: Knex, letterId: string, replyCode: number | null, at: Instant): Promise<boolean> {
  return (
    (
      (await db.raw(
        `update letter set state = 'refused', settled_at = ?, sending_until = null, reply_code = ? where id = ? and state = 'queued'`,
        [at, replyCode, letterId],
      )) as unknown as { rowCount: number }
    ).rowCount === 1
  );
}

/** A letter that came back. */
export type BouncedLetter = Pick<ClaimedLetter, 'letterId' | 'caseKind' | 'caseId' | 'personId' | 'template' | 'attempts'>;

/**
 * A report says that a letter was not delivered after all; it may come before the letter is marked as sent.
 * @returns the letter; nothing when none was sent under this `Message-ID`, or it came back before
 */
export async function markBounced(trx: Trx, messageId: string, replyCode: number | null, at: Instant): Promise<BouncedLetter | undefined> {
  const [letter] = await rows<BouncedLetter>(
    trx.raw(
      `update letter set state = 'bounced', settled_at = ?, sending_until = null, reply_code = ?
       where message_id = ? and (state = 'sent' or (state = 'queued' and sending_until is not null))
       returning id as "letterId", case_kind as "caseKind", case_id as "caseId", person_id as "personId", template, attempts`,
      [at, replyCode, messageId],
    ),
  );
  if (letter) touch(trx, letter.caseId);
  return letter;
}

/** It did not work this time: tried again after `waitMs` of the machine's clock. */
export async function markRetry(db: Knex, letterId: string, replyCode: number | null, waitMs: number): Promise<void> {
  await db.raw(
    `update letter set sending_until = null, reply_code = ?, retry_at = clock_timestamp() + make_interval(secs => ?) where id = ? and state = 'queued'`,
    [replyCode, waitMs / 1_000, letterId],
  );
}

/** Puts a refused or bounced letter back into the queue. @returns false when it is neither */
export async function requeueLetter(trx: Trx, letterId: string, dueAt: Instant): Promise<boolean> {
  const [row] = await rows<{ caseId: string }>(
    trx.raw(
      `update letter set state = 'queued', due_at = ?, retry_at = null, settled_at = null where id = ? and state in ('refused', 'bounced') returning case_id as "caseId"`,
      [dueAt, letterId],
    ),
  );
  if (!row) return false;
  touch(trx, row.caseId);
  await wakeOwn(trx, 'post-office');
  return true;
}

/** A letter as staff see it; its text stays sealed. */
export type LetterInfo = Readonly<{
  letterId: string;
  caseKind: string;
  caseId: string;
  personId: string;
  personName: string | null;
  template: string;
  language: string;
  state: LetterState;
  occasion: string;
  writtenAt: Instant;
  dueAt: Instant;
  settledAt: Instant | null;
  attempts: number;
  replyCode: number | null;
}>;

/** Letters, newest first. @param where.without kinds of cases that are left out */
export async function letterList(
  db: Knex,
  where: Readonly<{ caseId?: string; personId?: string; state?: LetterState; failing?: boolean; without?: readonly string[] }>,
  limit: number,
): Promise<LetterInfo[]> {
  const query = db('letter as l')
    .leftJoin('person as p', 'p.id', 'l.person_id')
    .select({
      letterId: 'l.id',
      caseKind: 'l.case_kind',
      caseId: 'l.case_id',
      personId: 'l.person_id',
      personName: 'p.name',
      template: 'l.template',
      language: 'l.language',
      state: 'l.state',
      occasion: 'l.occasion',
      writtenAt: 'l.written_at',
      dueAt: 'l.due_at',
      settledAt: 'l.settled_at',
      attempts: 'l.attempts',
      replyCode: 'l.reply_code',
    })
    .orderBy([
      { column: 'l.written_at', order: 'desc' },
      { column: 'l.seq', order: 'desc' },
    ])
    .limit(limit);
  if (where.without?.length) void query.whereNotIn('l.case_kind', where.without as string[]);
  if (where.caseId) void query.where('l.case_id', where.caseId);
  if (where.personId) void query.where('l.person_id', where.personId);
  if (where.state) void query.where('l.state', where.state);
  if (where.failing)
    void query.where((failing) =>
      failing
        .whereIn('l.state', ['refused', 'bounced'])
        .orWhere((retried) => retried.where('l.state', 'queued').where('l.attempts', '>', 1)),
    );
  return query;
}

/** Opens the text of a letter. */
export async function letterText(db: Knex, letterId: string): Promise<LetterText | undefined> {
  const [row] = await rows<{ personId: string; sealed: Buffer; wrapped: Buffer }>(
    db.raw(
      'select l.person_id as "personId", l.sealed, k.wrapped from letter l join person_key k on k.person_id = l.person_id where l.id = ?',
      [letterId],
    ),
  );
  return row && (JSON.parse(unseal(unwrapKey(db, row.personId, row.wrapped), row.sealed, letterId).toString()) as LetterText);
}
