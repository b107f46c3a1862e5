import type { Day } from '../model/program';
import { passedFrom, plusDays, plusMonths, sendingOpensOn, startOf } from '../model/time';
import { administrates, administratesIn, administratorsOf, ownsRegister, worksIn } from './access';
import { missing } from './fields';
import { write } from './letters';
import { municipalities, type Act, type Municipality } from './program';
import { rulesNow, type Rules } from './rules';
import { openTask, refuse, settleTask, today, type Participation, type Report, type World } from './state';
import type { Event } from './tasks';

type Days = Readonly<Record<string, string | number | null>>;
const caseOf = ({ municipality, year }: Report): string => `report ${municipality} ${year}`;

/** Whether a participation ran on any day of a year, start and end included (`domain.md` 6.7). */
export function ranIn(fields: Days, year: number): boolean {
  return (fields['startOn'] as Day) <= `${year}-12-31` && (fields['endOn'] === null || (fields['endOn'] as Day) >= `${year}-01-01`);
}

/** The participations of a report. */
export function reported(world: World, municipality: Municipality, year: number): readonly Participation[] {
  return world.participations.filter((one) => one.municipality === municipality && ranIn(one.fields, year));
}

/** The last day in time, 28 February by default; where the month has no such day its last. */
function dueOn(year: number, monthDay: Rules['register.reportDueOn']): Day {
  const [month, day] = monthDay.split('-') as [string, string];
  const last = plusDays(plusMonths(`${year + 1}-${month}-01`, 1), -1);
  return [`${year + 1}-${month}-${day}`, last].toSorted()[0]!;
}

/** Reports about last year are opened for every municipality that had a participation in it (reading R1). */
export function openReports(world: World): void {
  const year = Number(today(world).slice(0, 4)) - 1;
  for (const municipality of municipalities) {
    if (reportOf(world, municipality, year) || reported(world, municipality, year).length === 0) continue;
    const rules = rulesNow(world);
    world.reports.push({
      municipality,
      year,
      state: 'open',
      openedAt: world.now,
      dueOn: dueOn(year, rules['register.reportDueOn']),
      returnedAt: null,
      changedSince: false,
      rules,
      done: new Set(),
    });
    world.coverage.hit('report open');
  }
}

export function reportOf(world: World, municipality: Municipality, year: number): Report | undefined {
  return world.reports.find((one) => one.municipality === municipality && one.year === year);
}

export const isOwed = ({ state }: Report): boolean => state === 'open' || state === 'returned';

/** Edits after a report was submitted are flagged (`domain.md` 6.7), by the days before the edit and after it. */
export function changed(world: World, municipality: Municipality, versions: readonly Days[]): void {
  for (const report of world.reports)
    if (report.municipality === municipality && !isOwed(report) && versions.some((fields) => ranIn(fields, report.year))) report.changedSince = true;
  openReports(world);
} // prettier-ignore

function become(world: World, report: Report, state: Report['state']): void {
  report.state = state;
  world.coverage.hit(`report ${state}`);
}

/** What keeps a report from being submitted. */
export const incomplete = (ofYear: readonly Participation[]): readonly Participation[] =>
  ofYear.filter((one) => missing(one, 'report').length > 0);
export const mismatched = (ofYear: readonly Participation[]): readonly Participation[] =>
  ofYear.filter(({ lookups }) => lookups.at(-1)?.state === 'mismatch');

export function submit(world: World, { by, year, municipality }: Extract<Act, { do: 'submit' }>): void {
  administrates(world, by);
  if (!worksIn(world, by, municipality)) refuse('not_found');
  if (!administratesIn(world, by, municipality)) refuse('not_permitted');
  const report = reportOf(world, municipality, year);
  if (!report) refuse('not_found');
  if (!isOwed(report)) refuse('not_allowed_in_state');
  const ofYear = reported(world, municipality, year);
  // State before rule (1.3).
  if (mismatched(ofYear).length > 0) refuse('name_mismatch');
  if (incomplete(ofYear).length > 0) refuse('fields_missing');
  become(world, report, 'submitted');
  report.changedSince = false;
  for (const what of ['report_due', 'report_overdue', 'report_returned']) settleTask(world, caseOf(report), what);
  openTask(world, caseOf(report), 'directorate', 'report_submitted');
}

/** The directorate approves a report. */
export function approve(world: World, act: Extract<Act, { do: 'approve' }>): void {
  const report = submittedOf(world, act);
  if (report.state !== 'submitted') refuse('not_allowed_in_state');
  become(world, report, 'approved');
  settleTask(world, caseOf(report), 'report_submitted');
}

/** The directorate gives a report back, with a reason. */
export function returnReport(world: World, act: Extract<Act, { do: 'returnReport' }>): void {
  const report = submittedOf(world, act);
  // A single field comes before the state (1.3).
  if (act.reason.trim() === '') refuse('reason_needed');
  if (report.state !== 'submitted') refuse('not_allowed_in_state');
  become(world, report, 'returned');
  report.returnedAt = world.now;
  settleTask(world, caseOf(report), 'report_submitted');
  openTask(world, caseOf(report), 'municipality_admin', 'report_returned');
}

function submittedOf(world: World, { by, year, municipality }: Extract<Act, { do: 'approve' | 'returnReport' }>): Report {
  ownsRegister(world, by);
  return reportOf(world, municipality, year) ?? refuse('not_found');
}

/** Reminders of what is owed, and that it is overdue; not of what had passed when it began to be owed. */
export function reportEvents(world: World, report: Report): readonly Event[] {
  if (!isOwed(report)) return [];
  const event = (at: string, occasion: string, happen: () => void): Event[] => {
    const owed = at >= report.openedAt || occasion === 'overdue';
    const since = report.state === 'open' || report.returnedAt === null || at > report.returnedAt;
    return report.done.has(occasion) || !owed || !since ? [] : [{ at, happen: () => { report.done.add(occasion); happen(); } }];
  }; // prettier-ignore
  const remind = (): void => {
    for (const who of administratorsOf(world, report.municipality)) write(world, who, 'report_reminder', null, caseOf(report));
    openTask(world, caseOf(report), 'municipality_admin', 'report_due');
  };
  return [
    ...report.rules['register.reportReminders'].flatMap((days) => event(sendingOpensOn(plusDays(report.dueOn, -days)), `${days}`, remind)),
    ...event(passedFrom(report.dueOn), 'overdue', () => openTask(world, caseOf(report), 'directorate', 'report_overdue')),
  ];
}

/** On the first day of a year the reports about the last one open. */
export function openingEvent(world: World): Event {
  const happen = (): void => {
    world.openedFor += 1;
    openReports(world);
  };
  return { at: startOf(`${world.openedFor + 2}-01-01`), happen };
}
