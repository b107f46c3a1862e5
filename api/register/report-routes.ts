import * as policies from '../../domain/register/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { approveReport, returnReport, submitReport } from './report-commands';
import { presentReport, presentReportState, presentSnapshot } from './report-presenters';
import { reportSnapshot, reportViews } from './report-queries';
import * as schemas from './report-schemas';

/** The yearly report of the municipalities (`domain.md` 6.7). */
export function reportRoutes(table: RouteTable): void {
  const tag = 'Reports';
  const params = schemas.byYear;
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/register/reports/{year}',
      summary: 'The report of your municipality about a year; for the directorate those of all',
      description: 'Every participation that ran on any day of the year. Numbers are as the register stands now.',
      policy: policies.useRegisterOrOwnIt,
      params,
      response: schemas.reportsOut,
    }),
    async (context, { params: { year } }) => ({ reports: (await reportViews(context, year)).map(presentReport) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/reports/{year}/submit',
      summary: 'Submit the report of your municipality',
      description: 'What it says is kept as it stands. `participations` of a refusal says which records keep it from being submitted.',
      policy: policies.administrate,
      params,
      body: schemas.submitBody,
      response: schemas.reportStateOut,
      codes: ['not_found', 'not_allowed_in_state', 'fields_missing', 'name_mismatch'],
    }),
    async (context, { params: { year }, body }) => presentReportState(await submitReport(context, year, body.municipality)),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/reports/{year}/approve',
      summary: 'Approve the report of a municipality',
      policy: policies.directorateOnly,
      params,
      body: schemas.approveBody,
      response: schemas.reportStateOut,
      codes: ['not_found', 'not_allowed_in_state'],
    }),
    async (context, { params: { year }, body }) => presentReportState(await approveReport(context, year, body.municipality)),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/reports/{year}/return',
      summary: 'Return the report of a municipality, with a reason',
      policy: policies.directorateOnly,
      params,
      body: schemas.returnBody,
      response: schemas.reportStateOut,
      codes: ['not_found', 'not_allowed_in_state', 'reason_needed'],
    }),
    async (context, { params: { year }, body }) => presentReportState(await returnReport(context, year, body.municipality, body.reason)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/register/reports/{year}/snapshot',
      summary: 'What was submitted, as the register stood then',
      description: 'The newest; with `on` the one that stood at the end of that day. The directorate is told the totals.',
      policy: policies.useRegisterOrOwnIt,
      params,
      query: schemas.snapshotQuery,
      response: schemas.snapshotOut,
      codes: ['not_found'],
    }),
    async (context, { params: { year }, query }) => presentSnapshot(await reportSnapshot(context, year, query.municipality, query.on)),
  );
}
