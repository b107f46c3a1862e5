import { z } from 'zod';
import * as policies from '../../domain/certification/policies';
import { byId, id } from '../core/schemas';
import { operation } from '../core/operation';
import { Bytes, route, type RouteTable } from '../core/route';
import * as enrolments from './enrolment-commands';
import * as present from './presenters';
import * as queries from './queries';
import * as schemas from './schemas';
import { enrolmentsTag, listOf } from './route-parts';

/** Handing in, and receipts. */
export function answerRoutes(table: RouteTable): void {
  const base = { tag: enrolmentsTag, params: byId, policy: policies.seeEnrolment } as const;
  route(
    table,
    operation({
      ...base,
      method: 'put',
      path: '/certification/enrolments/{id}/answer',
      summary: 'Hand in: text, files, or both; may be replaced until the deadline',
      policy: policies.actAsParticipant,
      accepts: 'files',
      body: schemas.answerBody,
      response: schemas.receiptOut,
      codes: [
        'answer_empty',
        'self_study_not_done',
        'material_not_released',
        'deadline_passed',
        'correction_window_closed',
        'already_enrolled',
        'too_large',
        'not_allowed_in_state',
      ],
    }),
    async (context, { params, body, files }) => {
      const { answer, enrolment, files: stored } = await enrolments.handIn(context, params.id, { text: body.text ?? null, files });
      return present.presentReceipt(answer, stored, enrolment.answerId);
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/enrolments/{id}/answer',
      summary: 'The answer that counts',
      response: schemas.answerOut,
    }),
    async (context, { params }) => {
      const { answer, files, text, countsId } = await queries.answerView(context, params.id);
      return { ...present.presentReceipt(answer, files, countsId), text };
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag: enrolmentsTag,
      path: '/certification/enrolments/{id}/answer/files/{fileId}',
      summary: 'A file of an answer',
      policy: policies.seeEnrolment,
      params: z.strictObject({ id, fileId: id }),
      responseType: 'application/octet-stream',
    }),
    async (context, { params }) => {
      const { file, content } = await queries.answerFileContent(context, params.id, params.fileId);
      return new Bytes(content, file.name, file.contentType);
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/enrolments/{id}/receipts',
      summary: 'Everything that was received, with number, instant and SHA-256',
      response: listOf('receipts', schemas.receiptOut),
    }),
    async (context, { params }) => {
      const { answers, files, countsId } = await queries.receiptList(context, params.id);
      return { receipts: answers.map((answer) => present.presentReceipt(answer, files, countsId)) };
    },
  );
}
