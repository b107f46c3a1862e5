import type { JSX } from 'preact';
import type { InvitationState } from '../../domain/register/invitation';
import { Tag, type Tone } from '../core/components';
import type { Locale } from '../core/locale';

const tones: Readonly<Record<InvitationState, Tone>> = {
  queued: 'info',
  sent: 'info',
  refused: 'danger',
  bounced: 'danger',
  opened: 'info',
  accepted: 'success',
  expired: 'warning',
  revoked: 'neutral',
};

/** How far an invitation has come, as a word. */
export function InvitationTag({ locale: { t }, state }: Readonly<{ locale: Locale; state: InvitationState }>): JSX.Element {
  return <Tag tone={tones[state]}>{t(`register.invitation.state.${state}`)}</Tag>;
}

/** Where the pages of invitations are. */
export const invitationPaths = {
  list: '/register/invitations',
  one: (invitationId: string) => `/register/invitations/${invitationId}`,
  contact: '/register/contact',
  forgot: '/password/forgot',
  signIn: '/sign-in/password',
} as const;
