import { correctEnrolments } from '../../domain/certification/policies';
import { operation } from '../core/operation';
import { Accepted, route, type RouteTable } from '../core/route';
import { byId } from '../core/schemas';
import * as commands from './correction-commands';
import * as present from './correction-presenters';
import { correctionList } from './correction-queries';
import * as schemas from './correction-schemas';
import { enrolmentsTag, listOf } from './route-parts';

/** Corrections of human mistakes (`domain.md` 2.6). */
export function correctionRoutes(table: RouteTable): void {
  const base = { tag: enrolmentsTag, policy: correctEnrolments } as const;
  const rules = ['not_allowed_in_state', 'already_enrolled', 'no_former_certificate', 'own_answer', 'email_invalid'] as const;
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/correct/preview',
      summary: 'What a correction would do; nothing is changed',
      params: byId,
      body: schemas.correctionBody,
      response: schemas.consequencesOut,
      codes: rules,
    }),
    async (context, { params, body }) => present.presentConsequences(await commands.previewCorrection(context, params.id, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/enrolments/{id}/correct',
      summary: 'Take back a wrong verdict, admission, person or import; once a certificate is out it waits for a second person',
      params: byId,
      body: schemas.correctionBody,
      response: schemas.correctedOut,
      accepts202: true,
      codes: ['reason_needed', ...rules],
    }),
    async (context, { params, body }) => {
      const corrected = await commands.correctEnrolment(context, params.id, body);
      return corrected.asked ? new Accepted(present.presentCorrected(corrected)) : present.presentCorrected(corrected);
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/corrections',
      summary: 'Corrections that wait for a second person, then those that were decided',
      response: listOf('corrections', schemas.correctionOut),
    }),
    async (context) => ({ corrections: (await correctionList(context)).map(present.presentCorrection) }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/corrections/{id}/confirm',
      summary: 'Confirm as the second person, with the consequences it has by now',
      params: byId,
      response: schemas.correctedOut,
      codes: ['second_person_needed', ...rules],
    }),
    async (context, { params }) => present.presentCorrected(await commands.confirmCorrection(context, params.id)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/corrections/{id}/withdraw',
      summary: 'Let a correction be that waits for a second person',
      params: byId,
      response: schemas.correctionOut,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => present.presentCorrection(await commands.withdrawCorrection(context, params.id)),
  );
}
