import { inTime, type Instant, type PlainDate } from '../core/calendar';
import { Refusal, refuseUnless } from '../core/errors';
import type { DaysOff } from '../core/working-days';
import { beforeGrading, deadlineOf, refuseWhenCancelled, type Enrolment } from './enrolment';
import { afterOutages, movedByOutage, type MovedDay, type Outage } from './outage';
import { closesAt, moveByOutage, type Round } from './round';
import type { CertificationRules } from './rules';
import { zone } from './zone';

/**
 * Gives one enrolment a later deadline of its own, before its present one has passed (`domain.md` 2.6). On the day of a known outage the new deadline is moved
 * like any other.
 * @throws Refusal `deadline_passed`, `not_allowed_in_state`, `deadline_not_later`
 */
export function extend(enrolment: Enrolment, round: Round, to: PlainDate, at: Instant, outages: readonly Outage[]): Enrolment {
  refuseWhenCancelled(round, at);
  const now = deadlineOf(enrolment, round);
  if (enrolment.state === 'withdrawn' && enrolment.cause !== 'not_admitted') throw new Refusal('not_allowed_in_state');
  refuseUnless(inTime(at, now, zone), 'deadline_passed');
  if (!beforeGrading.includes(enrolment.state)) throw new Refusal('not_allowed_in_state');
  refuseUnless(to > now, 'deadline_not_later', { deadlineOn: 'deadline_not_later' });
  const on = afterOutages(to, outages);
  return { ...enrolment, ownDeadlineOn: on, ownDeadlineSetAt: at, ownDeadlineBaseOn: on === to ? null : to };
}

/** A correction window that would end on the day of a known outage ends later (`domain.md` 2.6). */
export function outlast(enrolment: Enrolment, outages: readonly Outage[]): Enrolment {
  const set = enrolment.correctionUntilOn;
  if (enrolment.state !== 'returned' || !set) return enrolment;
  const on = afterOutages(set, outages);
  return { ...enrolment, correctionUntilOn: on, correctionBaseOn: on === set ? null : set };
}

/** A round whose deadline is set on the day of a known outage has it later, as if the outage had come afterwards (`domain.md` 2.6). */
export function roundAfterOutages(round: Round, outages: readonly Outage[], rules: CertificationRules, daysOff: DaysOff): Round {
  const on = afterOutages(round.deadlineOn, outages);
  if (on === round.deadlineOn) return round;
  return moveByOutage(round, { on, baseOn: round.deadlineOn }, round.deadlineSetAt, false, rules, daysOff);
}

/** What an outage did to an enrolment: its deadline before and after, and whether it had ended and is open again. */
export type OutageEffect = Readonly<{ after: Enrolment; from: PlainDate; to: PlainDate; reopened: boolean }>;

/** What an outage is judged by beside the enrolment itself. */
export type OutageScene = Readonly<{
  outage: Outage;
  others: readonly Outage[];
  before: Round;
  /** Where the round's deadline is now; the former one when it did not move. */
  deadlineOn: PlainDate;
  /** Everything received for this enrolment. */
  answers: readonly Readonly<{ answerId: string; receivedAt: Instant }>[];
  /** Whether the person has another enrolment open: then an ended one stays ended. */
  enrolledAnew: boolean;
  at: Instant;
}>;

/**
 * What an outage makes of an enrolment (`domain.md` 2.6); `undefined` when it changes nothing. Whoever was ended by the deadline is back where they were while
 * the new one lies ahead; where it has passed too, only answers that are in time by it change something.
 */
export function afterOutage(enrolment: Enrolment, scene: OutageScene): OutageEffect | undefined {
  const { outage, others, before, at } = scene;
  const move = (on: PlainDate | null, baseOn: PlainDate | null): MovedDay | undefined =>
    on ? movedByOutage({ on, baseOn }, outage, others) : undefined;
  if (enrolment.state === 'returned' || (enrolment.state === 'failed' && enrolment.correctionUntilOn))
    return windowMoved(enrolment, move(enrolment.correctionUntilOn, enrolment.correctionBaseOn), scene);
  const own = move(enrolment.ownDeadlineOn, enrolment.ownDeadlineBaseOn);
  const moved: Enrolment = own ? { ...enrolment, ownDeadlineOn: own.on, ownDeadlineBaseOn: own.baseOn, ownDeadlineSetAt: at } : enrolment;
  const from = deadlineOf(enrolment, before);
  const to = deadlineOf(moved, { deadlineOn: scene.deadlineOn });
  if (to <= from) return undefined;
  const stays = { after: moved, from, to, reopened: false };
  const again = (changed: Partial<Enrolment>): OutageEffect | undefined =>
    scene.enrolledAnew ? undefined : { after: { ...moved, endedAt: null, ...changed }, from, to, reopened: true };
  const ahead = inTime(at, to, zone);
  switch (enrolment.state) {
    case 'requested':
    case 'studying':
    case 'task_open':
    case 'submitted':
      return stays;
    case 'under_grading':
      // Grading opens at the deadline: until then the answer may be replaced, by this participant as by all others.
      return ahead && !enrolment.verdict ? { ...stays, after: { ...moved, state: 'submitted' } } : undefined;
    case 'late': {
      const inTimeNow = scene.answers.filter(({ receivedAt }) => receivedAt < closesAt(to));
      const newest = inTimeNow.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)).at(-1);
      return newest && again({ state: 'submitted', answerId: newest.answerId, answeredAt: newest.receivedAt });
    }
    case 'not_delivered':
      if (!ahead) return undefined;
      return again({ state: enrolment.kind === 'full' && !enrolment.selfStudyDoneAt ? 'studying' : 'task_open' });
    case 'withdrawn':
      return ahead && enrolment.cause === 'not_admitted' ? again({ state: 'requested', cause: null }) : undefined;
    case 'passed':
    case 'failed':
      return undefined;
  }
}

/** The correction window moves like every deadline; whoever failed by it alone may correct again while it lies ahead. */
function windowMoved(enrolment: Enrolment, to: MovedDay | undefined, { enrolledAnew, at }: OutageScene): OutageEffect | undefined {
  const from = enrolment.correctionUntilOn;
  if (!to || !from) return undefined;
  const after: Enrolment = { ...enrolment, correctionUntilOn: to.on, correctionBaseOn: to.baseOn };
  if (enrolment.state === 'returned') return { after, from, to: to.on, reopened: false };
  if (enrolledAnew || !inTime(at, to.on, zone)) return undefined;
  return { after: { ...after, state: 'returned', endedAt: null }, from, to: to.on, reopened: true };
}
