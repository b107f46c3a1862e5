import { addDays, addMonths, localDay, parseDay, startOfDay, yearOf, type Instant, type PlainDate } from '../core/calendar';
import { refuseUnless } from '../core/errors';
import type { ParticipationFields } from './participation';
import type { RegisterRules } from './rules';
import { zone } from './zone';

export const reportStates = ['open', 'submitted', 'approved', 'returned'] as const;
export type ReportState = (typeof reportStates)[number];

/** The report of one municipality about one year: every participation that ran on any day of it (`domain.md` 6.7). */
export type YearlyReport = Readonly<{
  reportId: string;
  organisationId: string;
  year: number;
  state: ReportState;
  openedAt: Instant;
  /** The last day on which it is in time. */
  dueOn: PlainDate;
  submittedAt: Instant | null;
  submittedBy: string | null;
  approvedAt: Instant | null;
  returnedAt: Instant | null;
  /** A participation of the year was changed after the report was submitted: "endret etter innsending". */
  changedSince: boolean;
  rulesVersion: number;
  rulesOn: PlainDate;
  version: number;
}>;

/** Whether a participation ran on any day of a year, its first and its last day included (`domain.md` 6.7). Without an end it goes on. */
export function ranIn({ startOn, endOn }: Pick<ParticipationFields, 'startOn' | 'endOn'>, year: number): boolean {
  return startOn <= `${year}-12-31` && (endOn === null || endOn >= `${year}-01-01`);
}

/** When the reports about a year open: with the first day of the next (`domain.md` 6.7). */
export function reportOpensAt(year: number): Instant {
  return startOfDay(`${year + 1}-01-01`, zone);
}

/** The year whose report is being made on a day: the one before. */
export function reportYearOn(day: PlainDate): number {
  return yearOf(day) - 1;
}

/** The last day of a report in time: that of the rule, in the year after; where the month has no such day, its last. */
export function reportDueOn(year: number, { reportDueOn: monthDay }: Pick<RegisterRules, 'reportDueOn'>): PlainDate {
  const first = `${year + 1}-${monthDay.slice(0, 2)}-01` as PlainDate;
  return parseDay(`${year + 1}-${monthDay}`) ?? addDays(addMonths(first, 1), -1);
}

/** Whether the municipality still has something to hand in. */
export function isOwed({ state }: Pick<YearlyReport, 'state'>): boolean {
  return state === 'open' || state === 'returned';
}

/** Whether it is owed after its last day. */
export function isOverdue(report: Pick<YearlyReport, 'state' | 'dueOn'>, at: Instant): boolean {
  return isOwed(report) && localDay(at, zone) > report.dueOn;
}

/** The municipality hands it in. Refuses with `not_allowed_in_state` when it has already. */
export function submitted(report: YearlyReport, by: string, at: Instant): YearlyReport {
  refuseUnless(isOwed(report), 'not_allowed_in_state');
  return { ...report, state: 'submitted', submittedAt: at, submittedBy: by, changedSince: false };
}

/** The directorate accepts it. Refuses with `not_allowed_in_state` when it is not handed in. */
export function approved(report: YearlyReport, at: Instant): YearlyReport {
  refuseUnless(report.state === 'submitted', 'not_allowed_in_state');
  return { ...report, state: 'approved', approvedAt: at };
}

/** The directorate gives it back to be corrected. Refuses with `not_allowed_in_state` when it is not handed in. */
export function returned(report: YearlyReport, at: Instant): YearlyReport {
  refuseUnless(report.state === 'submitted', 'not_allowed_in_state');
  return { ...report, state: 'returned', returnedAt: at };
}
