import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import { localDay, type Instant } from '../../domain/core/calendar';
import type { Participation } from '../../domain/register/participation';
import { reportAgenda, reportIsOver, type ReportStep } from '../../domain/register/report-agenda';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import { ranIn, reportDueOn, reportYearOn, type YearlyReport } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { newId } from '../core/ids';
import { ruleBook } from '../core/rules';
import { appendTimeline } from '../core/timeline';
import type { Trx } from '../core/transaction';

const columns = columnsOf<YearlyReport>({
  reportId: 'id',
  organisationId: 'organisation_id',
  year: 'year',
  state: 'state',
  openedAt: 'opened_at',
  dueOn: 'due_on',
  submittedAt: 'submitted_at',
  submittedBy: 'submitted_by',
  approvedAt: 'approved_at',
  returnedAt: 'returned_at',
  changedSince: 'changed_since',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});
const selected = columns.selectFrom('yearly_report');

type RuledBy = Pick<YearlyReport, 'rulesVersion' | 'rulesOn'>;
const rulesOfReport = async (db: Knex, { rulesVersion: version, rulesOn: on }: RuledBy, at: Instant): Promise<RegisterRules> =>
  registerRules(await ruleBook(db), { version, on, today: localDay(at, zone) });

/** A report with everything its agenda depends on. */
export type ReportFile = Readonly<{
  report: YearlyReport;
  municipality: Readonly<{ code: string; name: string }>;
  settled: Settled;
  rules: RegisterRules;
  agenda: Agenda<ReportStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

type Found = YearlyReport & Readonly<{ nextDueAt: Instant | null; over: boolean; settled: string[]; code: string; name: string }>;

export async function readReportFile(db: Knex, reportId: string, at: Instant): Promise<ReportFile | undefined> {
  const [found] = await rows<Found>(
    db.raw(
      `select ${selected}, yearly_report.next_due_at as "nextDueAt", yearly_report.over, o.code, o.name,
         (select coalesce(array_agg(occasion), '{}') from settled where case_id = yearly_report.id) as settled
       from yearly_report join organisation o on o.id = yearly_report.organisation_id where yearly_report.id = ?`,
      [reportId],
    ),
  );
  if (!found) return undefined;
  const { nextDueAt, over, settled: occasions, code, name, ...report } = found;
  const rules = await rulesOfReport(db, report, at);
  const settled = new Set(occasions);
  return { report, municipality: { code, name }, settled, rules, agenda: reportAgenda(report, settled, rules), nextDueAt, over };
}

/** The reports about a year, of all municipalities or of those given. */
export async function reportsAbout(db: Knex, year: number, organisationIds?: readonly string[]): Promise<YearlyReport[]> {
  return rows(
    db.raw(`select ${selected} from yearly_report where year = ? and (?::uuid[] is null or organisation_id = any(?::uuid[]))`, [
      year,
      (organisationIds ?? null) as string[],
      (organisationIds ?? null) as string[],
    ]),
  );
}

/** Locks the report of a municipality about a year against every other change; `undefined` when it has none. */
export async function lockReport(trx: Trx, organisationId: string, year: number, at: Instant): Promise<ReportFile | undefined> {
  const [found] = await rows<{ id: string }>(
    trx.raw('select id from yearly_report where organisation_id = ? and year = ? for update', [organisationId, year]),
  );
  return found && readReportFile(trx, found.id, at);
}

/** Opens the reports about the year before for every municipality that had participations in it. Done once, however often it is asked for. */
export async function openReports(trx: Trx, at: Instant, organisationId?: string): Promise<void> {
  const today = localDay(at, zone);
  const year = reportYearOn(today);
  const without = await rows<{ organisationId: string }>(
    trx.raw(
      `select distinct organisation_id as "organisationId" from participation p
       where start_on <= make_date(?, 12, 31) and (end_on is null or end_on >= make_date(?, 1, 1)) and (?::uuid is null or organisation_id = ?)
         and not exists (select from yearly_report r where r.organisation_id = p.organisation_id and r.year = ?)
       order by organisation_id`,
      [year, year, organisationId ?? null, organisationId ?? null, year] as never,
    ),
  );
  if (without.length === 0) return;
  const ruled = { rulesVersion: (await ruleBook(trx)).version, rulesOn: today };
  const rules = await rulesOfReport(trx, ruled, at);
  for (const one of without) await openReport(trx, { ...one, year }, ruled, rules, at);
}

async function openReport(
  trx: Trx,
  of: Readonly<{ organisationId: string; year: number }>,
  ruled: RuledBy,
  rules: RegisterRules,
  at: Instant,
): Promise<void> {
  const report: YearlyReport = {
    reportId: newId(),
    ...of,
    state: 'open',
    openedAt: at,
    dueOn: reportDueOn(of.year, rules),
    submittedAt: null,
    submittedBy: null,
    approvedAt: null,
    returnedAt: null,
    changedSince: false,
    ...ruled,
    version: 1,
  };
  const change = dueChange(undefined, reportAgenda(report, new Set(), rules), false, at, 'person');
  const added = await trx('yearly_report')
    .insert({ ...columns.row(report), next_due_at: change.nextDueAt, over: change.over })
    .onConflict(['organisation_id', 'year'])
    .ignore()
    .returning('id');
  if (added.length === 0) return;
  await appendTimeline(trx, {
    case: { kind: 'yearly-report', id: report.reportId },
    what: 'reportOpened',
    effectiveAt: report.openedAt,
    recordedAt: at,
    data: { year: of.year, dueOn: report.dueOn },
    rulesVersion: ruled.rulesVersion,
  });
  await announce(trx, `yearly-report/${report.reportId}`, report.reportId, change);
}

/** Saves a report: one version more, `next_due_at` computed anew, its story woken where needed. */
export async function saveReport(trx: Trx, file: ReportFile, after: YearlyReport, at: Instant): Promise<YearlyReport> {
  const saved = { ...after, version: file.report.version + 1 };
  const change = dueChange(file, reportAgenda(saved, file.settled, file.rules), reportIsOver(saved), at, 'person');
  await trx('yearly_report')
    .where({ id: saved.reportId })
    .update({ ...columns.row(saved), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `yearly-report/${saved.reportId}`, saved.reportId, change);
  return saved;
}

/** Does one step of a report's story once: it tells people, and changes nothing of the report. */
export async function onceReport(
  trx: Trx,
  reportId: string,
  due: Due,
  at: Instant,
  work: (file: ReportFile) => Promise<void>,
): Promise<void> {
  const save = async (file: ReportFile): Promise<void> => {
    const settled = new Set([...file.settled, due.occasion]);
    const change = dueChange(file, reportAgenda(file.report, settled, file.rules), reportIsOver(file.report), at, 'story');
    await trx('yearly_report').where({ id: reportId }).update({ next_due_at: change.nextDueAt, over: change.over });
    await announce(trx, `yearly-report/${reportId}`, reportId, change);
  };
  const lock = async (): Promise<ReportFile | undefined> => {
    await trx.raw('select 1 from yearly_report where id = ? for update', [reportId]);
    return readReportFile(trx, reportId, at);
  };
  const done = async (file: ReportFile): Promise<void> => {
    await work(file);
    await save(file);
  };
  await once(trx, { kind: 'yearly-report', id: reportId }, due, at, lock, done, save);
}

/** Keeps who submits the report of a municipality apart from all who save a participation of it: those share the lock (`lock_reports_handed_in`). */
export async function lockReporting(trx: Trx, organisationId: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(7103, hashtext(?::uuid::text))', [organisationId]);
}

/**
 * Marks the reports that were handed in before a participation of theirs was changed: "endret etter innsending" (`domain.md` 6.7).
 * @param versions the participation before and after
 */
export async function markChangedSince(
  trx: Trx,
  organisationId: string,
  versions: readonly Pick<Participation, 'startOn' | 'endOn'>[],
): Promise<void> {
  const handedIn: YearlyReport[] = await rows(
    trx.raw(`select ${selected} from lock_reports_handed_in(?) as yearly_report`, [organisationId]),
  );
  for (const { reportId } of handedIn.filter(({ year }) => versions.some((one) => ranIn(one, year))))
    await trx('yearly_report')
      .where({ id: reportId, changed_since: false })
      .update({ changed_since: true, version: trx.raw('version + 1') });
}
