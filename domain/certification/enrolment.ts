import { addDays, inTime, localDay, type Instant, type PlainDate } from '../core/calendar';
import { Refusal, refuseUnless } from '../core/errors';
import { signUpIsOpen, type Round } from './round';
import type { CertificationRules } from './rules';
import { zone } from './zone';

export const enrolmentStates = [
  'requested',
  'studying',
  'task_open',
  'submitted',
  'under_grading',
  'returned',
  'passed',
  'failed',
  'late',
  'not_delivered',
  'withdrawn',
] as const;
export type EnrolmentState = (typeof enrolmentStates)[number];
export const enrolmentKinds = ['full', 'recertification'] as const;
export type EnrolmentKind = (typeof enrolmentKinds)[number];
export const paymentStates = ['not_invoiced', 'invoiced', 'paid', 'credited'] as const;
export type PaymentState = (typeof paymentStates)[number];
export const verdicts = ['satisfactory', 'not_satisfactory'] as const;
export type Verdict = (typeof verdicts)[number];
export type SignUpSource = 'email' | 'form' | 'import';
export type WithdrawalCause = 'not_admitted' | 'round_cancelled' | 'by_request' | 'corrected';

export type Enrolment = Readonly<{
  enrolmentId: string;
  roundId: string;
  personId: string;
  kind: EnrolmentKind;
  state: EnrolmentState;
  source: SignUpSource;
  requestedAt: Instant;
  admittedAt: Instant | null;
  materialReleasedAt: Instant | null;
  selfStudyDoneAt: Instant | null;
  /** The answer that counts, and when it was received. */
  answerId: string | null;
  answeredAt: Instant | null;
  verdict: Verdict | null;
  verdictAt: Instant | null;
  gradedBy: string | null;
  correctionsUsed: number;
  /** How often a mistake of staff about it was corrected (`domain.md` 2.6): what follows is owed anew. */
  timesCorrected: number;
  correctionUntilOn: PlainDate | null;
  ownDeadlineOn: PlainDate | null;
  /** When the own deadline was set: reminders whose day had passed by then are not owed. */
  ownDeadlineSetAt: Instant | null;
  /** The days that own deadline and correction window were set to before outages moved them; `null` when none has (`domain.md` 2.6). */
  ownDeadlineBaseOn: PlainDate | null;
  correctionBaseOn: PlainDate | null;
  payment: PaymentState;
  cause: WithdrawalCause | null;
  endedAt: Instant | null;
  rulesVersion: number;
  rulesOn: PlainDate;
  version: number;
}>;

/** States in which nothing more happens by itself; the person may sign up again (`domain.md` 2.3). */
export const endedStates: ReadonlySet<EnrolmentState> = new Set(['passed', 'failed', 'late', 'not_delivered', 'withdrawn']);

/** Of several deadlines the latest holds (`domain.md` 2.6). */
export function deadlineOf(enrolment: Pick<Enrolment, 'ownDeadlineOn'>, round: Pick<Round, 'deadlineOn'>): PlainDate {
  return enrolment.ownDeadlineOn && enrolment.ownDeadlineOn > round.deadlineOn ? enrolment.ownDeadlineOn : round.deadlineOn;
}

/** When the deadline that holds was set. */
export function deadlineSetAt(enrolment: Pick<Enrolment, 'ownDeadlineOn' | 'ownDeadlineSetAt'>, round: Round): Instant {
  return enrolment.ownDeadlineSetAt && deadlineOf(enrolment, round) > round.deadlineOn ? enrolment.ownDeadlineSetAt : round.deadlineSetAt;
}

/** The occasion of what may have to be done again after a correction: which time it is belongs to its name. Named once however often it is asked. */
export function anew(occasion: string, { timesCorrected }: Pick<Enrolment, 'timesCorrected'>): string {
  const time = timesCorrected > 0 ? `#${timesCorrected}` : '';
  return occasion.endsWith(time) ? occasion : `${occasion}${time}`;
}

/** @throws Refusal `round_not_open` */
export function checkSignUp(round: Round, at: Instant): void {
  refuseUnless(signUpIsOpen(round, at), 'round_not_open');
}

