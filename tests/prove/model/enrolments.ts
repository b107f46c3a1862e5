import { hasPassed, signUpClosesOn, today } from './deadlines';
import { tell } from './letters';
import { open } from './outages';
import type { Act, Kind, Participant } from './program';
import { rulesNow } from './rules';
import { deadlineOf, otherOpen, refuse, Refused, type Enrolment, type Round, type World } from './state';

/** Whether a round takes people in at all (`domain.md` 2.2). */
function takesIn({ state }: Round): boolean {
  return state === 'open' || state === 'running';
}

/** Signs a person up (`domain.md` 2.3, first row). */
export function signUp(world: World, round: Round, person: Participant, kind: Kind): void {
  if (!takesIn(round) || today(world) > signUpClosesOn(round)) refuse('round_not_open');
  if (otherOpen(world, person)) refuse('already_enrolled');
  if (kind === 'recertification' && !world.certificates.some(({ ref }) => ref.person === person)) refuse('no_former_certificate');
  world.coverage.took('- + sign up -> requested');
  world.enrolments.push({
    ref: world.enrolments.length,
    round,
    person,
    kind,
    rules: rulesNow(world),
    state: 'requested',
    undeliveredFrom: null,
    cause: null,
    payment: 'not_invoiced',
    ownDeadlineOn: null,
    ownBaseOn: null,
    correctionBaseOn: null,
    answer: null,
    correctionUntilOn: null,
    correctionsUsed: 0,
    endedAt: null,
    admitted: false,
    verdicts: [],
    settled: null,
    before: [],
    times: 0,
    late: [],
    materialSent: false,
    dutySince: world.now,
    reminded: new Set(),
    waiting: null,
  });
}

/** Signs up the lines of a list in their order; lines that cannot be are left out, and so is a second line about the same person. */
export function importList(world: World, round: Round, { lines }: Extract<Act, { do: 'import' }>): void {
  if (!takesIn(round) || today(world) > signUpClosesOn(round)) refuse('round_not_open');
  for (const [at, { person, kind }] of lines.entries()) {
    if (lines.findIndex((line) => line.person === person) < at) continue;
    try {
      signUp(world, round, person, kind);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}

/** The step into task_open waits for payment where the gate stands before it (`domain.md` 2.3). */
function taskMayOpen({ rules, payment }: Enrolment): void {
  if (rules.paymentGate === 'before_task' && payment !== 'paid') refuse('payment_missing');
}

/** Admits a request, also after the last day of sign-up (`domain.md` 2.2, 2.3). */
export function admit(world: World, enrolment: Enrolment): void {
  if (enrolment.state !== 'requested') refuse('not_allowed_in_state');
  if (!takesIn(enrolment.round)) refuse('round_not_open');
  const to = enrolment.kind === 'full' ? 'studying' : 'task_open';
  if (to === 'task_open') taskMayOpen(enrolment);
  world.coverage.took(`requested + admit -> ${to}`);
  enrolment.state = to;
  enrolment.admitted = true;
  enrolment.dutySince = world.now;
  tell(world, enrolment, 'admitted');
}

/** The participant withdraws before answering (`domain.md` 2.3). */
export function withdraw(world: World, enrolment: Enrolment): void {
  const { state } = enrolment;
  if (state !== 'requested' && state !== 'studying' && state !== 'task_open') refuse('not_allowed_in_state');
  world.coverage.took(`${state} + withdraw -> withdrawn`);
  enrolment.state = 'withdrawn';
  enrolment.cause = 'by_request';
  enrolment.endedAt = world.now;
}

/** The participant has studied and takes the task (`domain.md` 2.3). */
export function finishSelfStudy(world: World, enrolment: Enrolment): void {
  if (enrolment.state !== 'studying') refuse('not_allowed_in_state');
  if (!enrolment.round.released) refuse('material_not_released');
  taskMayOpen(enrolment);
  world.coverage.took('studying + self-study done -> task_open');
  enrolment.state = 'task_open';
}

/** The participant delivers; what that means depends on where the enrolment stands (`domain.md` 2.3). */
export function handIn(world: World, enrolment: Enrolment, text: string): void {
  const { state } = enrolment;
  const { took } = world.coverage;
  // What an answer needs in itself is looked at before where the enrolment stands (`domain.md` 1.3, order of checks).
  if (text.trim() === '') refuse('answer_empty');
  // The same answer once more changes nothing while it counts.
  if (state !== 'returned' && enrolment.answer === text) return;
  const counts = (): void => {
    enrolment.answer = text;
    tell(world, enrolment, 'received');
  };
  switch (state) {
    case 'requested':
    case 'passed':
    case 'withdrawn':
      return refuse('not_allowed_in_state');
    case 'studying':
      took('studying + deliver -> self_study_not_done');
      return refuse('self_study_not_done');
    case 'task_open':
    case 'submitted':
      if (!enrolment.round.released) refuse('material_not_released');
      took(`${state} + deliver in time -> submitted`);
      enrolment.state = 'submitted';
      return counts();
    case 'under_grading':
      took('under_grading + deliver after the deadline -> deadline_passed');
      return refuse('deadline_passed');
    case 'returned':
      took('returned + deliver in time -> under_grading');
      enrolment.state = 'under_grading';
      enrolment.verdicts = [];
      enrolment.settled = null;
      enrolment.correctionUntilOn = null;
      enrolment.correctionBaseOn = null;
      return counts();
    case 'failed':
      // Only who had a window can come after it.
      if (enrolment.correctionUntilOn === null) refuse('not_allowed_in_state');
      took('failed + correction after its window -> correction_window_closed');
      return refuse('correction_window_closed');
    case 'not_delivered':
    case 'late':
      // Ended by a deadline that an outage has moved since, and not brought back for a newer enrolment (readings P17).
      if (!hasPassed(world, deadlineOf(enrolment))) {
        if (otherOpen(world, enrolment.person, enrolment)) refuse('already_enrolled');
        if (enrolment.undeliveredFrom === 'studying') refuse('self_study_not_done');
        if (!enrolment.round.released) refuse('material_not_released');
        open(enrolment, 'submitted');
        return counts();
      }
      took(state === 'late' ? 'late + deliver again -> late' : 'not_delivered + deliver late -> late');
      if (state === 'not_delivered') enrolment.endedAt = world.now;
      enrolment.state = 'late';
      enrolment.late.push({ at: world.now, text });
      return tell(world, enrolment, 'late');
  }
}

/** Records the state of payment; what waits for it goes on by itself (`domain.md` 2.3). */
export function pay(enrolment: Enrolment, { state }: Extract<Act, { do: 'pay' }>): void {
  enrolment.payment = state;
}
