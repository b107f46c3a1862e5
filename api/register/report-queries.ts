import { endOfDay, localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { hasRole } from '../../domain/core/actors';
import { allow } from '../../domain/core/policies';
import type { RequiredField } from '../../domain/register/fields';
import { municipalitiesOf, seeParticipation, seeReport, useRegisterOrOwnIt } from '../../domain/register/policies';
import { reportFaults, reportRows, reportTotals, type ReportFaults, type ReportTotals } from '../../domain/register/report-totals';
import { isOverdue, reportYearOn, type YearlyReport } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { organisations, type Organisation } from '../../db/core/access';
import { logListLookup, logListLookupAgain } from '../../db/core/lookups';
import { timelineOf } from '../../db/core/timeline';
import { participantsOf, reportedIn, snapshotOf, type ReportSnapshot } from '../../db/register/report-rows';
import { openReports, reportsAbout } from '../../db/register/yearly-reports';
import type { Context } from '../core/context';

/** The report of one municipality about a year as it stands now; `report` is null for a year that has none (yet). */
export type ReportView = Readonly<{
  municipality: Organisation;
  year: number;
  report: YearlyReport | null;
  overdue: boolean;
  totals: ReportTotals;
  faults: ReportFaults;
  /** Why the directorate gave it back, while it is so. */
  returnReason: string | null;
  /** Whether the asker registers for the municipality: the directorate sees numbers, not people (`domain.md` 6.4). */
  own: boolean;
}>;

/**
 * The reports about a year: of the asker's municipalities; for the directorate those of all that had participations in it. Reports about last year open as they
 * are asked for, if they have not yet. One line in the look-up log for who is told of single participations.
 * @param again a page that keeps itself up to date: one look, however often it fetches
 */
export async function reportViews(context: Context, year: number, again = false): Promise<ReportView[]> {
  allow(context.actor, useRegisterOrOwnIt, undefined);
  const { db, actor, receivedAt: at } = context;
  const mine = municipalitiesOf(actor);
  const shown = hasRole(actor, 'directorate') ? undefined : mine;
  if (year === reportYearOn(localDay(at, zone))) await context.transaction((trx) => openReports(trx, at));
  const [reports, reported] = [await reportsAbout(db, year, shown), await reportedIn(db, year, shown)];
  const views: ReportView[] = [];
  for (const municipality of await organisations(db)) {
    const { organisationId } = municipality;
    const report = reports.find((one) => one.organisationId === organisationId) ?? null;
    const own = mine.includes(organisationId);
    const ofIt = reported.filter(({ participation }) => participation.organisationId === organisationId);
    if (!own && !report && ofIt.length === 0) continue;
    views.push({
      municipality,
      year,
      report,
      overdue: report !== null && isOverdue(report, at),
      totals: reportTotals(reportRows(ofIt, year), year),
      faults: reportFaults(ofIt, year),
      returnReason: report?.state === 'returned' ? await returnReasonOf(context, report.reportId) : null,
      own,
    });
  }
  const told = views.filter(({ own }) => own).flatMap(({ faults }) => [...faults.incomplete, ...faults.mismatched]).length;
  if (told > 0) await (again ? logListLookupAgain : logListLookup)(db, actor, 'yearly-report', { year }, told, at);
  return views;
}

async function returnReasonOf(context: Context, reportId: string): Promise<string | null> {
  const events = await timelineOf(context.db, { caseId: reportId });
  const reason = events.findLast(({ what }) => what === 'reportReturned')?.personal?.['reason'];
  return typeof reason === 'string' ? reason : null;
}

/** A participation that holds a report back, as the page of its municipality shows it. */
export type HoldingBack = Readonly<{
  participationId: string;
  name: string | null;
  maskedNumber: string;
  fields: readonly RequiredField[];
  mismatch: boolean;
}>;

/** The first participations that hold a report back, for who registers there; the look is logged with the report. */
export async function holdingBack(context: Context, { own, faults }: ReportView, limit: number): Promise<HoldingBack[]> {
  if (!own) return [];
  const missing = new Map(faults.incomplete.map(({ participationId, fields }) => [participationId, fields]));
  const ids = [...new Set([...missing.keys(), ...faults.mismatched])].slice(0, limit);
  const people = await participantsOf(context.db, ids);
  return ids.map((participationId) => ({
    participationId,
    name: people.get(participationId)?.name ?? null,
    maskedNumber: people.get(participationId)?.maskedNumber ?? '',
    fields: missing.get(participationId) ?? [],
    mismatch: faults.mismatched.includes(participationId),
  }));
}

/** What was submitted, and of which municipality. Rows are for who registers there. */
export type SnapshotView = Readonly<{ municipality: Organisation; year: number; snapshot: ReportSnapshot; own: boolean }>;

/**
 * What a municipality submitted about a year, as the register stood then; later changes do not reach it. Refuses with `not_found`, also for other
 * municipalities and when nothing had been submitted.
 * @param of the code of the municipality; may be left out by who has one only
 * @param on as it was submitted on that day or before
 */
export async function reportSnapshot(context: Context, year: number, of?: string, on?: PlainDate): Promise<SnapshotView> {
  allow(context.actor, useRegisterOrOwnIt, undefined);
  const { db, actor, receivedAt } = context;
  const mine = municipalitiesOf(actor);
  const municipality = (await organisations(db)).find((one) => (of === undefined ? mine.includes(one.organisationId) : one.code === of));
  if (!municipality) throw new Refusal('not_found');
  allow(actor, seeReport, municipality);
  const [report] = await reportsAbout(db, year, [municipality.organisationId]);
  const before: Instant | undefined = on && endOfDay(on, zone);
  const snapshot = report && (await snapshotOf(db, report.reportId, before));
  if (!snapshot) throw new Refusal('not_found');
  const own = seeParticipation.holds(actor, municipality);
  if (own) await logListLookup(db, actor, 'yearly-report', { year, snapshot: snapshot.at }, snapshot.rows.length, receivedAt);
  return { municipality, year, snapshot, own };
}
