import { addDays, endOfDay, latest, plusMinutes, startOfDay, type Instant, type PlainDate } from '../core/calendar';
import { agendaOf, type Agenda, type Entry, type Settled } from '../core/agenda';
import { Refusal, refuseUnless } from '../core/errors';
import { workingDaysBefore, type DaysOff } from '../core/working-days';
import type { MovedDay } from './outage';
import type { CertificationRules } from './rules';
import { zone } from './zone';

export const roundStates = ['draft', 'open', 'running', 'closed', 'completed', 'cancelled'] as const;
export type RoundState = (typeof roundStates)[number];

/** The calendar of a round (`domain.md` 2.2). All are days in Danish time. */
export type RoundDates = Readonly<{
  signUpOpensOn: PlainDate;
  signUpClosesOn: PlainDate;
  materialOn: PlainDate;
  deadlineOn: PlainDate;
  gradingTargetOn: PlainDate;
}>;

export type Round = Readonly<
  RoundDates & {
    roundId: string;
    year: number;
    number: number;
    state: RoundState;
    priceDkk: number;
    publishedAt: Instant | null;
    /** When the present deadline was set: reminders whose day had passed by then are not owed. */
    deadlineSetAt: Instant;
    materialUploadedAt: Instant | null;
    closedAt: Instant | null;
    cancelledAt: Instant | null;
    /** Why the round was cancelled, for everybody to read. */
    cancelReason: string | null;
    /** The day that the deadline was set to before outages moved it; `null` when none has (`domain.md` 2.6). */
    deadlineBaseOn: PlainDate | null;
    /** How often it was closed again after it was completed (`domain.md` 2.6): then it is completed anew. */
    timesReopened?: number;
    rulesVersion: number;
    rulesOn: PlainDate;
    version: number;
  }
>;

/** How many of the round's enrolments are still open, and when the last one ended. */
export type RoundProgress = Readonly<{ openEnrolments: number; lastEndedAt: Instant | null }>;

export const roundSteps = ['openRound', 'askForMaterial', 'releaseMaterial', 'closeRound', 'completeRound'] as const;
export type RoundStep = (typeof roundSteps)[number];

/** The dates of a round from its deadline alone: what the source leaves open is the usual rhythm of a quarter (`domain.md` 2.2, D). */
export function roundDatesFrom(deadlineOn: PlainDate, rules: CertificationRules, daysOff: DaysOff): RoundDates {
  return {
    signUpOpensOn: addDays(deadlineOn, -84),
    materialOn: addDays(deadlineOn, -42),
    signUpClosesOn: workingDaysBefore(deadlineOn, rules.signUpClosesWorkingDays, daysOff),
    deadlineOn,
    gradingTargetOn: addDays(deadlineOn, 7 * rules.gradingTargetWeeks),
  };
}

/** The calendar of a round alone. */
export function datesOf({ signUpOpensOn, signUpClosesOn, materialOn, deadlineOn, gradingTargetOn }: RoundDates): RoundDates {
  return { signUpOpensOn, signUpClosesOn, materialOn, deadlineOn, gradingTargetOn };
}

/** Where in the calendar a round stands, and what it costs. */
export type RoundPlace = Readonly<{ year: number; number: number; priceDkk: number }>;

/** A new round, as a draft that nobody but those who make rounds sees. */
export function draftOf(
  place: RoundPlace,
  dates: RoundDates,
  made: Readonly<{ roundId: string; at: Instant; rulesVersion: number; rulesOn: PlainDate }>,
): Round {
  const { roundId, at, rulesVersion, rulesOn } = made;
  return {
    ...dates,
    ...place,
    roundId,
    state: 'draft',
    publishedAt: null,
    deadlineSetAt: at,
    materialUploadedAt: null,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    deadlineBaseOn: null,
    rulesVersion,
    rulesOn,
    version: 1,
  };
}

/** @throws Refusal `round_dates_order` naming the date that comes too early */
export function checkRoundDates(dates: RoundDates): void {
  const order = [
    ['signUpOpensOn', 'signUpClosesOn'],
    ['signUpClosesOn', 'deadlineOn'],
    ['materialOn', 'deadlineOn'],
    ['deadlineOn', 'gradingTargetOn'],
  ] as const;
  for (const [earlier, later] of order) refuseUnless(dates[earlier] <= dates[later], 'round_dates_order', { [later]: 'round_dates_order' });
}

/** Makes the round public: sign-up opens on its day; a day that is past opens at once (`domain.md` 2.2). */
export function publish(round: Round, at: Instant): Round {
  if (round.state !== 'draft' || round.publishedAt) throw new Refusal('not_allowed_in_state');
  const published: Round = { ...round, publishedAt: at };
  return startOfDay(round.signUpOpensOn, zone) <= at ? openSignUp(published) : published;
}

export function openSignUp(round: Round): Round {
  return { ...round, state: 'open' };
}

export function startRunning(round: Round): Round {
  return { ...round, state: 'running' };
}

export function closeRound(round: Round, effectiveAt: Instant): Round {
  return { ...round, state: 'closed', closedAt: effectiveAt };
}

export function completeRound(round: Round): Round {
  return { ...round, state: 'completed' };
}

/** A completed round is closed again while an enrolment of it is open after all: after a correction (`domain.md` 2.6), or by an answer received in time (2.3). */
export function reopenCompleted(round: Round): Round {
  return { ...round, state: 'closed', timesReopened: (round.timesReopened ?? 0) + 1 };
}

/**
 * Moves the deadline to a later day, before it has passed; sign-up closing and grading target follow (`domain.md` 2.2).
 * @throws Refusal `deadline_passed`, `deadline_not_later`, `not_allowed_in_state`
 */
