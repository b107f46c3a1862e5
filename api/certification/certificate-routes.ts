import { z } from 'zod';
import { anyone } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import * as policies from '../../domain/certification/policies';
import { byId, line } from '../core/schemas';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import * as present from './presenters';
import * as queries from './queries';
import * as schemas from './schemas';
import { recordUses } from './use-commands';
import { recordUseStream } from './use-stream';
import { certificatesTag, listOf } from './route-parts';

/** Certificates, their uses, and verifying. */
export function certificateRoutes(table: RouteTable): void {
  const base = { tag: certificatesTag, policy: policies.seeCertificate } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/certificates',
      summary: 'The certificates of a person',
      query: z.strictObject({ person: line(60).describe('A person id, or the number of one of their certificates') }),
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
      summary: 'Report that certificates were used: one, a list of up to 1,000, or NDJSON of any length; a verdict per row',
      policy: policies.reportUses,
      body: schemas.usesBody,
      rows: { each: schemas.useBody, answer: schemas.useOut },
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
    recordUseStream,
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
