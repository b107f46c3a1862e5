import { addDays, endOfDay, inTime, localDay, type Instant, type PlainDate } from '../core/calendar';
import { hasRole } from '../core/actors';
import { policy } from '../core/policies';
import { deadlineOf, type Enrolment } from './enrolment';
import type { Round } from './round';
import type { CertificationRules } from './rules';
import { zone } from './zone';

/** Whom it is about, and those who run the course: it shows every letter and every instant of a case. */
export const seeEvidence = policy<Pick<Enrolment, 'personId'>>(
  'the participant, coordinators and the agency',
  'not_found',
  (actor, enrolment) => actor.personId === enrolment.personId || hasRole(actor, 'coordinator', 'agency'),
);

/** A window in which answers are in time: it ends with the last instant of a local day (`domain.md` 1.1). */
export type Window = Readonly<{ kind: 'deadline' | 'correction'; lastDay: PlainDate; endsAt: Instant }>;

/** What the timeline tells of deadlines: when an answer was returned, what was handed in for which receipt, where a deadline went. */
export type Told = Readonly<{ what: string; effectiveAt: Instant; data: Readonly<Record<string, unknown>> }>;

const windowOf = (kind: Window['kind'], lastDay: PlainDate): Window => ({ kind, lastDay, endsAt: endOfDay(lastDay, zone) });

/** The deadline of an enrolment: of several the latest (`domain.md` 2.6). */
export function deadlineWindow(enrolment: Pick<Enrolment, 'ownDeadlineOn'>, round: Pick<Round, 'deadlineOn'>): Window {
  return windowOf('deadline', deadlineOf(enrolment, round));
}

/**
 * By which window a receipt is judged: the correction window when it answered a return, else the deadline that holds (`domain.md` 2.3, 2.6).
 * @param events of the enrolment, oldest first
 */
export function windowOfReceipt(
  receiptNumber: string,
  events: readonly Told[],
  deadline: Window,
  rules: Pick<CertificationRules, 'correctionDays'>,
): Window {
  const at = events.findIndex(({ what, data }) => what === 'answerReceived' && data['receipt'] === receiptNumber);
  if (events[at]?.data['from'] !== 'returned') return deadline;
  const before = events.slice(0, at);
  const returned = before.findLastIndex(({ what }) => what === 'answerReturned');
  if (returned < 0) return deadline;
  const set = addDays(localDay(before[returned]!.effectiveAt, zone), rules.correctionDays);
  // An outage may have moved the window while it was open; of several days the latest holds.
  const moved = before
    .slice(returned)
    .filter(({ what }) => what === 'deadlineMovedByOutage')
    .map(({ data }) => String(data['toOn']) as PlainDate);
  return windowOf(
    'correction',
    [set, ...moved].reduce((a, b) => (a > b ? a : b)),
  );
}

/** Whether a receipt met its window. */
export function metWindow(receivedAt: Instant, { lastDay }: Window): boolean {
  return inTime(receivedAt, lastDay, zone);
}
