import { hasRole, type Actor } from './actors';
import { Refusal } from './errors';

/**
 * Who may do one thing, as a sentence that can be read aloud. What somebody may not even see is answered 404, what they see but may not do 403
 * (`domain.md` 1.3). Denied is the default: a route without a policy does not start.
 */
export type Policy<T = void> = Readonly<{
  sentence: string;
  otherwise: 'not_found' | 'not_permitted';
  holds: (actor: Actor, subject: T) => boolean;
  /** It asks for roles alone, so that it can be checked before anything of a request is read. */
  byRole: boolean;
}>;

/** A policy about one subject: whose enrolment, whose certificate. */
export function policy<T>(sentence: string, otherwise: Policy<T>['otherwise'], holds: Policy<T>['holds']): Policy<T> {
  return { sentence, otherwise, holds, byRole: false };
}

/** A policy about who asks, whatever it is about. */
export function rolePolicy(sentence: string, otherwise: Policy['otherwise'], holds: (actor: Actor) => boolean): Policy {
  return { sentence, otherwise, holds, byRole: true };
}

/** @throws Refusal with the policy's `otherwise` */
export function allow<T>(actor: Actor, rule: Policy<T>, subject: T): void {
  if (!rule.holds(actor, subject)) throw new Refusal(rule.otherwise);
}

export const anyone = rolePolicy('anyone, also without signing in', 'not_found', () => true);
export const signedIn = rolePolicy('whoever is signed in', 'not_found', (actor) => actor.kind === 'person');
export const setRules = rolePolicy('the agency, and the directorate for its register', 'not_permitted', (actor) =>
  hasRole(actor, 'agency', 'directorate'),
);
export const agencyOnly = rolePolicy('the agency', 'not_permitted', (actor) => hasRole(actor, 'agency'));
export const staff = rolePolicy('coordinators, graders, regions and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'coordinator', 'grader', 'region', 'agency'),
);
export const seeLetters = rolePolicy('coordinators and the agency', 'not_permitted', (actor) => hasRole(actor, 'coordinator', 'agency'));

/** Cases of the register of participants. Its municipalities and its directorate are another authority than those who run courses. */
export const registerCases: readonly string[] = ['invitation', 'participation', 'name-lookup', 'yearly-report'];

/** The kinds of cases whose letters somebody who sees letters does not see: coordinators those of the register. */
export function lettersHiddenFrom(actor: Actor): readonly string[] {
  return hasRole(actor, 'agency') ? [] : registerCases;
}

/** Whoever has a role signs in by their address to more than their own data. */
export const correctAddressOf = policy<{ holdsRole: boolean }>(
  'the agency, and coordinators for people without a role',
  'not_permitted',
  (actor, subject) => hasRole(actor, 'agency') || (hasRole(actor, 'coordinator') && !subject.holdsRole),
);
export const themselvesOrAgency = policy<{ personId: string }>(
  'the person themselves, and the agency',
  'not_found',
  (actor, subject) => actor.personId === subject.personId || hasRole(actor, 'agency'),
);
