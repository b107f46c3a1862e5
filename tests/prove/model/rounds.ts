import { besideOutages, datesFrom, signUpClosesOn, today, type Dates } from './deadlines';
import { tell } from './letters';
import type { Act, Day } from './program';
import { valueNow } from './rules';
import { refuse, type Round, type World } from './state';
import { dayOf } from './time';

/** The deadline of a round by its place in the year (`domain.md` 2.2); a fifth one has that of the first. */
function defaultDeadline(year: number, number: number): Day {
  return dayOf(year, 3 * (number <= 4 ? number : 1) - 1, 15);
}

/** Adds a round in `draft`. */
function add(world: World, year: number, number: number, dates: Dates): void {
  const round: Round = {
    ref: world.rounds.length,
    year,
    number,
    state: 'draft',
    ...dates,
    baseOn: dates.deadlineOn,
    signUpClosesWorkingDays: valueNow(world, 'jar.signUpClosesWorkingDays'),
    publishedAt: null,
    uploadedAt: null,
    released: false,
  };
  if (round.signUpOpensOn > signUpClosesOn(round) || round.materialOn > round.deadlineOn) refuse('round_dates_order');
  round.deadlineOn = besideOutages(world, round.deadlineOn);
  world.rounds.push(round);
}

/** Makes a round: no more of a year than `roundsPerYear`, and each number once (`domain.md` 2.2). */
export function createRound(world: World, act: Extract<Act, { do: 'createRound' }>): void {
  const ofYear = world.rounds.filter(({ year, state }) => year === act.year && state !== 'cancelled');
  const most = valueNow(world, 'jar.roundsPerYear');
  if (act.number > most || ofYear.length >= most) refuse('too_many_rounds');
  if (ofYear.some(({ number }) => number === act.number)) refuse('not_allowed_in_state');
  const dates = datesFrom(act.deadlineOn ?? defaultDeadline(act.year, act.number));
  add(world, act.year, act.number, {
    signUpOpensOn: act.signUpOpensOn ?? dates.signUpOpensOn,
    materialOn: act.materialOn ?? dates.materialOn,
    deadlineOn: dates.deadlineOn,
  });
}

/** On 1 October the rounds of the coming year that are missing are made as drafts, in order of number. */
export function draftRounds(world: World): void {
  const year = world.draftsFor;
  world.draftsFor += 1;
  for (let number = 1; number <= Math.min(4, valueNow(world, 'jar.roundsPerYear')); number += 1) {
    const isThere = world.rounds.some((round) => round.year === year && round.number === number);
    if (!isThere) add(world, year, number, datesFrom(defaultDeadline(year, number)));
  }
}

/** Lets a draft open on the date sign-up opens; a past date opens at once (`domain.md` 2.2). */
export function publish(world: World, round: Round): void {
  if (round.state !== 'draft' || round.publishedAt) refuse('not_allowed_in_state');
  round.publishedAt = world.now;
  if (round.signUpOpensOn <= today(world)) round.state = 'open';
}

/** Uploads the material; on or after its day it is then out (`domain.md` 2.2). */
export function uploadMaterial(world: World, round: Round): void {
  if (round.state !== 'draft' && round.state !== 'open' && round.state !== 'running') refuse('not_allowed_in_state');
  round.uploadedAt ??= world.now;
}

/** Cancels a round; who has not come to grading is withdrawn from it and told (`domain.md` 2.2, 2.3). */
export function cancelRound(world: World, round: Round): void {
  if (round.state !== 'draft' && round.state !== 'open' && round.state !== 'running') refuse('not_allowed_in_state');
  round.state = 'cancelled';
  for (const enrolment of world.enrolments) {
    const { state } = enrolment;
    if (enrolment.round !== round) continue;
    if (state !== 'requested' && state !== 'studying' && state !== 'task_open' && state !== 'submitted') continue;
    world.coverage.took(`${state} + round cancelled -> withdrawn`);
    enrolment.state = 'withdrawn';
    enrolment.cause = 'round_cancelled';
    enrolment.endedAt = world.now;
    tell(world, enrolment, 'round_cancelled');
  }
}

/** Whether a closed round has nothing left to wait for: nobody is graded, corrects, or still answers by a deadline of one's own (`domain.md` 2.2). */
export function nothingLeft(world: World, round: Round): boolean {
  const waits = ['requested', 'studying', 'task_open', 'submitted', 'under_grading', 'returned'];
  return !world.enrolments.some((enrolment) => enrolment.round === round && waits.includes(enrolment.state));
}
