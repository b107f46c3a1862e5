import { hasRole, type Actor, type Grant, type Role } from '../core/actors';
import { policy, rolePolicy } from '../core/policies';

type OfMunicipality = Readonly<{ organisationId: string }>;
const worksIn = (actor: Actor, organisationId: string, ...wanted: readonly Role[]): boolean =>
  actor.grants.some((grant: Grant) => grant.organisationId === organisationId && wanted.includes(grant.role));

/** The municipalities that somebody registers for. */
export function municipalitiesOf(actor: Actor): readonly string[] {
  return [
    ...new Set(
      actor.grants
        .filter(({ role }: Grant) => role === 'municipality_admin' || role === 'municipality_user')
        .map((grant: Grant) => grant.organisationId),
    ),
  ];
}

/** Who works in the register at all; whose record it is, is asked by the policies about one municipality. */
export const useRegister = rolePolicy('municipal administrators and users', 'not_permitted', (actor) =>
  hasRole(actor, 'municipality_admin', 'municipality_user'),
);
/** Users see their own municipality only: everything else is not there (`domain.md` 6.1). */
export const seeParticipation = policy<OfMunicipality>('users of the municipality whose record it is', 'not_found', (actor, subject) =>
  worksIn(actor, subject.organisationId, 'municipality_admin', 'municipality_user'),
);
export const registerIn = policy<OfMunicipality>('users of the municipality', 'not_found', seeParticipation.holds);
export const administrate = rolePolicy('municipal administrators', 'not_permitted', (actor) => hasRole(actor, 'municipality_admin'));
/** Invites, and settles invitations, for their own municipality. */
export const manageInvitations = policy<OfMunicipality>('administrators of the municipality', 'not_found', (actor, subject) =>
  worksIn(actor, subject.organisationId, 'municipality_admin'),
);
export const submitReport = policy<OfMunicipality>('administrators of the municipality', 'not_permitted', manageInvitations.holds);
export const seeReport = policy<OfMunicipality>(
  'users of the municipality, and the directorate',
  'not_found',
  (actor, subject) => hasRole(actor, 'directorate') || seeParticipation.holds(actor, subject),
);
/** The directorate owns the register: it sees numbers, not people, unless a reason is given (`domain.md` 1.4, 6.4). */
export const directorateOnly = rolePolicy('the directorate', 'not_permitted', (actor) => hasRole(actor, 'directorate'));
export const useRegisterOrOwnIt = rolePolicy('municipal administrators and users, and the directorate', 'not_permitted', (actor) =>
  hasRole(actor, 'municipality_admin', 'municipality_user', 'directorate'),
);
