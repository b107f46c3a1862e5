import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { Use, UseVerdict } from '../../domain/certification/use';
import { rows } from '../core/columns';
import { sha256 } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** What two reports with one id must agree in to be the same report. */
export function contentOf(use: Use): Buffer {
  return sha256([use.personId, use.at, use.kind, use.caseNumber].join('\n'));
}

/** The reports already stored under these ids, with what they said. */
export async function storedUses(db: Knex, ids: readonly Readonly<{ region: string; eventId: string }>[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ region: string; eventId: string; content: Buffer }>(
    db.raw(
      'select region, event_id as "eventId", content from certificate_use where (region, event_id) in (select * from unnest(?::text[], ?::text[]))',
      [ids.map((one) => one.region), ids.map((one) => one.eventId)],
    ),
  );
  return new Map(found.map((one) => [`${one.region}\n${one.eventId}`, one.content]));
}

/** Adds reports in one statement. @returns the keys `region\nid` that were new; another transaction may have been first with the rest */
export async function insertUses(
  trx: Trx,
  uses: readonly Readonly<{ use: Use; content: Buffer; verdict: UseVerdict }>[],
  recordedAt: Instant,
): Promise<Set<string>> {
  if (uses.length === 0) return new Set();
  const added = await rows<{ region: string; eventId: string }>(
    trx.raw(
      `insert into certificate_use (region, event_id, person_id, used_at, used_on, kind, case_number, content, verdict, recorded_at)
       select v.*, ?::timestamptz from unnest(?::text[], ?::text[], ?::uuid[], ?::timestamptz[], ?::date[], ?::text[], ?::text[], ?::bytea[], ?::text[]) v
       on conflict do nothing returning region, event_id as "eventId"`,
      [
        recordedAt,
        uses.map(({ use }) => use.region),
        uses.map(({ use }) => use.eventId),
        uses.map(({ use }) => use.personId),
        uses.map(({ use }) => use.at),
        uses.map(({ use }) => use.on),
        uses.map(({ use }) => use.kind),
        uses.map(({ use }) => use.caseNumber),
        uses.map(({ content }) => content),
        uses.map(({ verdict }) => verdict),
      ] as never,
    ),
  );
  return new Set(added.map((one) => `${one.region}\n${one.eventId}`));
}

/** The days of every use of a person that counts, or waits to count behind a gap. */
export async function acceptedUseDays(db: Knex, personId: string): Promise<Use['on'][]> {
  const found = await rows<{ day: Use['on'] }>(
    db.raw(
      `select distinct used_on as day from certificate_use where person_id = ? and verdict in ('counted', 'after_expiry') order by 1`,
      [personId],
    ),
  );
  return found.map((one) => one.day);
}

/** The days of such uses of people, by person and region: `personId region`. */
export async function useDaysByRegion(db: Knex, personIds: readonly string[]): Promise<Map<string, Use['on'][]>> {
  const found = await rows<{ key: string; days: Use['on'][] }>(
    db.raw(
      `select person_id || ' ' || region as key, array_agg(distinct used_on::text) as days from certificate_use
       where person_id = any(?::uuid[]) and verdict in ('counted', 'after_expiry') group by person_id, region`,
      [personIds as string[]],
    ),
  );
  return new Map(found.map((one) => [one.key, one.days]));
}
