import { z } from 'zod';
import * as policies from '../../domain/certification/policies';
import { byId, id } from '../core/schemas';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import * as enrolments from './enrolment-commands';
import * as present from './presenters';
import * as queries from './queries';
import * as schemas from './schemas';
import * as signUps from './sign-up-commands';
import { enrolmentsTag } from './route-parts';

const byImport = z.strictObject({ id, importId: id });

/** Sign-ups, one by one and by file. */
export function signUpRoutes(table: RouteTable): void {
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
