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
}>;

export function policy<T = void>(sentence: string, otherwise: Policy<T>['otherwise'], holds: Policy<T>['holds']): Policy<T> {
  return { sentence, otherwise, holds };
}

/** @throws Refusal with the policy's `otherwise` */
export function allow<T>(actor: Actor, rule: Policy<T>, subject: T): void {
  if (!rule.holds(actor, subject)) throw new Refusal(rule.otherwise);
}

export const anyone = policy('anyone, also without signing in', 'not_found', () => true);
export const signedIn = policy('whoever is signed in', 'not_found', (actor) => actor.kind === 'person');
export const agencyOnly = policy('the agency', 'not_permitted', (actor) => hasRole(actor, 'agency'));
export const staff = policy('coordinators, graders, regions and the agency', 'not_permitted', (actor) => actor.grants.length > 0);
export const themselvesOrAgency = policy<{ personId: string }>(
  'the person themselves, and the agency',
  'not_found',
  (actor, subject) => actor.personId === subject.personId || hasRole(actor, 'agency'),
);
