import { takeBack } from './certificates';
import type { Act } from './program';
import { isOpen, otherOpen, refuse, type Enrolment, type World } from './state';

type What = 'verdict' | 'admission';

/** Refuses to take back what there is not, or what would leave two open enrolments. */
function mayTakeBack(world: World, enrolment: Enrolment, what: What): void {
  const { state, verdicts } = enrolment;
  const isGraded = verdicts.length > 0 && ['under_grading', 'returned', 'passed', 'failed'].includes(state);
  const isAdmitted = state === 'studying' || state === 'task_open';
  if (what === 'verdict' ? !isGraded : !isAdmitted) refuse('not_allowed_in_state');
  if (!isOpen(enrolment) && otherOpen(world, enrolment.person, enrolment)) refuse('already_enrolled');
}

/** Takes back a verdict or an admission; once a certificate is out this waits for a second person (`domain.md` 2.6). */
export function correct(world: World, enrolment: Enrolment, { by, what }: Extract<Act, { do: 'correct' }>): void {
  if (enrolment.waiting) refuse('not_allowed_in_state');
  mayTakeBack(world, enrolment, what);
  if (enrolment.state === 'passed') enrolment.waiting = { what, by };
  else apply(world, enrolment, what);
}

/** Confirms what waits; the asker may not (`domain.md` 2.6). */
export function confirmCorrection(world: World, enrolment: Enrolment, { by }: Extract<Act, { do: 'confirmCorrection' }>): void {
  const waiting = enrolment.waiting ?? refuse('not_found');
  if (waiting.by === by) refuse('second_person_needed');
  mayTakeBack(world, enrolment, waiting.what);
  enrolment.waiting = null;
  apply(world, enrolment, waiting.what);
}

/** The case goes on as if the mistake had not happened (`domain.md` 2.6). */
function apply(world: World, enrolment: Enrolment, what: What): void {
  if (enrolment.state === 'passed') {
    const issued = world.certificates.filter(({ issuedBy }) => issuedBy === enrolment).at(-1);
    if (issued) takeBack(world, issued);
  }
  if (what === 'verdict') withoutVerdict(enrolment);
  else withoutAdmission(world, enrolment);
  enrolment.endedAt = null;
  enrolment.times += 1;
  if (enrolment.round.state === 'completed') enrolment.round.state = 'closed';
}

/** Back under grading, with what was left before the verdict. */
function withoutVerdict(enrolment: Enrolment): void {
  const former = enrolment.settled ? enrolment.before.pop() : undefined;
  Object.assign(enrolment, former);
  enrolment.state = 'under_grading';
  enrolment.verdicts = [];
  enrolment.settled = null;
}

/** Back among the requests: nothing that followed the admission has happened. */
function withoutAdmission(world: World, enrolment: Enrolment): void {
  Object.assign(enrolment, {
    state: 'requested',
    admitted: false,
    undeliveredFrom: null,
    correctionUntilOn: null,
    correctionBaseOn: null,
    correctionsUsed: 0,
    materialSent: false,
    verdicts: [],
    settled: null,
    before: [],
    late: [],
    dutySince: world.now,
  } satisfies Partial<Enrolment>);
}
