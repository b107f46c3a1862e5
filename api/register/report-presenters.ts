import type { z } from 'zod';
import type { YearlyReport } from '../../domain/register/yearly-report';
import type { ReportView, SnapshotView } from './report-queries';
import type * as schemas from './report-schemas';

export function presentReport(view: ReportView): z.infer<typeof schemas.reportOut> {
  const { municipality, report, faults } = view;
  return {
    year: view.year,
    municipality: { code: municipality.code, name: municipality.name },
    state: report?.state ?? null,
    dueOn: report?.dueOn ?? null,
    overdue: view.overdue,
    openedAt: report?.openedAt ?? null,
    submittedAt: report?.submittedAt ?? null,
    approvedAt: report?.approvedAt ?? null,
    returnedAt: report?.returnedAt ?? null,
    returnReason: view.returnReason,
    changedSince: report?.changedSince ?? false,
    totals: view.totals,
    missing: { incomplete: faults.incomplete.length, mismatched: faults.mismatched.length },
    ...(view.own
      ? {
          incomplete: faults.incomplete.map(({ participationId, fields }) => ({ participationId, fields: [...fields] })),
          mismatched: [...faults.mismatched],
        }
      : {}),
  };
}

export function presentReportState(report: YearlyReport): z.infer<typeof schemas.reportStateOut> {
  const { year, state, dueOn, submittedAt, approvedAt, returnedAt, changedSince } = report;
  return { year, state, dueOn, submittedAt, approvedAt, returnedAt, changedSince };
}

export function presentSnapshot({ year, municipality, snapshot, own }: SnapshotView): z.infer<typeof schemas.snapshotOut> {
  const { at, totals, rows } = snapshot;
  return {
    year,
    municipality: { code: municipality.code, name: municipality.name },
    at,
    totals,
    ...(own ? { rows: rows.map((row) => ({ ...row })) } : {}),
  };
}
