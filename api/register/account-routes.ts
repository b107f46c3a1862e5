import { z } from 'zod';
import { anyone } from '../../domain/core/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { resetPassword, sendPasswordReset, tokenByPassword } from './account-commands';
import { forgotBody, resetBody, signInBody } from './invitation-schemas';

const tag = 'Account';

/** Signing in by user name and password, and a new password by mail. */
export function passwordRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/sign-in/password',
      summary: 'A token that holds a day, for user name and password',
      policy: anyone,
      body: signInBody,
      response: z.strictObject({ token: z.string() }),
      codes: ['credentials_wrong', 'too_many_requests'],
    }),
    async (context, { body }) => ({ token: await tokenByPassword(context, table.limits, body.userName, body.password) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/sign-in/password/forgot',
      summary: 'Mail a link for a new password; the same answer whether there is an account or not',
      policy: anyone,
      body: forgotBody,
      status: 202,
      response: z.strictObject({ accepted: z.literal(true) }),
      codes: ['too_many_requests'],
    }),
    async (context, { body }) => {
      await sendPasswordReset(context, table.limits, body.userName);
      return { accepted: true as const };
    },
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/sign-in/password/reset',
      summary: 'Set a new password by the mailed link; ends all sessions and tokens',
      policy: anyone,
      body: resetBody,
      status: 204,
      codes: ['link_expired', 'password_too_short', 'password_too_common'],
    }),
    async (context, { body }) => {
      await resetPassword(context, body.token, body.password);
      return undefined;
    },
  );
}
