import type { Knex } from 'knex';
import { rows } from '../core/columns';

/** A round in figures: names nobody. */
export type RoundFigures = Readonly<{
  roundId: string;
  year: number;
  number: number;
  signedUp: number;
  open: number;
  passed: number;
  failed: number;
  /** An answer came, but late. */
  late: number;
  notDelivered: number;
  withdrawn: number;
  /** How many needed a correction. */
  corrected: number;
  /** Half of the verdicts came within so many days of the deadline; null before there are any. */
  daysToVerdict: number | null;
}>;

/** Every round that somebody signed up for, oldest first. */
export async function roundFigures(db: Knex): Promise<RoundFigures[]> {
  return rows(
    db.raw(
      `select r.id as "roundId", r.year, r.number, count(*)::int as "signedUp",
         count(*) filter (where not e.over)::int as open,
         count(*) filter (where e.state = 'passed')::int as passed,
         count(*) filter (where e.state = 'failed')::int as failed,
         count(*) filter (where e.state = 'late')::int as late,
         count(*) filter (where e.state = 'not_delivered')::int as "notDelivered",
         count(*) filter (where e.state = 'withdrawn')::int as withdrawn,
         count(*) filter (where e.corrections_used > 0)::int as corrected,
         (percentile_cont(0.5) within group (order by extract(epoch from e.verdict_at - (r.deadline_on + 1)::timestamp at time zone 'Europe/Copenhagen') / 86400)
           filter (where e.verdict_at is not null))::float8 as "daysToVerdict"
       from round r join enrolment e on e.round_id = r.id group by r.id order by r.year, r.number`,
    ),
  );
}