/** Admits: a full course begins with self-study, a re-certification with the task (`domain.md` 2.3). */
export function admit(enrolment: Enrolment, round: Round, at: Instant, rules: CertificationRules): Enrolment {
  if (enrolment.state !== 'requested') throw new Refusal('not_allowed_in_state');
  refuseUnless((round.state === 'open' || round.state === 'running') && inTime(at, deadlineOf(enrolment, round), zone), 'round_not_open');
  if (enrolment.kind === 'recertification')
    refuseUnless(rules.paymentGate !== 'before_task' || enrolment.payment === 'paid', 'payment_missing');
  return { ...enrolment, state: enrolment.kind === 'full' ? 'studying' : 'task_open', admittedAt: at };
}

export function releaseMaterial(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, materialReleasedAt: effectiveAt };
}

/** The participant says that self-study is done: the task opens (`domain.md` 2.3). */
export function finishSelfStudy(enrolment: Enrolment, round: Round, at: Instant, rules: CertificationRules): Enrolment {
  if (enrolment.state !== 'studying') throw new Refusal('not_allowed_in_state');
  refuseWhenCancelled(round, at);
  refuseUnless(inTime(at, deadlineOf(enrolment, round), zone), 'deadline_passed');
  refuseUnless(enrolment.materialReleasedAt !== null, 'material_not_released');
  refuseUnless(rules.paymentGate !== 'before_task' || enrolment.payment === 'paid', 'payment_missing');
  return { ...enrolment, state: 'task_open', selfStudyDoneAt: at };
}

/** An answer as it is received: `received.late` means kept, marked, never graded. */
export type HandedIn = Readonly<{ enrolment: Enrolment; late: boolean }>;

/**
 * Takes an answer in. The instant of receipt alone decides whether it is in time (`domain.md` 2.3).
 * @param enrolledAnew whether this one has ended and the person has another open: it stays the only one, and what is late is kept all the same
 * @throws Refusal `self_study_not_done`, `material_not_released`, `deadline_passed`, `correction_window_closed`, `already_enrolled`, `not_allowed_in_state`
 */
export function handIn(enrolment: Enrolment, round: Round, answerId: string, receivedAt: Instant, enrolledAnew = false): HandedIn {
  refuseWhenCancelled(round, receivedAt);
  const punctual = inTime(receivedAt, deadlineOf(enrolment, round), zone);
  const counted: Enrolment = { ...enrolment, answerId, answeredAt: receivedAt };
  switch (enrolment.state) {
    case 'studying':
      if (punctual) throw new Refusal('self_study_not_done');
      return late(enrolment, receivedAt);
    case 'task_open':
      if (!punctual) return late(enrolment, receivedAt);
      refuseUnless(enrolment.materialReleasedAt !== null, 'material_not_released');
      return { enrolment: { ...counted, state: 'submitted' }, late: false };
    case 'submitted':
      refuseUnless(punctual, 'deadline_passed');
      return { enrolment: counted, late: false };
    case 'not_delivered':
    case 'late':
      // Received in time but committed after closing, or after a late one: the instant of receipt decides, so the closing is taken back.
      if (!punctual) return late(enrolment, receivedAt);
      refuseUnless(!enrolledAnew, 'already_enrolled');
      refuseUnless(enrolment.kind !== 'full' || enrolment.selfStudyDoneAt !== null, 'self_study_not_done');
      refuseUnless(enrolment.materialReleasedAt !== null, 'material_not_released');
      return { enrolment: { ...counted, state: 'submitted', endedAt: null }, late: false };
    case 'failed':
      if (enrolment.correctionUntilOn === null) throw new Refusal('not_allowed_in_state');
      return corrected(counted, receivedAt, enrolledAnew);
    case 'returned':
      return corrected(counted, receivedAt, enrolledAnew);
    case 'under_grading':
      throw new Refusal('deadline_passed');
    case 'requested':
    case 'passed':
    case 'withdrawn':
      throw new Refusal('not_allowed_in_state');
  }
}

/** A correction received within its window, also when it is committed after the window was closed: the instant of receipt decides. */
function corrected(counted: Enrolment, receivedAt: Instant, enrolledAnew: boolean): HandedIn {
  const { correctionUntilOn } = counted;
  refuseUnless(correctionUntilOn !== null && inTime(receivedAt, correctionUntilOn, zone), 'correction_window_closed');
  refuseUnless(!enrolledAnew, 'already_enrolled');
  return {
    enrolment: {
      ...counted,
      state: 'under_grading',
      verdict: null,
      verdictAt: null,
      gradedBy: null,
      correctionUntilOn: null,
      endedAt: null,
    },
    late: false,
  };
}

