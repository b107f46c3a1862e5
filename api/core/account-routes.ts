import { z } from 'zod';
import { anyone, signedIn } from '../../domain/core/policies';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { byId, id, instantOut, line } from './schemas';
import * as signIn from './sign-in-commands';
import { myTasks } from './task-queries';
import { grantOut, personOut, presentPerson } from './route-parts';

const tokenOut = z.strictObject({ id, label: z.string(), createdAt: instantOut, expiresAt: instantOut, revokedAt: instantOut.nullable() });

/** Signing in, one's own account, tokens and tasks. */
export function accountRoutes(table: RouteTable): void {
  const tag = 'Account';
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/sign-in/links',
      summary: 'Mail a one-time link for signing in; the same answer whether the address is known or not',
      policy: anyone,
      body: z.strictObject({ email: z.string().max(400) }),
      status: 202,
      response: z.strictObject({ accepted: z.literal(true) }),
      codes: ['too_many_requests'],
    }),
    async (context, { body }) => {
      await signIn.sendSignInLink(context, table.limits, body.email);
      return { accepted: true as const };
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/me',
      summary: 'Who is signed in, with roles',
      policy: signedIn,
      response: personOut.extend({ roles: z.array(grantOut) }),
    }),
    async (context) => ({ ...presentPerson(await signIn.me(context)), roles: [...context.actor.grants] }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/me/tokens',
      summary: 'Your API tokens',
      policy: signedIn,
      response: z.strictObject({ tokens: z.array(tokenOut) }),
    }),
    async (context) => ({
      tokens: (await signIn.myTokens(context)).map(({ tokenId, ...one }) => ({ id: tokenId, ...one })),
    }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/me/tokens',
      summary: 'Make an API token; it is shown this once',
      policy: signedIn,
      body: z.strictObject({ label: line(100) }),
      status: 201,
      response: z.strictObject({ id, token: z.string() }),
    }),
    async (context, { body }) => {
      const { tokenId, token } = await signIn.createToken(context, body.label);
      return { id: tokenId, token };
    },
  );
  route(
    table,
    operation({ method: 'delete', tag, path: '/me/tokens/{id}', summary: 'End an API token', policy: signedIn, params: byId, status: 204 }),
    async (context, { params }) => {
      await signIn.endToken(context, params.id);
      return undefined;
    },
  );
  const taskOut = z.strictObject({
    id,
    caseKind: z.string(),
    caseId: id,
    role: z.string(),
    what: z.string(),
    data: z.record(z.string(), z.unknown()),
    since: instantOut,
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/tasks',
      summary: 'What needs somebody of your roles',
      policy: signedIn,
      response: z.strictObject({ tasks: z.array(taskOut) }),
    }),
    async (context) => ({
      tasks: (await myTasks(context)).map(({ taskId, ...task }) => ({ id: taskId, ...task })),
    }),
  );
}
