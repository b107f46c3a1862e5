import { parseEmail, sameEmail } from '../../domain/core/email';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { localDay } from '../../domain/core/calendar';
import { administrate, manageInvitations, municipalitiesOf } from '../../domain/register/policies';
import { allow } from '../../domain/core/policies';
import * as rule from '../../domain/register/invitation';
import type { Invitation } from '../../domain/register/invitation';
import { zone } from '../../domain/register/zone';
import { actorOf, organisations } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { withdrawLetters } from '../../db/core/letters';
import { ensurePerson } from '../../db/core/people';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import {
  insertInvitation,
  lockInvitation,
  readInvitationFile,
  registerRulesNow,
  saveInvitation,
  type InvitationFile,
  type Municipality,
  type Told,
} from '../../db/register/invitations';
import { writeInvitationLetter } from '../../letters/register/write-invitation-letter';
import { personIdOf, type Context } from '../core/context';

export type Invited = Readonly<Told & { role?: Invitation['role'] | undefined; municipality?: string | undefined }>;

const letterTemplates = ['invitation', 'invitation_reminder'] as const;

/**
 * Invites somebody to work in the register of the administrator's municipality, by a letter with a link (`domain.md` 6.1).
 * Refuses with `email_invalid`, `not_allowed_in_state` for somebody who is invited already or works there already.
 * @param wanted.municipality its number, for an administrator of several
 */
export async function invite(context: Context, wanted: Invited): Promise<InvitationFile> {
  allow(context.actor, administrate, undefined);
  const email = parseEmail(wanted.email);
  return context.transaction(async (trx) => {
    const at = context.receivedAt;
    const municipality = await municipalityOf(context, trx, wanted.municipality);
    const role = wanted.role ?? 'municipality_user';
    const personId = await invitee(trx, { ...wanted, email }, municipality, context);
    const rules = await registerRulesNow(trx, at);
    const invitation: Invitation = {
      invitationId: newId(),
      organisationId: municipality.organisationId,
      personId,
      role,
      invitedBy: personIdOf(context),
      createdAt: at,
      linkMadeAt: at,
      links: 1,
      openedAt: null,
      acceptedAt: null,
      revokedAt: null,
      expiredAt: null,
      rulesVersion: rules.version,
      rulesOn: localDay(at, zone),
      version: 1,
    };
    await insertInvitation(trx, invitation, { name: wanted.name, email, phone: wanted.phone }, rules);
    await note(context, trx, invitation, 'invited', { role, municipality: municipality.code });
    await writeInvitationLetter(trx, { invitation, municipality, rules }, { template: 'invitation', occasion: 'invited:1', at });
    return (await readInvitationFile(trx, invitation.invitationId, at))!;
  });
}

/**
 * Sends a fresh link, also when the last one ran out; every older one is dead. With an address the letter goes there from now on: whoever had the wrong one
 * is somebody else, and keeps nothing. Refuses with `not_allowed_in_state` once accepted or revoked, `email_invalid`.
 */
export async function resendInvitation(context: Context, invitationId: string, email?: string): Promise<InvitationFile> {
  const corrected = email === undefined ? undefined : parseEmail(email);
  return change(context, invitationId, async (trx, file) => {
    const at = context.receivedAt;
    // Of somebody who was erased nothing is left to write to.
    refuseUnless(file.told !== null, 'not_allowed_in_state');
    const resent = rule.resend(file.invitation, at);
    await withdrawLetters(trx, invitationId, letterTemplates, at);
    await settleTask(trx, invitationId, 'letter_refused', at);
    const told = corrected ? { ...file.told, email: corrected } : undefined;
    const moved = told && sameEmail(told.email) !== sameEmail(file.told.email);
    const after = moved ? { ...resent, personId: await invitee(trx, told, file.municipality, context) } : resent;
    await saveInvitation(trx, file, after, at, told ? { told } : {});
    await note(context, trx, after, 'invitationResent', { link: after.links, ...(moved ? { otherAddress: true } : {}) });
    await writeInvitationLetter(trx, { ...file, invitation: after }, { template: 'invitation', occasion: `invited:${after.links}`, at });
  });
}

/** Takes an invitation back; its link is dead. Refuses with `not_allowed_in_state` once it is over. */
export async function revokeInvitation(context: Context, invitationId: string): Promise<InvitationFile> {
  return change(context, invitationId, async (trx, file) => {
    const at = context.receivedAt;
    const after = rule.revoke(file.invitation, at);
    await withdrawLetters(trx, invitationId, letterTemplates, at);
    await settleTask(trx, invitationId, 'letter_refused', at);
    await saveInvitation(trx, file, after, at);
    await note(context, trx, after, 'invitationRevoked');
  });
}

/** Changes one invitation of the administrator's own municipality; any other is not there. */
async function change(
  context: Context,
  invitationId: string,
  work: (trx: Trx, file: InvitationFile) => Promise<void>,
): Promise<InvitationFile> {
  allow(context.actor, administrate, undefined);
  return context.transaction(async (trx) => {
    const file = await lockInvitation(trx, invitationId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    allow(context.actor, manageInvitations, file.invitation);
    await work(trx, file);
    return (await readInvitationFile(trx, invitationId, context.receivedAt))!;
  });
}

/** Somebody to write to. What is held already about whoever has that address stays as it is, and is told to nobody. */
async function invitee(trx: Trx, { name, email }: Told, municipality: Municipality, context: Context): Promise<string> {
  const { personId } = await ensurePerson(trx, { name, email, language: 'nb', createdAt: context.receivedAt });
  const grants = (await actorOf(trx, personId))?.grants ?? [];
  refuseUnless(!grants.some(({ organisationId }) => organisationId === municipality.organisationId), 'not_allowed_in_state', {
    email: 'works_here_already',
  });
  return personId;
}

async function municipalityOf(context: Context, trx: Trx, code: string | undefined): Promise<Municipality> {
  const own = new Set(municipalitiesOf(context.actor));
  const mine = (await organisations(trx)).filter(
    (one) => own.has(one.organisationId) && manageInvitations.holds(context.actor, one) && (code === undefined || one.code === code),
  );
  if (mine.length === 0) throw new Refusal('not_found');
  refuseUnless(mine.length === 1, 'invalid_request', { municipality: 'missing' });
  return mine[0]!;
}

async function note(
  context: Context,
  trx: Trx,
  { invitationId, personId }: Invitation,
  what: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'invitation', id: invitationId },
    what,
    personId,
    actorId: personIdOf(context),
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data,
  });
}