function late(enrolment: Enrolment, receivedAt: Instant): HandedIn {
  return { enrolment: { ...enrolment, state: 'late', endedAt: enrolment.state === 'late' ? enrolment.endedAt : receivedAt }, late: true };
}

/** A cancelled round has ended everybody's part in it, also where that is not recorded yet (`domain.md` 2.2). */
export function refuseWhenCancelled(round: Pick<Round, 'cancelledAt'>, at: Instant): void {
  refuseUnless(round.cancelledAt === null || at < round.cancelledAt, 'not_allowed_in_state');
}

/** Nobody admitted in time: the enrolment ends with the deadline. */
export function withdrawUnadmitted(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, state: 'withdrawn', cause: 'not_admitted', endedAt: effectiveAt };
}

/** The deadline passed without an answer. */
export function closeUnanswered(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, state: 'not_delivered', endedAt: effectiveAt };
}

export function startGrading(enrolment: Enrolment): Enrolment {
  return { ...enrolment, state: 'under_grading' };
}

/** States in which the deadline still concerns whoever takes part, the answer given or not: they end with the cancellation of the round (`domain.md` 2.3). */
export const beforeGrading: readonly EnrolmentState[] = ['requested', 'studying', 'task_open', 'submitted'];

/** The round was cancelled, and this enrolment with it. */
export function withdrawCancelled(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, state: 'withdrawn', cause: 'round_cancelled', endedAt: effectiveAt };
}

/**
 * Withdraws by request, before the deadline: from its instant on the enrolment has ended by itself, also where that is not recorded yet.
 * @throws Refusal `not_allowed_in_state`
 */
export function withdraw(enrolment: Enrolment, round: Round, at: Instant): Enrolment {
  const possible: readonly EnrolmentState[] = ['requested', 'studying', 'task_open'];
  if (!possible.includes(enrolment.state) || !inTime(at, deadlineOf(enrolment, round), zone)) throw new Refusal('not_allowed_in_state');
  return { ...enrolment, state: 'withdrawn', cause: 'by_request', endedAt: at };
}

/**
 * Whether its answer can be given a verdict at an instant (`domain.md` 2.3). Before the deadline there is nothing to grade, whatever became of the enrolment;
 * the dates tell, for the round's own state may follow a moment later.
 * @throws Refusal `late_not_graded`, `round_not_closed`, `not_allowed_in_state`
 */
export function checkGradable(enrolment: Enrolment, round: Round, at: Instant): void {
  if (enrolment.state === 'late') throw new Refusal('late_not_graded');
  if (enrolment.state === 'submitted') throw new Refusal('round_not_closed');
  if (enrolment.state !== 'under_grading')
    throw new Refusal(inTime(at, deadlineOf(enrolment, round), zone) ? 'round_not_closed' : 'not_allowed_in_state');
  if (enrolment.verdict) throw new Refusal('not_allowed_in_state');
}

/**
 * Records the verdict that an answer came to. Satisfactory is recorded at once while passing and the certificate follow in one step; not satisfactory returns the answer while a
 * correction is left, else fails it (`domain.md` 2.3).
 * @throws Refusal `late_not_graded`, `round_not_closed`, `not_allowed_in_state`
 */
export function grade(
  enrolment: Enrolment,
  round: Round,
  verdict: Verdict,
  by: Readonly<{ graderId: string; at: Instant }>,
  rules: CertificationRules,
): Enrolment {
  checkGradable(enrolment, round, by.at);
  const graded: Enrolment = { ...enrolment, verdict, verdictAt: by.at, gradedBy: by.graderId };
  if (verdict === 'satisfactory') return graded;
  if (enrolment.correctionsUsed >= rules.corrections) return { ...graded, state: 'failed', endedAt: by.at };
  return {
    ...graded,
    state: 'returned',
    correctionsUsed: enrolment.correctionsUsed + 1,
    correctionUntilOn: addDays(localDay(by.at, zone), rules.correctionDays),
  };
}

/** The correction did not come within its days. */
export function failUncorrected(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, state: 'failed', endedAt: effectiveAt };
}

/** Passes: always together with a certificate. */
export function pass(enrolment: Enrolment, effectiveAt: Instant): Enrolment {
  return { ...enrolment, state: 'passed', endedAt: effectiveAt };
}
