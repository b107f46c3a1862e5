import type { Act, Day } from './program';
import { renew, tell } from './letters';
import { deadlineOf, refuse, type Enrolment, type Outage, type Round, type World } from './state';
import { later, localDay, passedFrom, plusDays, workingDaysBefore } from './time';

/** The days of a round that follow from its deadline unless they are named. */
export type Dates = Readonly<{ signUpOpensOn: Day; materialOn: Day; deadlineOn: Day }>;

/** Dates that follow from a deadline. The book has none for when sign-up opens and material is due out: 12 and 6 weeks before it, as the product says. */
export function datesFrom(deadlineOn: Day): Dates {
  return { signUpOpensOn: plusDays(deadlineOn, -84), materialOn: plusDays(deadlineOn, -42), deadlineOn };
}

/** The last day of sign-up: so many working days before the deadline (`domain.md` 2.2). */
export function signUpClosesOn(round: Round): Day {
  return workingDaysBefore(round.deadlineOn, round.signUpClosesWorkingDays);
}

/** Grading should be done three weeks after the deadline (`domain.md` 2.2). */
export function gradingTargetOn({ deadlineOn }: Round): Day {
  return plusDays(deadlineOn, 21);
}

/** Whether a day has passed. */
export function hasPassed(world: World, day: Day): boolean {
  return world.now >= passedFrom(day);
}

/**
 * Where a set of outages leaves a deadline that was set to a day: of several deadlines the latest holds (`domain.md` 2.6), so outages of one day move it once,
 * by the longest, and a deadline so moved may meet others on its new day.
 */
export function moved(day: Day, outages: readonly Outage[]): Day {
  const over = outages.filter(({ firstOn, lastOn }) => firstOn <= day && day <= lastOn);
  const rest = outages.filter((outage) => !over.includes(outage));
  return over.map(({ days }) => moved(plusDays(day, days), rest)).reduce((one, other) => later(one, other), day);
}

/** A deadline that somebody sets now, as the known outages leave it. */
export function besideOutages(world: World, day: Day): Day {
  return moved(day, world.outages);
}

/** Changes deadlines and lets what hangs on them follow: reminders begin anew, and who still may answer is told (`domain.md` 2.2, 2.6). */
export function changeDeadlines(world: World, change: () => void): void {
  const before = world.enrolments.map((enrolment) => deadlineOf(enrolment));
  change();
  world.enrolments.forEach((enrolment, at) => {
    if (deadlineOf(enrolment) === before[at]) return;
    enrolment.dutySince = world.now;
    renew(world, enrolment);
    if (['requested', 'studying', 'task_open', 'submitted'].includes(enrolment.state)) tell(world, enrolment, 'deadline_moved');
  });
}

/** Moves the deadline of a round: only later, and only before it has passed (`domain.md` 2.2). */
export function moveDeadline(world: World, round: Round, { to }: Extract<Act, { do: 'moveDeadline' }>): void {
  if (round.state === 'cancelled' || round.state === 'completed') refuse('not_allowed_in_state');
  if (round.state === 'draft' && !round.publishedAt) {
    // Nobody was promised anything: the dates follow, whichever way.
    Object.assign(round, datesFrom(to), { baseOn: to, deadlineOn: besideOutages(world, to) });
    return;
  }
  if (hasPassed(world, round.deadlineOn)) refuse('deadline_passed');
  if (to <= round.deadlineOn) refuse('deadline_not_later');
  changeDeadlines(world, () => {
    round.baseOn = to;
    round.deadlineOn = besideOutages(world, to);
  });
}

/** Gives one enrolment a later deadline of its own, before its present one has passed (`domain.md` 2.6). */
export function extend(world: World, enrolment: Enrolment, { to }: Extract<Act, { do: 'extend' }>): void {
  if (enrolment.state === 'withdrawn' && enrolment.cause !== 'not_admitted') refuse('not_allowed_in_state');
  if (hasPassed(world, deadlineOf(enrolment))) refuse('deadline_passed');
  if (!['requested', 'studying', 'task_open', 'submitted'].includes(enrolment.state)) refuse('not_allowed_in_state');
  if (to <= deadlineOf(enrolment)) refuse('deadline_not_later');
  changeDeadlines(world, () => {
    enrolment.ownBaseOn = to;
    enrolment.ownDeadlineOn = besideOutages(world, to);
  });
}

/** The local day of now. */
export function today(world: World): Day {
  return localDay(world.now);
}
