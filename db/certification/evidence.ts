import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from '../core/columns';

/** An outage as far as a deadline is concerned: from, until, and when it was declared. */
export type EvidencedOutage = Readonly<{ fromAt: Instant; toAt: Instant; declaredAt: Instant }>;

/** The outages that fell in the time of a case, oldest first. @param since the instant at which the case began */
export async function outagesSince(db: Knex, since: Instant): Promise<EvidencedOutage[]> {
  return rows(
    db.raw('select from_at as "fromAt", to_at as "toAt", declared_at as "declaredAt" from outage where to_at > ? order by from_at, id', [
      since,
    ]),
  );
}
