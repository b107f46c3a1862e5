import { z } from 'zod';
import { anyone } from '../../domain/core/policies';
import { administrate } from '../../domain/register/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { byId } from '../core/schemas';
import { tokenFor } from './account-commands';
import { acceptInvitation } from './accept-commands';
import { invite, resendInvitation, revokeInvitation } from './invitation-commands';
import { presentContact, presentInvitation } from './invitation-presenters';
import { invitations, whomToAsk } from './invitation-queries';
import { acceptBody, acceptedOut, contactOut, invitationOut, inviteBody, resendBody } from './invitation-schemas';

const tag = 'Register: invitations';

/** Inviting colleagues to the register, and accepting (`domain.md` 6.1). */
export function invitationRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/invitations',
      summary: 'Invite somebody to the register of your municipality',
      description: 'Name, e-mail and work phone are all needed. They make their own account by the link in the letter.',
      policy: administrate,
      body: inviteBody,
      status: 201,
      response: invitationOut,
      codes: ['email_invalid', 'not_allowed_in_state'],
    }),
    async (context, { body }) => presentInvitation(await invite(context, body)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/register/invitations',
      summary: 'The invitations to your municipality and how far each has come, newest first',
      policy: administrate,
      response: z.strictObject({ invitations: z.array(invitationOut) }),
    }),
    async (context) => ({ invitations: (await invitations(context)).map(presentInvitation) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/invitations/{id}/resend',
      summary: 'Send a fresh link, also after it ran out or to another address; the old one is dead',
      policy: administrate,
      params: byId,
      body: resendBody,
      response: invitationOut,
      codes: ['email_invalid', 'not_allowed_in_state'],
    }),
    async (context, { params, body }) => presentInvitation(await resendInvitation(context, params.id, body?.email)),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/invitations/{id}/revoke',
      summary: 'Take an invitation back; its link is dead',
      policy: administrate,
      params: byId,
      response: invitationOut,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => presentInvitation(await revokeInvitation(context, params.id)),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/invitations/accept',
      summary: 'Accept an invitation: make the account, get the role, be signed in',
      description: 'The answer holds a token that is good for a day. Whoever has an account already gives its user name and password.',
      policy: anyone,
      body: acceptBody,
      status: 201,
      response: acceptedOut,
      codes: [
        'invitation_revoked',
        'invitation_used',
        'invitation_expired',
        'user_name_invalid',
        'user_name_taken',
        'password_too_short',
        'password_too_common',
        'credentials_wrong',
        'too_many_requests',
      ],
    }),
    async (context, { body }) => {
      const { person, userName, municipality, role } = await acceptInvitation(context, table.limits, body);
      const token = await tokenFor(context, person);
      return { userName, municipality: { code: municipality.code, name: municipality.name }, role, token };
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/register/contact',
      summary: 'Whom to ask: the directorate, and for municipal users their administrators',
      policy: anyone,
      response: contactOut,
    }),
    async (context) => presentContact(await whomToAsk(context)),
  );
}
