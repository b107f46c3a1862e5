import { Refusal } from '../../domain/core/errors';
import { checkPassword, parseUserName } from '../../domain/core/password';
import { accept, refuseUnlessHolds, type Invitation } from '../../domain/register/invitation';
import { linkEndsAt } from '../../domain/register/invitation-agenda';
import { grantRole } from '../../db/core/access';
import { withdrawLetters } from '../../db/core/letters';
import { holdPerson, person, type Person } from '../../db/core/people';
import { hashPassword } from '../../db/core/passwords';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { accountOf, addAccount, type Account } from '../../db/register/accounts';
import {
  invitationOfLink,
  lockInvitation,
  readInvitationFile,
  saveInvitation,
  type InvitationFile,
  type Municipality,
} from '../../db/register/invitations';
import type { Context } from '../core/context';
import type { RateLimits } from '../core/rate-limit';
import { checkCredentials, noteOn, productNames } from './account-commands';

/** Accepting hashes a password, so it is counted by where it comes from. */
const perAddress = { points: 20, seconds: 900 };

export type Accepting = Readonly<{ token: string; userName: string; password: string }>;
export type AcceptedInvitation = Readonly<{ person: Person; userName: string; municipality: Municipality; role: Invitation['role'] }>;

/**
 * Accepts an invitation: makes the account and grants the role in the municipality (`domain.md` 6.1). Whoever has an account already, from another
 * municipality, proves it with its user name and password. Outside of any transaction until everything is hashed.
 * Refuses with `not_found`, `invitation_revoked`, `invitation_used`, `invitation_expired`, `user_name_invalid`, `user_name_taken`, `password_too_short`,
 * `password_too_common`, `credentials_wrong`, `too_many_requests`.
 */
export async function acceptInvitation(
  context: Context,
  limits: RateLimits,
  { token, userName, password }: Accepting,
): Promise<AcceptedInvitation> {
  await limits.take('accept-from', perAddress, context.address);
  const link = await invitationOfLink(context.db, token);
  const seen = link && (await readInvitationFile(context.db, link.invitationId, context.receivedAt));
  if (!link || !seen) throw new Refusal('not_found');
  holds(context, seen, link.number);
  const { made, account } = await accountFor(context, limits, seen, link.number, { userName, password });
  return context.transaction(async (trx) => {
    // Somebody else may have used or revoked it while the password was hashed.
    const file = await lockInvitation(trx, link.invitationId, context.receivedAt);
    if (!file || file.invitation.personId !== account.personId || !(await holdPerson(trx, account.personId)))
      throw new Refusal('not_found');
    holds(context, file, link.number);
    const { invitation, municipality } = file;
    const at = context.receivedAt;
    if (made) {
      await addAccount(trx, account, at);
      await noteOn(context, trx, account.personId, 'accountMade');
    }
    const grant = { personId: account.personId, organisationId: municipality.organisationId, role: invitation.role };
    if (await grantRole(trx, { ...grant, by: invitation.invitedBy, at }))
      await appendTimeline(trx, {
        case: { kind: 'person', id: account.personId },
        what: 'roleGranted',
        personId: account.personId,
        actorId: invitation.invitedBy,
        effectiveAt: at,
        recordedAt: at,
        data: { role: invitation.role, organisation: municipality.code },
      });
    await withdrawLetters(trx, invitation.invitationId, ['invitation', 'invitation_reminder'], at);
    await settleTask(trx, invitation.invitationId, 'letter_refused', at);
    await saveInvitation(trx, file, accept(invitation, at), at);
    await appendTimeline(trx, {
      case: { kind: 'invitation', id: invitation.invitationId },
      what: 'invitationAccepted',
      personId: account.personId,
      actorId: account.personId,
      effectiveAt: at,
      recordedAt: at,
    });
    return { person: (await person(trx, account.personId))!, userName: account.userName, municipality, role: invitation.role };
  });
}

function holds(context: Context, { invitation, rules }: InvitationFile, number: number): void {
  refuseUnlessHolds(invitation, number, context.receivedAt, linkEndsAt(invitation, rules));
}

/** The account that accepts: the one there is, proved; or a new one, hashed and not stored yet. */
async function accountFor(
  context: Context,
  limits: RateLimits,
  { invitation: { invitationId, personId }, municipality, told }: InvitationFile,
  number: number,
  { userName, password }: Omit<Accepting, 'token'>,
): Promise<Readonly<{ made: boolean; account: Account }>> {
  if (await accountOf(context.db, personId)) {
    // It may have been made by this very link a moment ago: then the link is used, and nobody's password is wrong.
    const now = await readInvitationFile(context.db, invitationId, context.receivedAt);
    if (now) holds(context, now, number);
    return { made: false, account: await checkCredentials(context, limits, userName, password, personId) };
  }
  const name = parseUserName(userName);
  checkPassword(password, [name, told?.name ?? '', told?.email ?? '', municipality.name, ...productNames]);
  return { made: true, account: { personId, userName: name, password: await hashPassword(password) } };
}
