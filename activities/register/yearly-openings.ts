import { localDay, yearOf, type Instant } from '../../domain/core/calendar';
import { reportOpensAt } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import type { Trx } from '../../db/core/transaction';
import { openReports } from '../../db/register/yearly-reports';

/**
 * Opens the reports about last year, one for every municipality that had participations in it (`domain.md` 6.7). Done once, however often it is asked for.
 * @returns when to come by again for it: the first instant of the next year
 */
export async function openYearlyReports(trx: Trx, at: Instant): Promise<Instant> {
  await openReports(trx, at);
  return reportOpensAt(yearOf(localDay(at, zone)));
}
