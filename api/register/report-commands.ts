import type { Instant } from '../../domain/core/calendar';
import { localDay } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { administrate, directorateOnly, municipalitiesOf, submitReport as maySubmit } from '../../domain/register/policies';
import { reportFaults, reportRows, reportTotals } from '../../domain/register/report-totals';
import { approved, isOwed, reportYearOn, returned, submitted, type YearlyReport } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { organisations, type Organisation } from '../../db/core/access';
import { openTask, settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { insertSnapshot, reportedIn } from '../../db/register/report-rows';
import { lockReport, lockReporting, openReports, saveReport, type ReportFile } from '../../db/register/yearly-reports';
import { personIdOf, type Context } from '../core/context';
import { ownMunicipality } from './participation-parts';

/**
 * Hands in the report of the asker's municipality about a year: what it says is kept as it stands now (`domain.md` 6.7).
 * Refuses with `not_found`, `not_allowed_in_state`, `fields_missing` and `name_mismatch`, each with the list of participations, and `fields_missing` of the
 * municipality where one of several must be named.
 */
export async function submitReport(context: Context, year: number, code?: string): Promise<YearlyReport> {
  allow(context.actor, administrate, undefined);
  const { receivedAt: at } = context;
  const municipality = await administrated(context, code);
  allow(context.actor, maySubmit, municipality);
  const { organisationId } = municipality;
  return context.transaction(async (trx) => {
    // Before anything is read: what is saved meanwhile is either in the snapshot, or marks it as changed since.
    await lockReporting(trx, organisationId);
    if (year === reportYearOn(localDay(at, zone))) await openReports(trx, at, organisationId);
    const file = await lockReport(trx, organisationId, year, at);
    if (!file) throw new Refusal('not_found');
    refuseUnless(isOwed(file.report), 'not_allowed_in_state');
    const reported = await reportedIn(trx, year, [organisationId]);
    const { incomplete, mismatched } = reportFaults(reported, year);
    // The state before a rule (`domain.md` 1.3).
    if (mismatched.length > 0) throw new Refusal('name_mismatch', { details: { participations: mismatched } });
    if (incomplete.length > 0) throw new Refusal('fields_missing', { details: { participations: incomplete } });
    const told = reportRows(reported, year);
    const after = await saveReport(trx, file, submitted(file.report, personIdOf(context), at), at);
    await insertSnapshot(trx, after.reportId, { at, rows: told, totals: reportTotals(told, year) });
    await note(context, trx, file, 'reportSubmitted', { data: { year, participations: told.length } });
    for (const what of ['report_due', 'report_overdue', 'report_returned']) await settleTask(trx, after.reportId, what, at);
    await openTask(trx, ref(after), 'directorate', 'report_submitted', at, { municipality: municipality.name, year });
    return after;
  });
}

/** The directorate accepts the report of a municipality. Refuses with `not_found`, `not_allowed_in_state`. */
export async function approveReport(context: Context, year: number, code: string): Promise<YearlyReport> {
  return judge(context, year, code, approved, async (trx, file) => note(context, trx, file, 'reportApproved', { data: { year } }));
}

/** The directorate gives the report of a municipality back, and says why. Refuses with `not_found`, `reason_needed`, `not_allowed_in_state`. */
export async function returnReport(context: Context, year: number, code: string, why: string | undefined): Promise<YearlyReport> {
  const reason = why?.trim();
  // A single field before the state (`domain.md` 1.3).
  const verdict = (report: YearlyReport, at: Instant): YearlyReport => {
    refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
    return returned(report, at);
  };
  return judge(context, year, code, verdict, async (trx, file) => {
    const { organisationId, dueOn, submittedBy: personId } = file.report;
    // Whom it answers is whose key seals it: a reason may tell of people.
    await note(context, trx, file, 'reportReturned', { data: { year }, personId, personal: { reason } });
    await openTask(trx, ref(file.report), 'municipality_admin', 'report_returned', context.receivedAt, { organisationId, year, dueOn });
  });
}

async function judge(
  context: Context,
  year: number,
  code: string,
  verdict: (report: YearlyReport, at: Instant) => YearlyReport,
  tell: (trx: Trx, file: ReportFile) => Promise<void>,
): Promise<YearlyReport> {
  allow(context.actor, directorateOnly, undefined);
  const { receivedAt: at } = context;
  const municipality = (await organisations(context.db)).find((one) => one.code === code);
  if (!municipality) throw new Refusal('not_found');
  return context.transaction(async (trx) => {
    const file = await lockReport(trx, municipality.organisationId, year, at);
    if (!file) throw new Refusal('not_found');
    const after = verdict(file.report, at);
    await tell(trx, file);
    await settleTask(trx, after.reportId, 'report_submitted', at);
    return saveReport(trx, file, after, at);
  });
}

/** The municipality that is meant: the named one, or the only one. */
async function administrated(context: Context, code: string | undefined): Promise<Organisation> {
  if (code !== undefined) return ownMunicipality(context, code);
  const mine = municipalitiesOf(context.actor);
  const [municipality, ...others] = (await organisations(context.db)).filter(({ organisationId }) => mine.includes(organisationId));
  refuseUnless(municipality !== undefined && others.length === 0, 'fields_missing', { municipality: 'fields_missing' });
  return municipality;
}

const ref = ({ reportId }: YearlyReport) => ({ kind: 'yearly-report', id: reportId });

async function note(
  context: Context,
  trx: Trx,
  { report, rules }: ReportFile,
  what: string,
  more: Readonly<{ data: Record<string, unknown>; personId?: string | null; personal?: Record<string, unknown> }>,
): Promise<void> {
  await appendTimeline(trx, {
    case: ref(report),
    what,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    rulesVersion: rules.version,
    ...more,
  });
}
