/** What people may be in the product (`domain.md` 1.4). Everybody held may be a participant; that needs no grant. */
export const roles = ['coordinator', 'grader', 'region', 'agency', 'municipality_admin', 'municipality_user', 'directorate'] as const;
export type Role = (typeof roles)[number];

export const organisationKinds = ['provider', 'region', 'agency', 'municipality', 'directorate'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** Which kind of organisation a role belongs to. */
export const organisationOf: Record<Role, OrganisationKind> = {
  coordinator: 'provider',
  grader: 'provider',
  region: 'region',
  agency: 'agency',
  municipality_admin: 'municipality',
  municipality_user: 'municipality',
  directorate: 'directorate',
};

export type Grant = Readonly<{ role: Role; organisationId: string; organisationCode: string }>;

/** Who acts: a person with roles, or the product itself (a story, a process). */
export type Actor = Readonly<
  { kind: 'person'; personId: string; grants: readonly Grant[] } | { kind: 'system'; personId: null; grants: readonly never[] }
>;

export const system: Actor = { kind: 'system', personId: null, grants: [] };

export function hasRole(actor: Actor, ...wanted: readonly Role[]): boolean {
  return actor.grants.some((grant: Grant) => wanted.includes(grant.role));
}

const registerRoles: ReadonlySet<Role> = new Set(['municipality_admin', 'municipality_user', 'directorate']);
/** Whether somebody works in the register of participants and nowhere else. */
export function inRegisterAlone(actor: Actor): boolean {
  return actor.grants.length > 0 && actor.grants.every(({ role }: Grant) => registerRoles.has(role));
}
