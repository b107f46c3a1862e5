import type { Instant } from '../../domain/core/calendar';
import { zone } from '../../domain/register/zone';
import type { Trx } from '../../db/core/transaction';
import { administratorsOf } from '../../db/register/administrators';
import type { ReportFile } from '../../db/register/yearly-reports';
import { formatDay } from '../core/format';
import { writeLetters } from '../core/write-letter';

/** Writes to the administrators of a municipality that its report is due (`domain.md` 6.7). */
export async function writeReportReminders(
  trx: Trx,
  { report, municipality, rules }: ReportFile,
  letter: Readonly<{ occasion: string; at: Instant }>,
): Promise<void> {
  const people = new Set(
    (await administratorsOf(trx, [report.organisationId])).filter(({ email }) => email !== null).map((one) => one.personId),
  );
  await writeLetters(
    trx,
    [...people].map((personId) => ({
      case: { kind: 'yearly-report', id: report.reportId },
      personId,
      occasion: letter.occasion,
      template: 'report_reminder' as const,
      values: (language) => ({ municipality: municipality.name, year: String(report.year), lastDay: formatDay(language, report.dueOn) }),
      path: `/register/reports/${report.year}`,
      contact: rules.contact,
      at: letter.at,
      when: { hours: rules.messageHours, zone },
    })),
  );
}
