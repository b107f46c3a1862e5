import { Refusal, refuseUnless } from '../core/errors';
import { hasRole, type Actor } from '../core/actors';
import type { Enrolment, Verdict } from './enrolment';
import type { CertificationRules } from './rules';

/** One grader's verdict on one answer, as long as it stands. */
export type GivenVerdict = Readonly<{ graderId: string; verdict: Verdict }>;

/**
 * What the verdicts on one answer come to: the first decides; with a second grader two that agree do, so that a third decides between two that differ
 * (`domain.md` 2.6). `undefined` while another grader is needed.
 */
export function outcomeOf(
  given: readonly Pick<GivenVerdict, 'verdict'>[],
  { secondGrader }: Pick<CertificationRules, 'secondGrader'>,
): Verdict | undefined {
  if (secondGrader === 'off') return given[0]?.verdict;
  const agree = (verdict: Verdict): boolean => given.filter((one) => one.verdict === verdict).length >= 2;
  return (['satisfactory', 'not_satisfactory'] as const).find(agree);
}

/**
 * Whether a grader may add a verdict to those that stand: never on one's own answer, and never a second one (`domain.md` 2.3, 2.6).
 * @throws Refusal `own_answer`, `not_allowed_in_state`
 */
export function checkGrader(enrolment: Pick<Enrolment, 'personId'>, given: readonly GivenVerdict[], graderId: string): void {
  refuseUnless(graderId !== enrolment.personId, 'own_answer');
  if (given.some((one) => one.graderId === graderId)) throw new Refusal('not_allowed_in_state');
}

/** Whether a reader is not to learn whose answer it is: a grader while grading is blind, unless they run the course or it is their own (`domain.md` 2.6). */
export function isBlind(
  actor: Actor,
  enrolment: Pick<Enrolment, 'personId'>,
  { blindGrading }: Pick<CertificationRules, 'blindGrading'>,
): boolean {
  return blindGrading === 'on' && actor.personId !== enrolment.personId && !hasRole(actor, 'coordinator', 'agency');
}

/** What a file of an answer is called for whoever is not to learn whose it is: its number, and its ending. */
export function blindFileName(position: number, name: string): string {
  const ending = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0].toLowerCase() ?? '';
  return `Bilag ${position + 1}${ending}`;
}
