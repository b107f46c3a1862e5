import { z } from 'zod';
import { anyone } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import * as policies from '../../domain/certification/policies';
import { byId, id } from '../core/schemas';
import { operation } from '../core/operation';
import { Bytes, route, type RouteTable } from '../core/route';
import * as enrolments from './enrolment-commands';
import * as present from './presenters';
import * as queries from './queries';
import * as rounds from './round-commands';
import * as schemas from './schemas';
import * as signUps from './sign-up-commands';
import { recordUses } from './use-commands';

const roundsTag = 'Rounds';
const enrolmentsTag = 'Enrolments';
const certificatesTag = 'Certificates';
const byImport = z.strictObject({ id, importId: id });
/** The place of a file in a list. A number read from a path by `coerce` would count as not required. */
const position = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .meta({ type: 'integer', minimum: 0 });
const listOf = (name: string, of: z.ZodType) => z.strictObject({ [name]: z.array(of) });

/** The API of certification (`domain.md` 2). */
export function certificationRoutes(table: RouteTable): void {
  roundRoutes(table);
  signUpRoutes(table);
  enrolmentRoutes(table);
  answerRoutes(table);
  certificateRoutes(table);
}

function roundRoutes(table: RouteTable): void {
  const base = { tag: roundsTag, policy: policies.manageRounds, response: schemas.roundOut } as const;
  const one = async (context: Parameters<typeof queries.roundView>[0], roundId: string) => {
    const { round, counts, vatPercent } = await queries.roundView(context, roundId);
    return present.presentRound(round, counts, vatPercent);
  };
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds',
      summary: 'The calendar of rounds',
      policy: policies.seeRounds,
      query: schemas.roundsQuery,
      response: listOf('rounds', schemas.roundOut),
    }),
    async (context, { query }) => ({
      rounds: (await queries.roundList(context, query)).map(({ round, counts, vatPercent }) =>
        present.presentRound(round, counts, vatPercent),
      ),
    }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds',
      summary: 'Make a round as a draft',
      body: schemas.roundBody,
      status: 201,
      codes: ['too_many_rounds', 'round_dates_order', 'not_allowed_in_state'],
    }),
    async (context, { body }) => one(context, (await rounds.createRound(context, body)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}',
      summary: 'One round',
      policy: policies.seeRounds,
      params: byId,
    }),
    async (context, { params }) => one(context, params.id),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: '/certification/rounds/{id}',
      summary: 'Change a draft, or move the deadline of a published round',
      params: byId,
      body: schemas.roundChange,
      ifMatch: true,
      codes: ['changed_by_other', 'deadline_not_later', 'deadline_passed', 'round_dates_order', 'not_allowed_in_state', 'if_match_missing'],
    }),
    async (context, { params, body, version }) =>
      context.transaction(async (trx) => {
        const within = { ...context, db: trx, transaction: <T>(work: (t: typeof trx) => Promise<T>) => work(trx) };
        await rounds.changeRound(within, params.id, version!, body);
        return one(within, params.id);
      }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/publish',
      summary: 'Publish a draft',
      params: byId,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => one(context, (await rounds.publishRound(context, params.id)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'put',
      path: '/certification/rounds/{id}/material',
      summary: 'Upload the material',
      params: byId,
      accepts: 'files',
      codes: ['answer_empty', 'not_allowed_in_state', 'too_large'],
    }),
    async (context, { params, files }) => one(context, (await rounds.uploadMaterial(context, params.id, files)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}/material',
      summary: 'The files of the material',
      policy: policies.seeRounds,
      params: byId,
      response: schemas.materialOut,
      codes: ['material_not_released'],
    }),
    async (context, { params }) => ({
      files: (await queries.roundMaterial(context, params.id)).map(({ position, name, contentType, size, sha256 }) => ({
        position,
        name,
        contentType,
        size,
        sha256: sha256.toString('hex'),
      })),
    }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag: roundsTag,
      path: '/certification/rounds/{id}/material/{position}',
      summary: 'One file of the material',
      policy: policies.seeRounds,
      params: z.strictObject({ id, position }),
      responseType: 'application/octet-stream',
      codes: ['material_not_released'],
    }),
    async (context, { params }) => {
      const { file, content } = await queries.materialFile(context, params.id, params.position);
      return new Bytes(content, file.name, file.contentType);
    },
  );
}

