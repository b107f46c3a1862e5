import { z } from 'zod';
import { roles } from '../../domain/core/actors';
import { agencyOnly, staff, themselvesOrAgency } from '../../domain/core/policies';
import { operation } from './operation';
import * as people from './people-commands';
import { route, type RouteTable } from './route';
import { byId, id, line, reason } from './schemas';
import { grantOut, personOut, presentPerson } from './route-parts';

/** People, their roles, erasing. */
export function peopleRoutes(table: RouteTable): void {
  const tag = 'People';
  const base = { tag, policy: agencyOnly } as const;
  const staffOut = z.strictObject({
    id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    roles: z.array(grantOut.extend({ organisationName: z.string() })),
  });
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people/search',
      summary: 'People with roles, or those whose name or address begins like `q`',
      body: z.strictObject({ q: z.string().trim().max(200).optional() }),
      response: z.strictObject({ people: z.array(staffOut) }),
    }),
    async (context, { body }) => ({
      people: (await people.peopleList(context, body.q || null)).map(({ personId, grants, ...one }) => ({
        id: personId,
        ...one,
        roles: [...grants],
      })),
    }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people',
      summary: 'Add a person',
      body: z.strictObject({ name: line(200), email: z.string().max(400), employer: line(200).optional() }),
      status: 201,
      response: personOut,
      codes: ['email_invalid'],
    }),
    async (context, { body }) => presentPerson(await people.addPerson(context, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/people/{id}',
      summary: 'One person',
      policy: themselvesOrAgency,
      params: byId,
      response: personOut,
    }),
    async (context, { params }) => presentPerson((await people.personView(context, params.id)).person),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: '/people/{id}',
      summary: 'Correct name, address, employer or language',
      policy: themselvesOrAgency,
      params: byId,
      ifMatch: true,
      body: z
        .strictObject({ name: line(200), email: z.string().max(400), employer: line(200), language: z.enum(['da', 'nb', 'en']) })
        .partial(),
      response: personOut,
      codes: ['changed_by_other', 'email_invalid', 'if_match_missing'],
    }),
    async (context, { params, body, version }) => presentPerson(await people.changePerson(context, params.id, version!, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people/{id}/erase',
      summary: 'Erase a person: what is sealed with their key is never read again',
      params: byId,
      body: z.strictObject({ reason }),
      status: 204,
      codes: ['reason_needed'],
    }),
    async (context, { params, body }) => {
      await people.erase(context, params.id, body.reason);
      return undefined;
    },
  );
  const organisationOut = z.strictObject({ id, kind: z.string(), code: z.string(), name: z.string() });
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/organisations',
      summary: 'The organisations',
      policy: staff,
      response: z.strictObject({ organisations: z.array(organisationOut) }),
    }),
    async (context) => ({
      organisations: (await people.organisationList(context)).map(({ organisationId, ...one }) => ({ id: organisationId, ...one })),
    }),
  );
  const roleBody = z.strictObject({ role: z.enum(roles), organisationId: id });
  for (const [verb, path, act] of [
    ['Grant a role', '/people/{id}/roles', people.addRole],
    ['Take a role away', '/people/{id}/roles/end', people.removeRole],
  ] as const)
    route(
      table,
      operation({
        ...base,
        method: 'post',
        path,
        summary: verb,
        params: byId,
        body: roleBody,
        status: 204,
        codes: ['value_invalid', 'not_allowed_in_state'],
      }),
      async (context, { params, body }) => {
        await act(context, { personId: params.id, ...body });
        return undefined;
      },
    );
}