export function moveDeadline(round: Round, to: PlainDate, at: Instant, rules: CertificationRules, daysOff: DaysOff): Round {
  if (round.state === 'completed' || round.state === 'cancelled') throw new Refusal('not_allowed_in_state');
  refuseUnless(round.state !== 'closed' && at < endOfDay(round.deadlineOn, zone), 'deadline_passed');
  refuseUnless(to > round.deadlineOn, 'deadline_not_later', { deadlineOn: 'deadline_not_later' });
  return { ...withDeadline(round, to, at, rules, daysOff), deadlineBaseOn: null };
}

/** A round with a later deadline, and everything that hangs on it (`domain.md` 2.2). */
function withDeadline(round: Round, to: PlainDate, at: Instant, rules: CertificationRules, daysOff: DaysOff): Round {
  const usual = roundDatesFrom(to, rules, daysOff);
  // Dates of the round's own may lie later than the usual ones: what was promised is not taken back.
  const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);
  return {
    ...round,
    deadlineOn: to,
    signUpClosesOn: later(round.signUpClosesOn, usual.signUpClosesOn),
    gradingTargetOn: later(round.gradingTargetOn, usual.gradingTargetOn),
    deadlineSetAt: at,
  };
}

/**
 * A round whose deadline an outage moved, also after it had passed (`domain.md` 2.6): what is closed opens again when the new deadline lies ahead.
 * @param reopens whether an enrolment of the round is open again, so that a completed round waits for it
 */
export function moveByOutage(
  round: Round,
  to: MovedDay,
  at: Instant,
  reopens: boolean,
  rules: CertificationRules,
  daysOff: DaysOff,
): Round {
  const moved = { ...withDeadline(round, to.on, at, rules, daysOff), deadlineBaseOn: to.baseOn };
  if (round.state !== 'closed' && round.state !== 'completed') return moved;
  const anew = round.state === 'completed' && (reopens || at < closesAt(to.on)) ? reopenCompleted(moved) : moved;
  const state = round.materialUploadedAt ? 'running' : 'open';
  return at < closesAt(to.on) ? { ...anew, state, closedAt: null } : { ...anew, closedAt: closesAt(to.on) };
}

/**
 * Cancels a round that has not closed (`domain.md` 2.2); its enrolments follow by themselves. In the minutes between the deadline and closing it is closed
 * already, as for everybody else.
 * @throws Refusal `not_allowed_in_state`
 */
export function cancelRound(round: Round, at: Instant, reason: string): Round {
  refuseUnless(mayCancel(round, at), 'not_allowed_in_state');
  return { ...round, state: 'cancelled', cancelledAt: at, cancelReason: reason };
}

/** Whether a round can be cancelled now. */
export function mayCancel(round: Round, at: Instant): boolean {
  if (round.state === 'draft') return true;
  return (round.state === 'open' || round.state === 'running') && at < closesAt(round.deadlineOn);
}

/** Whether somebody may sign up now: the round is open or running and its last day of sign-up has not passed (`domain.md` 2.2). */
export function signUpIsOpen(round: Round, at: Instant): boolean {
  return (round.state === 'open' || round.state === 'running') && at < endOfDay(round.signUpClosesOn, zone);
}

/** The instant at which everything about a deadline takes effect. */
export function closesAt(deadlineOn: PlainDate): Instant {
  return endOfDay(deadlineOn, zone);
}

/** What will happen to a round, and when, if nobody acts (`domain.md` 2.2). */
export function roundAgenda(round: Round, progress: RoundProgress, settled: Settled, rules: CertificationRules): Agenda<RoundStep> {
  const entries: Entry<RoundStep>[] = [];
  const add = (
    step: RoundStep,
    on: PlainDate | `#${number}` | '',
    effectiveAt: Instant,
    movedBy: readonly string[],
    graceMinutes = 0,
  ): void => {
    entries.push({
      step,
      occasion: on.startsWith('#') ? `${step}${on}` : on ? `${step}:${on}` : step,
      effectiveAt,
      dueAt: plusMinutes(effectiveAt, graceMinutes),
      because: `certification.step.${step}.because`,
      movedBy,
    });
  };
  if (round.state === 'draft' && round.publishedAt)
    add('openRound', round.signUpOpensOn, startOfDay(round.signUpOpensOn, zone), ['certification.movedBy.roundDates']);
  if (round.state === 'open' || round.state === 'running') {
    const materialAt = startOfDay(round.materialOn, zone);
    if (round.state === 'open' && round.materialUploadedAt)
      add('releaseMaterial', round.materialOn, latest(materialAt, round.materialUploadedAt), ['certification.movedBy.roundDates']);
    if (round.state === 'open' && !round.materialUploadedAt)
      add('askForMaterial', round.materialOn, materialAt, ['certification.movedBy.materialUploaded']);
    add('closeRound', round.deadlineOn, closesAt(round.deadlineOn), ['certification.movedBy.deadlineMoved'], rules.closingGraceMinutes);
  }
  // In the agenda only once it can be done: a step never refuses. The last enrolment to end makes it due.
  if (round.state === 'closed' && round.closedAt && progress.openEnrolments === 0) {
    // Closed again after it was completed, it is completed anew.
    const anew = round.timesReopened ? (`#${round.timesReopened}` as const) : '';
    add('completeRound', anew, latest(round.closedAt, progress.lastEndedAt ?? round.closedAt), []);
  }
  return agendaOf(entries, settled);
}

export function roundIsOver(round: Round): boolean {
  return round.state === 'completed' || round.state === 'cancelled';
}
