import { signedIn } from '../../domain/core/policies';
import * as policies from '../../domain/certification/policies';
import { byId } from '../core/schemas';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import * as present from './access-presenters';
import { askForAccess, consultantExport, consultantList } from './access-queries';
import * as schemas from './access-schemas';
import { registerProof, revokeCertificate } from './certificate-commands';
import { endLegacy, legacyList, registerLegacyAccess } from './legacy-commands';
import { presentCertificate } from './presenters';
import { certificateView } from './queries';
import { regionList, setDemand, setMembershipDays } from './region-commands';
import { certificatesTag, listOf, regionsTag } from './route-parts';
import { certificateOut } from './schemas';

/** Who may write in a region's database, and what that rests on. */
export function accessRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'get',
      tag: regionsTag,
      path: '/certification/access',
      summary: 'Whether a consultant may write in a region’s database, with the reasons in order',
      description: 'The decision is stored with who asked and when.',
      policy: policies.askAccess,
      query: schemas.accessQuery,
      response: schemas.accessOut,
      codes: ['unknown_region', 'unknown_person'],
    }),
    async (context, { query }) => present.presentAccess(await askForAccess(context, query)),
  );
  legacyRoutes(table);
  regionRoutes(table);
  certificateChanges(table);
}

function legacyRoutes(table: RouteTable): void {
  const base = { tag: regionsTag, policy: policies.workWithRegions } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/legacy-accesses',
      summary: 'Write accesses from before the scheme, of one region',
      query: schemas.legacyQuery,
      response: schemas.legacyListOut,
    }),
    async (context, { query: { region, ...page } }) => {
      const { accesses, next } = await legacyList(context, region, page);
      return { accesses: accesses.map(present.presentLegacy), next };
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/legacy-accesses',
      summary: 'Register a write access from before the scheme',
      body: schemas.legacyBody,
      status: 201,
      response: schemas.legacyOut,
      codes: ['unknown_region', 'unknown_person', 'legacy_after_start', 'email_invalid', 'not_allowed_in_state'],
    }),
    async (context, { body }) => present.presentLegacy(await registerLegacyAccess(context, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/legacy-accesses/{id}/end',
      summary: 'End a write access from before the scheme: it does not hold from that day on',
      params: byId,
      body: schemas.legacyEndBody,
      response: schemas.legacyOut,
      codes: ['reason_needed', 'not_allowed_in_state', 'value_invalid'],
    }),
    async (context, { params, body }) => present.presentLegacy(await endLegacy(context, params.id, body)),
  );
}

function regionRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'get',
      tag: regionsTag,
      path: '/certification/regions',
      summary: 'The regions, their days in the scheme, and from when they demand certificates',
      policy: signedIn,
      response: listOf('regions', schemas.regionOut),
    }),
    async (context) => ({ regions: (await regionList(context)).map(present.presentRegion) }),
  );
  route(
    table,
    operation({
      method: 'put',
      tag: regionsTag,
      path: '/certification/regions/{code}/demand',
      summary: 'Set from when a region demands a certificate for new assignments',
      policy: policies.workWithRegions,
      params: schemas.byCode,
      body: schemas.demandBody,
      response: schemas.regionOut,
      codes: ['reason_needed'],
    }),
    async (context, { params, body }) =>
      present.presentRegion(
        await setDemand(context, params.code, { from: body.requiresCertificateForNewAssignmentsFrom, reason: body.reason }),
      ),
  );
  route(
    table,
    operation({
      method: 'put',
      tag: regionsTag,
      path: '/certification/regions/{code}/membership',
      summary: 'Set the days of a region in the scheme, the last one included',
      policy: policies.setMembership,
      params: schemas.byCode,
      body: schemas.membershipBody,
      response: schemas.regionOut,
      codes: ['reason_needed', 'value_invalid'],
    }),
    async (context, { params, body }) => present.presentRegion(await setMembershipDays(context, params.code, body)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag: regionsTag,
      path: '/certification/regions/{code}/consultants',
      summary: 'The consultants of a region with right, basis and expiry, as of today',
      policy: policies.workWithRegions,
      params: schemas.byCode,
      query: schemas.consultantsQuery,
      response: schemas.consultantsOut,
    }),
    async (context, { params, query: { right, ...page } }) =>
      present.presentConsultants(await consultantList(context, params.code, { right }, page)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag: regionsTag,
      path: '/certification/regions/{code}/consultants.csv',
      summary: 'The same list as a file: UTF-8, semicolons',
      policy: policies.workWithRegions,
      params: schemas.byCode,
      query: schemas.exportQuery,
      responseType: 'text/csv',
    }),
    async (context, { params, query }) =>
      present.consultantFile(
        params.code,
        await consultantExport(context, params.code, query),
        present.consultantColumns,
        ({ answer }) => answer.reason,
      ),
  );
}

function certificateChanges(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag: certificatesTag,
      path: '/certification/proofs',
      summary: 'Register a course proof of Region Syddanmark as a certificate',
      policy: policies.registerProofs,
      body: schemas.proofBody,
      status: 201,
      response: certificateOut,
      codes: ['event_in_future', 'unknown_person', 'email_invalid', 'not_allowed_in_state'],
    }),
    async (context, { body: { personId, ...proof } }) => {
      const { certificateId } = await registerProof(context, { ...proof, consultant: personId });
      const { file, person } = await certificateView(context, certificateId);
      return presentCertificate(file, person, context.receivedAt);
    },
  );
  route(
    table,
    operation({
      method: 'post',
      tag: certificatesTag,
      path: '/certification/certificates/{id}/revoke',
      summary: 'Take a valid certificate back: it is not valid from today on',
      policy: policies.revokeCertificates,
      params: byId,
      body: schemas.revokeBody,
      response: certificateOut,
      codes: ['reason_needed', 'not_allowed_in_state'],
    }),
    async (context, { params, body }) => {
      await revokeCertificate(context, params.id, body.reason);
      const { file, person } = await certificateView(context, params.id);
      return presentCertificate(file, person, context.receivedAt);
    },
  );
}
