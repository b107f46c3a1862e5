import { agendaOf, type Agenda, type Entry, type Reminding, type Settled } from '../core/agenda';
import { addDays, endOfDay } from '../core/calendar';
import { sendingOpens } from '../core/message-hours';
import type { RegisterRules } from './rules';
import { isOwed, type YearlyReport } from './yearly-report';
import { zone } from './zone';

/** What the report of a municipality does by itself: it reminds of its deadline, and is noted when that has passed. */
export type ReportStep = 'remindOfReport' | 'noteOverdue';

/** Of several reminders due together only the latest is written. */
export const reportReminders: Reminding<ReportStep> = new Set<ReportStep>(['remindOfReport']);

/** Whether nothing happens to a report by itself any more: it was approved. */
export function reportIsOver({ state }: Pick<YearlyReport, 'state'>): boolean {
  return state === 'approved';
}

/**
 * What will happen to a report, and when, if nobody acts (`domain.md` 6.7). What it was not owed for is left out: reminders before it opened, and everything
 * before it was returned, for it had been handed in then.
 */
export function reportAgenda(
  report: YearlyReport,
  settled: Settled,
  rules: Pick<RegisterRules, 'reportReminders' | 'messageHours'>,
): Agenda<ReportStep> {
  if (!isOwed(report)) return [];
  const { dueOn, openedAt, returnedAt } = report;
  const reminders = rules.reportReminders.map((days): Entry<ReportStep> => {
    const at = sendingOpens(addDays(dueOn, -days), rules.messageHours, zone);
    return { step: 'remindOfReport', occasion: `reminder-${days}d:${dueOn}`, effectiveAt: at, dueAt: at, ...why('reportDue') };
  });
  const at = endOfDay(dueOn, zone);
  const overdue: Entry<ReportStep> = {
    step: 'noteOverdue',
    occasion: `overdue:${dueOn}`,
    effectiveAt: at,
    dueAt: at,
    ...why('reportOverdue'),
  };
  const entries = [...reminders.filter(({ effectiveAt }) => effectiveAt >= openedAt), overdue];
  return agendaOf(
    entries.filter(({ effectiveAt }) => report.state === 'open' || returnedAt === null || effectiveAt > returnedAt),
    settled,
  );
}

const why = (because: string) => ({ because: `register.because.${because}`, movedBy: ['register.movedBy.submitted'] });
