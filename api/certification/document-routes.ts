import { anyone } from '../../domain/core/policies';
import { seeCertificate } from '../../domain/certification/policies';
import { byId } from '../core/schemas';
import { operation } from '../core/operation';
import { Bytes, route, type RouteTable } from '../core/route';
import * as schemas from './badge-schemas';
import * as queries from './document-queries';
import { verifyLimit } from './queries';
import { certificatesTag } from './route-parts';

const tokenType = 'application/vc+jwt';

/** A certificate to take along, as PDF/UA and as Open Badge 3.0, and what anyone needs to verify a badge. */
export function documentRoutes(table: RouteTable): void {
  const taken = { method: 'get', tag: certificatesTag, policy: seeCertificate, params: byId } as const;
  const open = { method: 'get', tag: certificatesTag, policy: anyone } as const;
  route(
    table,
    operation({
      ...taken,
      path: '/certification/certificates/{id}/pdf',
      summary: 'A certificate as PDF/UA, in the language of its holder',
      responseType: 'application/pdf',
    }),
    async (context, { params }) => {
      const { number, pdf } = await queries.certificateDocument(context, params.id);
      return new Bytes(pdf, `${number}.pdf`, 'application/pdf');
    },
  );
  route(
    table,
    operation({
      ...taken,
      path: '/certification/certificates/{id}/badge',
      summary: 'A certificate as Open Badge 3.0',
      description: `With a Data Integrity proof; to \`Accept: ${tokenType}\` as a JSON Web Token.`,
      response: schemas.badgeOut,
      otherType: tokenType,
    }),
    async (context, { params, wantsOther }) => {
      if (!wantsOther) return queries.signedBadge(context, params.id);
      const { number, token } = await queries.badgeToken(context, params.id);
      return new Bytes(Buffer.from(token), `${number}.jwt`, tokenType);
    },
  );
  route(
    table,
    operation({
      ...open,
      path: '/certification/badges/issuer',
      summary: 'Who issues badges, with the key that verifies them',
      response: schemas.issuerOut,
    }),
    async (context) => queries.badgeIssuer(context),
  );
  route(
    table,
    operation({
      ...open,
      path: '/certification/badges/keys',
      summary: 'The key that verifies badges, as a JSON Web Key Set',
      response: schemas.keysOut,
    }),
    async (context) => queries.badgeKeys(context),
  );
  route(
    table,
    operation({
      ...open,
      path: '/certification/badges/achievements/{kind}',
      summary: 'What a kind of certificate says was achieved',
      params: schemas.kindParams,
      response: schemas.achievementOut,
    }),
    async (context, { params }) => Promise.resolve(queries.badgeAchievement(context, params.kind)),
  );
  route(
    table,
    operation({
      ...open,
      path: '/certification/badges/status/{purpose}',
      summary: 'The signed list of badges that do not count: revoked, or suspended because they expired or were replaced',
      params: schemas.purposeParams,
      response: schemas.statusListOut,
      codes: ['too_many_requests'],
    }),
    async (context, { params }) => {
      await table.limits.take('badge-status', verifyLimit, context.address);
      return queries.badgeStatusList(context, params.purpose);
    },
  );
}
