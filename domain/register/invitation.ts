import type { Instant, PlainDate } from '../core/calendar';
import { Refusal, refuseUnless } from '../core/errors';

export const invitationStates = ['queued', 'sent', 'refused', 'bounced', 'opened', 'accepted', 'expired', 'revoked'] as const;
/** How far an invitation has come; the first four are the state of its letter (`domain.md` 6.1). */
export type InvitationState = (typeof invitationStates)[number];

/** An invitation to work in the register of one municipality. */
export type Invitation = Readonly<{
  invitationId: string;
  organisationId: string;
  /** Whom: somebody held, with name and address, who has no role by it until it is accepted. */
  personId: string;
  role: 'municipality_admin' | 'municipality_user';
  invitedBy: string;
  createdAt: Instant;
  /** When the link that holds was made: a resend makes another, and the old one is dead. The days count from here. */
  linkMadeAt: Instant;
  /** How many links there have been. */
  links: number;
  openedAt: Instant | null;
  acceptedAt: Instant | null;
  revokedAt: Instant | null;
  expiredAt: Instant | null;
  rulesVersion: number;
  rulesOn: PlainDate;
  version: number;
}>;

/** How far its newest letter has come. */
type LetterState = 'queued' | 'sent' | 'refused' | 'bounced' | 'withdrawn';

/** How far an invitation has come. @param letter its newest letter that was not withdrawn; none is as one that waits */
export function stateOf(invitation: Invitation, letter: LetterState | null): InvitationState {
  if (invitation.acceptedAt) return 'accepted';
  if (invitation.revokedAt) return 'revoked';
  if (invitation.expiredAt) return 'expired';
  if (invitation.openedAt) return 'opened';
  return letter === null || letter === 'withdrawn' ? 'queued' : letter;
}

/**
 * Refuses a link that does not hold, most telling reason first (`domain.md` 6.1).
 * @param number which of its links this is
 * @param endsAt from when on the link that holds no longer does
 * @throws Refusal `invitation_revoked` also for a link that a resend replaced, `invitation_used`, `invitation_expired`
 */
export function refuseUnlessHolds(invitation: Invitation, number: number, at: Instant, endsAt: Instant): void {
  if (number !== invitation.links || invitation.revokedAt) throw new Refusal('invitation_revoked');
  refuseUnless(!invitation.acceptedAt, 'invitation_used');
  // What arrived before the end is in time, also when the end was recorded meanwhile.
  refuseUnless(at < endsAt, 'invitation_expired');
}

/** The link was opened; only the first time counts. */
export function open(invitation: Invitation, at: Instant): Invitation {
  return invitation.openedAt ? invitation : { ...invitation, openedAt: at };
}

export function accept(invitation: Invitation, at: Instant): Invitation {
  return { ...invitation, openedAt: invitation.openedAt ?? at, acceptedAt: at, expiredAt: null };
}

/** A new link, from which the days count anew; the old one is dead. @throws Refusal `not_allowed_in_state` once accepted or revoked */
export function resend(invitation: Invitation, at: Instant): Invitation {
  refuseUnless(!invitation.acceptedAt && !invitation.revokedAt, 'not_allowed_in_state');
  return { ...invitation, linkMadeAt: at, links: invitation.links + 1, openedAt: null, expiredAt: null };
}

/** Takes an invitation back. @throws Refusal `not_allowed_in_state` once accepted, revoked or expired */
export function revoke(invitation: Invitation, at: Instant): Invitation {
  refuseUnless(!invitation.acceptedAt && !invitation.revokedAt && !invitation.expiredAt, 'not_allowed_in_state');
  return { ...invitation, revokedAt: at };
}

export function expire(invitation: Invitation, at: Instant): Invitation {
  return { ...invitation, expiredAt: at };
}
