import { continueAsNew } from '@temporalio/workflow';
import type { ReportSteps } from '../../activities/register/report-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readYearlyReport, remindOfReport, noteOverdue } = steps<ReportSteps>();

/** Follows the report of a municipality about one year until it is approved: reminds of its deadline, and notes when that has passed. */
export async function yearlyReport(reportId: string): Promise<void> {
  await follow(
    () => readYearlyReport(reportId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'remindOfReport':
          return remindOfReport(reportId, due);
        case 'noteOverdue':
          return noteOverdue(reportId, due);
      }
    },
    () => continueAsNew<typeof yearlyReport>(reportId),
  );
}
