import { hasPassed, moved } from './deadlines';
import { renew, tell } from './letters';
import type { Act, Day } from './program';
import { deadlineOf, otherOpen, refuse, type Enrolment, type Outage, type Round, type World } from './state';
import { clockAt, daysBetween, localDay, passedFrom } from './time';

/** A deadline as it stands, and as somebody set it. */
type SetDay = Readonly<{ on: Day; baseOn: Day }>;

/** Declares an outage: every deadline on its days moves by its length, in whole days rounded up (`domain.md` 2.6). */
export function declareOutage(world: World, { from, to }: Extract<Act, { do: 'outage' }>): void {
  if (from >= to) refuse('value_invalid');
  const lastOn = localDay(new Date(Date.parse(to) - 1).toISOString());
  const outage: Outage = { firstOn: localDay(from), lastOn, days: wholeDays(from, to) };
  if (outage.days > 92) refuse('value_invalid');
  const others = [...world.outages];
  /** Where it goes; stays unless this outage itself takes it further. */
  const goes = ({ on, baseOn }: SetDay): Day => {
    const reached = moved(baseOn, [...others, outage]);
    return reached > on && reached > moved(baseOn, others) ? reached : on;
  };
  world.outages.push(outage);
  const before = new Map(world.enrolments.map((enrolment) => [enrolment, deadlineOf(enrolment)]));
  for (const round of world.rounds)
    if (round.state !== 'cancelled') round.deadlineOn = goes({ on: round.deadlineOn, baseOn: round.baseOn });
  for (const round of world.rounds) openAgain(world, round);
  // Of several that ended only the newest of a person opens again.
  for (const enrolment of [...world.enrolments].reverse()) {
    const { state, correctionUntilOn, correctionBaseOn, ownDeadlineOn, ownBaseOn } = enrolment;
    if (correctionUntilOn && (state === 'returned' || state === 'failed')) {
      const until = goes({ on: correctionUntilOn, baseOn: correctionBaseOn ?? correctionUntilOn });
      if (until > correctionUntilOn) moveWindow(world, enrolment, until);
      continue;
    }
    if (ownDeadlineOn) enrolment.ownDeadlineOn = goes({ on: ownDeadlineOn, baseOn: ownBaseOn ?? ownDeadlineOn });
    const isMoved = deadlineOf(enrolment) > before.get(enrolment)! && enrolment.round.state !== 'cancelled';
    if (isMoved && takeUp(world, enrolment)) continue;
    // What has ended for good keeps the deadline of its own that it ended by; what waits to be said names the one that holds.
    enrolment.ownDeadlineOn = ownDeadlineOn;
    if (isMoved && deadlineOf(enrolment) > before.get(enrolment)!) renew(world, enrolment);
  }
}

/** Whole days on the clocks of the zone, rounded up: a change of summer time is no hour more or less (`domain.md` 1.1). */
function wholeDays(from: string, to: string): number {
  const days = daysBetween(localDay(from), localDay(to));
  return Math.max(1, clockAt(to) <= clockAt(from) ? days : days + 1);
}

/** A round whose deadline is ahead again is not closed. */
function openAgain(world: World, round: Round): void {
  if ((round.state === 'closed' || round.state === 'completed') && !hasPassed(world, round.deadlineOn))
    round.state = round.uploadedAt ? 'running' : 'open';
}

/** Days of correction move like every deadline; who failed by them alone may correct again while they lie ahead. */
function moveWindow(world: World, enrolment: Enrolment, until: Day): void {
  const isEnded = enrolment.state === 'failed';
  if (isEnded && (otherOpen(world, enrolment.person, enrolment) || hasPassed(world, until))) return;
  enrolment.correctionUntilOn = until;
  renew(world, enrolment);
  if (isEnded) open(enrolment, 'returned');
  tell(world, enrolment, 'deadline_moved');
}

/** Brings an enrolment back to where it stood when its old deadline passed, unless the person has another open one (`domain.md` 2.6). @returns whether the moved deadline is one for it */
function takeUp(world: World, enrolment: Enrolment): boolean {
  const { state, cause, late, settled } = enrolment;
  const deadlineOn = deadlineOf(enrolment);
  const isAhead = !hasPassed(world, deadlineOn);
  const isFree = !otherOpen(world, enrolment.person, enrolment);
  switch (state) {
    case 'requested':
    case 'studying':
    case 'task_open':
    case 'submitted':
      break;
    case 'under_grading':
      if (!isAhead || settled) return false;
      enrolment.state = 'submitted';
      break;
    case 'late': {
      const inTime = late.filter(({ at }) => at < passedFrom(deadlineOn)).sort((one, other) => (one.at < other.at ? -1 : 1));
      const newest = inTime.at(-1);
      if (!newest || !isFree) return false;
      enrolment.answer = newest.text;
      open(enrolment, 'submitted');
      break;
    }
    case 'not_delivered':
      if (!isAhead || !isFree) return false;
      open(enrolment, enrolment.undeliveredFrom!);
      break;
    case 'withdrawn':
      if (cause !== 'not_admitted' || !isAhead || !isFree) return false;
      open(enrolment, 'requested');
      break;
    case 'returned':
    case 'passed':
    case 'failed':
      return false;
  }
  enrolment.dutySince = world.now;
  renew(world, enrolment);
  tell(world, enrolment, 'deadline_moved');
  return true;
}

/** Lets an enrolment that had ended go on, and with it its round. */
export function open(enrolment: Enrolment, state: Enrolment['state']): void {
  Object.assign(enrolment, { state, cause: null, endedAt: null } satisfies Partial<Enrolment>);
  if (enrolment.round.state === 'completed') enrolment.round.state = 'closed';
}
