import * as policies from '../../domain/certification/policies';
import { byId } from '../core/schemas';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import * as enrolments from './enrolment-commands';
import { extendDeadline } from './extension-commands';
import * as present from './presenters';
import * as queries from './queries';
import * as schemas from './schemas';
import { enrolmentsTag, listOf } from './route-parts';

/** What happens to an enrolment. */
export function enrolmentRoutes(table: RouteTable): void {
  const base = { tag: enrolmentsTag, params: byId, response: schemas.enrolmentOut } as const;
  const shown = async (context: Parameters<typeof queries.enrolmentView>[0], enrolmentId: string) =>
    present.presentEnrolment(await queries.enrolmentView(context, enrolmentId));
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/enrolments/{id}',
      summary: 'One enrolment with what happens next',
      policy: policies.seeEnrolment,
    }),
    async (context, { params }) => shown(context, params.id),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/admit',
      summary: 'Admit',
      policy: policies.manageEnrolments,
      codes: ['round_not_open', 'payment_missing', 'not_allowed_in_state'],
    }),
    async (context, { params }) => shown(context, (await enrolments.admit(context, params.id)).enrolmentId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/withdraw',
      summary: 'Withdraw',
      policy: policies.withdrawEnrolment,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => shown(context, (await enrolments.withdraw(context, params.id)).enrolmentId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/self-study-done',
      summary: 'The participant has done the self-study: the task opens',
      policy: policies.actAsParticipant,
      codes: ['material_not_released', 'deadline_passed', 'payment_missing', 'not_allowed_in_state'],
    }),
    async (context, { params }) => shown(context, (await enrolments.finishSelfStudy(context, params.id)).enrolmentId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/extend',
      summary: 'Give one enrolment a later deadline of its own',
      policy: policies.manageEnrolments,
      body: schemas.extendBody,
      codes: ['reason_needed', 'deadline_passed', 'deadline_not_later', 'not_allowed_in_state'],
    }),
    async (context, { params, body }) => shown(context, (await extendDeadline(context, params.id, body)).enrolmentId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/payment',
      summary: 'Record how far payment has come',
      policy: policies.manageEnrolments,
      body: schemas.paymentBody,
    }),
    async (context, { params, body }) => shown(context, (await enrolments.setPayment(context, params.id, body.state)).enrolmentId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/grade',
      summary: 'Record a verdict',
      policy: policies.gradeAnswers,
      body: schemas.gradeBody,
      codes: ['own_answer', 'round_not_closed', 'late_not_graded', 'not_allowed_in_state', 'reason_needed', 'value_invalid'],
    }),
    async (context, { params, body }) =>
      shown(context, (await enrolments.gradeAnswer(context, params.id, body.verdict, body.shortcomings, body.criteria)).enrolmentId),
  );
  route(
    table,
    operation({
      method: 'get',
      tag: enrolmentsTag,
      path: '/certification/grading-queue',
      summary: 'Answers that wait for a verdict',
      policy: policies.seeGradingQueue,
      response: listOf('enrolments', schemas.enrolmentRowOut),
    }),
    async (context) => ({ enrolments: (await queries.queue(context)).map(present.presentRow) }),
  );
}
