import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from '../core/columns';

/** Look-ups that wait for an answer now. */
export type LookupQueue = Readonly<{
  pending: number;
  delayed: number;
  oldestAskedAt: Instant | null;
  /** How many ended without an answer and were not asked anew. */
  failed: number;
}>;
/** The questions of one hour, by what they were answered with. */
export type LookupHour = Readonly<{ hour: Instant; answered: number; busy: number; faulty: number; silent: number }>;
/** How it goes for one municipality: what waits now, and how long its answers of the last days took. */
export type LookupMunicipality = Readonly<{
  code: string;
  name: string;
  waiting: number;
  /** Half of the answers came within so many seconds; `null` without any. */
  medianSeconds: number | null;
  longestSeconds: number | null;
  attempts: number;
  failures: number;
}>;

export async function lookupQueue(db: Knex): Promise<LookupQueue> {
  const [row] = await rows<LookupQueue>(
    db.raw(
      `select count(*) filter (where state = 'pending')::int as pending, count(*) filter (where state = 'delayed')::int as delayed,
         min(asked_at) filter (where not over) as "oldestAskedAt",
         count(*) filter (where state = 'failed' and not exists
           (select from name_lookup later where later.participation_id = l.participation_id and (later.asked_at, later.id) > (l.asked_at, l.id)))::int as failed
       from name_lookup l where not over or state = 'failed'`,
    ),
  );
  return row!;
}

/** Hour by hour, oldest first; hours without a question are left out. */
export async function lookupHours(db: Knex, from: Instant): Promise<LookupHour[]> {
  return rows(
    db.raw(
      `select date_trunc('hour', at) as hour, count(*) filter (where status < 429 or status between 430 and 499)::int as answered, count(*) filter (where status = 429)::int as busy,
         count(*) filter (where status >= 500)::int as faulty, count(*) filter (where status is null)::int as silent
       from lookup_attempt where at >= ? group by 1 order by 1`,
      [from],
    ),
  );
}

/** Municipality by municipality, by name; those that never asked are left out. */
export async function lookupMunicipalities(db: Knex, from: Instant): Promise<LookupMunicipality[]> {
  return rows(
    db.raw(
      `with asked as (
         select organisation_id, count(*) filter (where not over)::int as waiting,
           percentile_cont(0.5) within group (order by extract(epoch from answered_at - asked_at)) filter (where answered) as median,
           max(extract(epoch from answered_at - asked_at)) filter (where answered) as longest
         from (select *, answered_at >= ? and state in ('found', 'not_found', 'mismatch') as answered from name_lookup where not over or answered_at >= ?) l group by 1),
       tried as (
         select organisation_id, count(*)::int as attempts, count(*) filter (where status is null or status = 429 or status >= 500)::int as failures
         from lookup_attempt where at >= ? group by 1)
       select o.code, o.name, coalesce(waiting, 0) as waiting, round(median)::int as "medianSeconds", round(longest)::int as "longestSeconds",
         coalesce(attempts, 0) as attempts, coalesce(failures, 0) as failures
       from asked full join tried using (organisation_id) join organisation o on o.id = organisation_id order by o.name`,
      [from, from, from],
    ),
  );
}
