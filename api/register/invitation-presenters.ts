import type { InvitationFile } from '../../db/register/invitations';
import type { WhomToAsk } from './invitation-queries';

export const presentInvitation = ({ invitation, municipality, told, state, lastDayOn }: InvitationFile) => ({
  id: invitation.invitationId,
  municipality: { code: municipality.code, name: municipality.name },
  name: told?.name ?? null,
  email: told?.email ?? null,
  phone: told?.phone ?? null,
  role: invitation.role,
  state,
  invitedAt: invitation.createdAt,
  linkMadeAt: invitation.linkMadeAt,
  links: invitation.links,
  lastDayOn,
  openedAt: invitation.openedAt,
  acceptedAt: invitation.acceptedAt,
  version: invitation.version,
});

export const presentContact = ({ contact, municipalities }: WhomToAsk) => ({
  contact,
  municipalities: municipalities.map(({ name, people }) => ({
    name,
    administrators: people.map((one) => ({ name: one.name, email: one.email })),
  })),
});
