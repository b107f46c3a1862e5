import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { maskNationalId } from '../../domain/core/cpr';
import type { Participation } from '../../domain/register/participation';
import type { Reported, ReportRow, ReportTotals } from '../../domain/register/report-totals';
import { rows } from '../core/columns';
import { newId } from '../core/ids';
import { nationalIdsOf } from '../core/people';
import type { Trx } from '../core/transaction';
import { participationColumns, rulesOfEach } from './participations';
import { entriesOfAll } from './programme-entries';

/** The participations that ran on any day of a year, with their programmes and whether their number fits, of all municipalities or of those given. */
export async function reportedIn(db: Knex, year: number, organisationIds?: readonly string[]): Promise<Reported[]> {
  const of = (organisationIds ?? null) as string[];
  const found = await rows<Participation & { mismatch: boolean }>(
    db.raw(
      `select ${participationColumns.selectFrom('participation')},
         coalesce((select l.state = 'mismatch' from name_lookup l where l.participation_id = participation.id order by l.asked_at desc, l.id desc limit 1), false) as mismatch
       from participation where start_on <= make_date(?, 12, 31) and (end_on is null or end_on >= make_date(?, 1, 1))
         and (?::uuid[] is null or organisation_id = any(?::uuid[])) order by start_on, id`,
      [year, year, of, of] as never,
    ),
  );
  const entries = await entriesOfAll(
    db,
    found.map(({ participationId }) => participationId),
  );
  const rulesOf = await rulesOfEach(db);
  return found.map(({ mismatch, ...participation }) => ({
    participation,
    entries: entries.get(participation.participationId) ?? [],
    mismatch,
    rules: rulesOf(participation),
  }));
}

/** What was submitted, as it stood then. */
export type ReportSnapshot = Readonly<{ snapshotId: string; at: Instant; rows: readonly ReportRow[]; totals: ReportTotals }>;

/** Keeps what is submitted; it is never changed. */
export async function insertSnapshot(
  trx: Trx,
  reportId: string,
  snapshot: Readonly<{ at: Instant; rows: readonly ReportRow[]; totals: ReportTotals }>,
): Promise<void> {
  await trx('report_snapshot').insert({
    id: newId(),
    report_id: reportId,
    at: snapshot.at,
    rows: JSON.stringify(snapshot.rows),
    totals: JSON.stringify(snapshot.totals),
  });
}

/** The newest snapshot of a report; @param before of those submitted before an instant, when given */
export async function snapshotOf(db: Knex, reportId: string, before?: Instant): Promise<ReportSnapshot | undefined> {
  const [found] = await rows<ReportSnapshot>(
    db.raw(
      `select id as "snapshotId", at, rows, totals from report_snapshot where report_id = ? and (?::timestamptz is null or at < ?)
       order by at desc, id desc limit 1`,
      [reportId, before ?? null, before ?? null] as never,
    ),
  );
  return found;
}

/** Whom participations are about, as lists show it: the name once this participation has been told it, and the masked number. */
export async function participantsOf(
  db: Knex,
  participationIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<{ name: string | null; maskedNumber: string }>>> {
  const found = await rows<{ participationId: string; personId: string; name: string | null }>(
    db.raw(
      `select p.id as "participationId", p.person_id as "personId",
         case when exists (select from name_lookup l where l.participation_id = p.id and l.person_id = p.person_id and l.state = 'found') then person.name end as name
       from participation p join person on person.id = p.person_id where p.id = any(?::uuid[])`,
      [participationIds as string[]],
    ),
  );
  const numbers = await nationalIdsOf(
    db,
    found.map(({ personId }) => personId),
    'NO',
  );
  return new Map(
    found.map(({ participationId, personId, name }) => {
      const number = numbers.get(personId);
      return [participationId, { name, maskedNumber: number ? maskNationalId(number) : '' }];
    }),
  );
}
