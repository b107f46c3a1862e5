import type { Instant } from '../../domain/core/calendar';
import { lastDayOf } from '../../domain/register/invitation-agenda';
import type { Invitation } from '../../domain/register/invitation';
import type { RegisterRules } from '../../domain/register/rules';
import { zone } from '../../domain/register/zone';
import type { Trx } from '../../db/core/transaction';
import { addInvitationLink, type Municipality } from '../../db/register/invitations';
import { formatDay } from '../core/format';
import { writeLetter } from '../core/write-letter';

export type AboutInvitation = Readonly<{ invitation: Invitation; municipality: Municipality; rules: RegisterRules }>;

/** Writes to whoever is invited. Each letter brings a link of its own, for none that was told is stored; all of one number hold as long. */
export async function writeInvitationLetter(
  trx: Trx,
  { invitation, municipality, rules }: AboutInvitation,
  letter: Readonly<{ template: 'invitation' | 'invitation_reminder'; occasion: string; at: Instant }>,
): Promise<void> {
  const secret = await addInvitationLink(trx, invitation);
  await writeLetter(trx, {
    case: { kind: 'invitation', id: invitation.invitationId },
    personId: invitation.personId,
    occasion: letter.occasion,
    template: letter.template,
    values: (language) => ({ municipality: municipality.name, lastDay: formatDay(language, lastDayOf(invitation, rules)) }),
    path: `/invitation/${secret}`,
    contact: rules.contact,
    at: letter.at,
    when: { hours: rules.messageHours, zone },
  });
}
