import { issue } from './certificates';
import { besideOutages, hasPassed, today } from './deadlines';
import { tell } from './letters';
import type { Act, Grader } from './program';
import { deadlineOf, refuse, type Enrolment, type Verdict, type World } from './state';
import { plusDays } from './time';

/** Records a verdict; with two graders it counts once two agree (`domain.md` 2.3, 2.6). */
export function grade(world: World, enrolment: Enrolment, { by, verdict }: Extract<Act, { do: 'grade' }>): void {
  if (!maySee(enrolment, by)) refuse('not_found');
  if (by === enrolment.person) refuse('own_answer');
  mayBeGraded(world, enrolment, by);
  enrolment.verdicts.push({ by, verdict });
  const agreed = agreedOn(enrolment);
  if (agreed) settle(world, enrolment, agreed);
}

/** Graders see what is to be graded or was, and their own; the rest is not there for them (`domain.md` 1.3, need to know). */
function maySee({ state, person, settled }: Enrolment, by: Grader): boolean {
  return by === person || ['submitted', 'under_grading', 'returned', 'late'].includes(state) || settled !== null;
}

/** Refuses a verdict where there is nothing to grade, or not yet, or no more: before the deadline there is nothing, whatever became of who took part (`domain.md` 7). */
function mayBeGraded(world: World, enrolment: Enrolment, by: Grader): void {
  const { state, settled, verdicts } = enrolment;
  if (state === 'late') refuse('late_not_graded');
  if (state !== 'under_grading')
    refuse(state === 'submitted' || !hasPassed(world, deadlineOf(enrolment)) ? 'round_not_closed' : 'not_allowed_in_state');
  if (!settled && !verdicts.some((given) => given.by === by)) return;
  world.coverage.took('under_grading + second verdict -> not_allowed_in_state');
  refuse('not_allowed_in_state');
}

/** The verdict that holds: the only one, or with a second grader the one that two have given. */
function agreedOn({ verdicts, rules }: Enrolment): Verdict | undefined {
  const needed = rules.secondGrader ? 2 : 1;
  return (['satisfactory', 'not_satisfactory'] as const).find(
    (verdict) => verdicts.filter((given) => given.verdict === verdict).length >= needed,
  );
}

/** What a verdict comes to: satisfactory waits for passing; otherwise it is returned while corrections are left, else failed (`domain.md` 2.3). */
function settle(world: World, enrolment: Enrolment, verdict: Verdict): void {
  const { correctionUntilOn, correctionsUsed, rules } = enrolment;
  enrolment.before.push({ correctionUntilOn, correctionsUsed });
  enrolment.settled = { verdict, on: today(world), at: world.now };
  if (verdict === 'satisfactory') {
    if (!mayPass(enrolment)) world.coverage.took('under_grading + satisfactory, unpaid -> under_grading');
    return;
  }
  if (correctionsUsed < rules.corrections) {
    world.coverage.took('under_grading + not satisfactory, corrections left -> returned');
    enrolment.state = 'returned';
    enrolment.correctionsUsed += 1;
    enrolment.correctionBaseOn = plusDays(today(world), rules.correctionDays);
    enrolment.correctionUntilOn = besideOutages(world, enrolment.correctionBaseOn);
    tell(world, enrolment, 'returned');
    return;
  }
  world.coverage.took('under_grading + not satisfactory, none left -> failed');
  enrolment.state = 'failed';
  enrolment.endedAt = world.now;
  tell(world, enrolment, 'failed');
}

/** Whether a satisfactory answer may pass: with the gate before the certificate only once paid (`domain.md` 2.3). */
export function mayPass({ state, settled, rules, payment }: Enrolment): boolean {
  if (state !== 'under_grading' || settled?.verdict !== 'satisfactory') return false;
  return rules.paymentGate !== 'before_certificate' || payment === 'paid';
}

/** Passing and issuing the certificate are one step; the issue date is the local date of the verdict (`domain.md` 2.3, 2.4). */
export function pass(world: World, enrolment: Enrolment): void {
  world.coverage.took('under_grading + satisfactory -> passed');
  enrolment.state = 'passed';
  enrolment.endedAt = enrolment.settled!.at;
  issue(world, enrolment, enrolment.settled!.on);
  tell(world, enrolment, 'passed');
}