function signUpRoutes(table: RouteTable): void {
  const base = { tag: enrolmentsTag, policy: policies.manageRounds } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}/enrolments',
      summary: 'The enrolments of a round',
      params: byId,
      query: schemas.enrolmentsQuery,
      response: schemas.enrolmentListOut,
    }),
    async (context, { params, query }) => {
      const { enrolments: found, next } = await queries.enrolmentList(context, params.id, query.state ? [query.state] : undefined, query);
      return { enrolments: found.map(present.presentRow), next };
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/enrolments',
      summary: 'Sign somebody up',
      params: byId,
      body: schemas.signUpBody,
      status: 201,
      response: schemas.enrolmentOut,
      codes: ['round_not_open', 'already_enrolled', 'no_former_certificate', 'email_invalid', 'cpr_format', 'cpr_date'],
    }),
    async (context, { params, body }) => {
      const enrolment = await signUps.signUp(context, params.id, body);
      return present.presentEnrolment(await queries.enrolmentView(context, enrolment.enrolmentId));
    },
  );
  const presentImport = ({ read, verdicts }: signUps.ImportPreview) => {
    const accepted = verdicts.filter((verdict) => verdict === 'known_person' || verdict === 'new_person').length;
    return {
      id: read.importId,
      roundId: read.roundId,
      lines: read.lines.map(({ line, name, email, employer, kind }, at) => ({ line, name, email, employer, kind, verdict: verdicts[at]! })),
      accepted,
      refused: verdicts.length - accepted,
      legacyEncoding: read.legacyEncoding,
      confirmedAt: read.confirmedAt,
      result: read.result,
    };
  };
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/enrolments/import',
      summary: 'Read a CSV file of sign-ups and judge each line; nothing happens until it is confirmed',
      params: byId,
      accepts: 'csv',
      status: 201,
      response: schemas.importOut,
      codes: ['csv_header', 'csv_encoding', 'too_large', 'round_not_open', 'unsupported_content_type'],
    }),
    async (context, { params, bytes }) => presentImport(await signUps.previewImport(context, params.id, bytes)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}/enrolments/import/{importId}',
      summary: 'The preview of an import',
      params: byImport,
      response: schemas.importOut,
    }),
    async (context, { params }) => presentImport(await signUps.readImport(context, params.id, params.importId)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/enrolments/import/{importId}/confirm',
      summary: 'Sign up every good line of an import',
      params: byImport,
      response: z.strictObject({ signedUp: z.int(), skipped: z.int() }),
      codes: ['import_confirmed', 'round_not_open'],
    }),
    async (context, { params }) => signUps.confirmSignUps(context, params.id, params.importId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/admit',
      summary: 'Admit everybody who waits for it',
      params: byId,
      response: schemas.admitAllOut,
    }),
    async (context, { params }) => enrolments.admitAll(context, params.id),
  );
}

function enrolmentRoutes(table: RouteTable): void {
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
      codes: ['own_answer', 'round_not_closed', 'late_not_graded', 'not_allowed_in_state', 'reason_needed'],
    }),
    async (context, { params, body }) =>
      shown(context, (await enrolments.gradeAnswer(context, params.id, body.verdict, body.shortcomings)).enrolmentId),
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

function answerRoutes(table: RouteTable): void {
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
        'too_large',
        'not_allowed_in_state',
      ],
    }),
    async (context, { params, body, files }) => {
      const { answer, enrolment } = await enrolments.handIn(context, params.id, { text: body.text ?? null, files });
      const { files: stored } = await queries.receipts(context, params.id);
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
      const { answers, files, countsId } = await queries.receipts(context, params.id);
      return { receipts: answers.map((answer) => present.presentReceipt(answer, files, countsId)) };
    },
  );
}

function certificateRoutes(table: RouteTable): void {
  const base = { tag: certificatesTag, policy: policies.seeCertificate } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/certificates',
      summary: 'The certificates of a person',
      query: z.strictObject({ person: id }),
      response: listOf('certificates', schemas.certificateOut),
    }),
    async (context, { query }) => ({
      certificates: (await queries.certificateList(context, query.person)).map(({ file, person }) =>
        present.presentCertificate(file, person, context.receivedAt),
      ),
    }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/certificates/{id}',
      summary: 'One certificate with what happens next',
      params: byId,
      response: schemas.certificateOut,
    }),
    async (context, { params }) => {
      const { file, person } = await queries.certificateView(context, params.id);
      return present.presentCertificate(file, person, context.receivedAt);
    },
  );
  route(
    table,
    operation({
      method: 'post',
      tag: certificatesTag,
      path: '/certification/uses',
      summary: 'Report that certificates were used: one, or a list of up to 1,000 with a verdict per row',
      policy: policies.reportUses,
      body: schemas.usesBody,
      response: schemas.usesOut,
      codes: [
        'offset_missing',
        'event_in_future',
        'event_before_issue',
        'event_id_conflict',
        'no_certificate',
        'unknown_person',
        'unknown_region',
        'region_not_in_scheme',
        'too_large',
      ],
    }),
    async (context, { body }) => {
      const verdicts = await recordUses(context, Array.isArray(body) ? body : [body]);
      if (Array.isArray(body)) return { verdicts: verdicts.map(({ eventId, verdict }) => ({ eventId, verdict })) };
      const only = verdicts[0]!;
      if (['counted', 'duplicate', 'after_expiry', 'not_counted'].includes(only.verdict))
        return { eventId: only.eventId, verdict: only.verdict };
      throw new Refusal(only.verdict as Refusal['code'], only.fields ? { fields: only.fields } : {});
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag: certificatesTag,
      path: '/verify/{number}',
      summary: 'Whether a certificate is valid: for anyone, no more than name and status',
      policy: anyone,
      params: z.strictObject({ number: z.string().max(40) }),
      response: schemas.verifyOut,
      codes: ['too_many_requests'],
    }),
    async (context, { params }) => {
      await table.limits.take('verify', queries.verifyLimit, context.address);
      return queries.verification(context, params.number);
    },
  );
}
