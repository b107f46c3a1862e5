import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import { reportReminders, type ReportStep } from '../../domain/register/report-agenda';
import { clock } from '../../db/core/clock';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';
import { onceReport, readReportFile, type ReportFile } from '../../db/register/yearly-reports';
import { writeReportReminders } from '../../letters/register/write-report-reminders';
import { nextOf } from '../core/reading';

export type ReportSteps = ReturnType<typeof createReportSteps>;

/** What the story of a yearly report reads and does. Each step is one transaction, safe to repeat: it tells people, and changes nothing of the report. */
export function createReportSteps({ db }: Readonly<{ db: Knex }>) {
  const step =
    (what: string, tell: (trx: Trx, file: ReportFile, due: Due, at: Instant) => Promise<void>) =>
    async (reportId: string, due: Due): Promise<void> => {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceReport(trx, reportId, due, at, async (file) => {
          await tell(trx, file, due, at);
          await appendTimeline(trx, {
            case: { kind: 'yearly-report', id: reportId },
            what,
            effectiveAt: due.effectiveAt,
            recordedAt: at,
            data: { year: file.report.year },
            rulesVersion: file.rules.version,
          });
        });
      });
    };

  return {
    async readYearlyReport(reportId: string, storyNow: Instant): Promise<Next<ReportStep>> {
      return nextOf(db, storyNow, reportReminders, (now) => readReportFile(db, reportId, now));
    },

    /** The deadline comes nearer: the administrators of the municipality get a letter and a task. */
    remindOfReport: step('reportReminded', async (trx, file, due, at) => {
      const { reportId, organisationId, year, dueOn } = file.report;
      await writeReportReminders(trx, file, { occasion: due.occasion, at });
      await openTask(trx, { kind: 'yearly-report', id: reportId }, 'municipality_admin', 'report_due', at, { organisationId, year, dueOn });
    }),

    /** The deadline has passed: the directorate sees it on its list. */
    noteOverdue: step('reportOverdue', async (trx, { report: { reportId, year }, municipality }, _due, at) =>
      // Of no organisation of the directorate's own: named by code, so that it is a task for all of the directorate.
      openTask(trx, { kind: 'yearly-report', id: reportId }, 'directorate', 'report_overdue', at, {
        municipality: municipality.name,
        year,
      }),
    ),
  };
}
