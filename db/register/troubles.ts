import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { LookupState } from '../../domain/register/name-lookup';
import { rows } from '../core/columns';
import { newId } from '../core/ids';
import type { Trx } from '../core/transaction';

/** What is gathered by one click: where somebody was stuck, and how far the look-up had come. Codes, counts and instants alone. */
export type TroubleData = Readonly<{
  field: string;
  lookup: Readonly<{
    state: LookupState;
    askedAt: Instant;
    attempts: number;
    lastStatus: number | null;
    lastAskedAt: Instant | null;
    nextTryAt: Instant | null;
    /** The last questions with their answers, newest first. */
    tries: readonly Readonly<{ at: Instant; status: number | null; tookMs: number }>[];
  }> | null;
}>;
export type Trouble = Readonly<{ troubleId: string; municipalityCode: string; municipality: string; at: Instant; data: TroubleData }>;

/** How many of the last questions are told. */
const triesTold = 10;

/** The last questions of a look-up, newest first. */
export async function lastTries(db: Knex, lookupId: string): Promise<{ at: Instant; status: number | null; tookMs: number }[]> {
  return rows(
    db.raw('select at, status, took_ms as "tookMs" from lookup_attempt where lookup_id = ? order by at desc, id desc limit ?', [
      lookupId,
      triesTold,
    ]),
  );
}

export async function addTrouble(
  trx: Trx,
  one: Readonly<{ participationId: string; organisationId: string; by: string; at: Instant; data: TroubleData }>,
): Promise<string> {
  const id = newId();
  await trx('trouble_report').insert({
    id,
    participation_id: one.participationId,
    organisation_id: one.organisationId,
    reported_by: one.by,
    at: one.at,
    data: JSON.stringify(one.data),
  });
  return id;
}

/** Reports that nobody has settled, newest first. They name a municipality, and nobody. */
export async function openTroubles(db: Knex, limit: number): Promise<Trouble[]> {
  return rows(
    db.raw(
      `select r.id as "troubleId", o.code as "municipalityCode", o.name as municipality, r.at, r.data
       from trouble_report r join organisation o on o.id = r.organisation_id where r.settled_at is null order by r.at desc, r.id desc limit ?`,
      [limit],
    ),
  );
}

/** Settles a report. @returns `settled`, `before` when it was already, `undefined` when there is none */
export async function settleTrouble(trx: Trx, troubleId: string, at: Instant): Promise<'settled' | 'before' | undefined> {
  const [row] = await rows<{ before: Instant | null }>(
    trx.raw('select settled_at as before from trouble_report where id = ? for update', [troubleId]),
  );
  if (!row) return undefined;
  if (row.before) return 'before';
  await trx('trouble_report').where({ id: troubleId }).update({ settled_at: at });
  return 'settled';
}
