import type { Participant } from './program';
import { deadlineOf, type Certificate, type Enrolment, type EnrolmentState, type Template, type World } from './state';
import { localDay, sentFrom } from './time';

/** Receipts go at once, whatever the hour (`domain.md` 1.3). */
const receipts: ReadonlySet<Template> = new Set(['received', 'late']);

/** Puts a letter into the queue: due now, or when sending opens next. */
function write(world: World, person: Participant, template: Template, isTrue: () => boolean, about: Enrolment | null = null): void {
  const dueAt = receipts.has(template) ? world.now : sentFrom(world.now);
  world.letters.push({ person, template, dueAt, withdrawn: false, about, isTrue });
}

/** What must hold for the text of a letter about an enrolment to be true, beside that nothing it rests on was taken back. */
function holds(enrolment: Enrolment, template: Template): () => boolean {
  const deadlineOn = deadlineOf(enrolment);
  const untilOn = enrolment.correctionUntilOn;
  const inState =
    (...states: readonly EnrolmentState[]) =>
    () =>
      states.includes(enrolment.state);
  const out = (): boolean => enrolment.state !== 'withdrawn';
  switch (template) {
    case 'not_admitted':
      return () => enrolment.cause === 'not_admitted';
    case 'deadline_reminder':
      return () => inState('studying', 'task_open')() && deadlineOf(enrolment) === deadlineOn;
    case 'deadline_moved':
      // Who has answered has no window any more: that it moved stays true.
      return () => out() && deadlineOf(enrolment) === deadlineOn && (enrolment.correctionUntilOn ?? untilOn) === untilOn;
    case 'not_delivered':
      return inState('not_delivered', 'late');
    case 'failed':
      return inState('failed');
    case 'admitted':
    case 'material':
      return out;
    case 'round_cancelled':
    case 'received':
    case 'late':
    case 'returned':
    case 'passed':
    case 'certificate':
    case 'expiry_warning':
    case 'expired':
      return () => true;
  }
}

/** Writes to the person of an enrolment. */
export function tell(world: World, enrolment: Enrolment, template: Template): void {
  const { times } = enrolment;
  const stillHolds = holds(enrolment, template);
  const follows = template !== 'deadline_moved' && template !== 'round_cancelled';
  write(world, enrolment.person, template, () => stillHolds() && (!follows || enrolment.times === times), enrolment);
}

/** Letters that name a deadline and wait are taken back when it moves, and written anew where there is still something to say (`domain.md` 1.3). */
export function renew(world: World, enrolment: Enrolment): void {
  const waiting = world.letters.filter(({ about, withdrawn, dueAt }) => about === enrolment && !withdrawn && dueAt > world.now);
  for (const letter of waiting) {
    const { template } = letter;
    const again =
      (template === 'admitted' || template === 'material') && enrolment.state !== 'returned'
        ? enrolment.endedAt === null
        : template === enrolment.state || (template === 'not_admitted' && enrolment.cause === 'not_admitted');
    if (!names.has(template) || (enrolment.state === 'returned') !== (template === 'returned')) continue;
    letter.withdrawn = true;
    if (again) tell(world, enrolment, template);
  }
}

const names: ReadonlySet<Template> = new Set(['admitted', 'material', 'not_delivered', 'not_admitted', 'returned']);

/** Writes to the holder of a certificate that it will expire, or has. */
export function tellHolder(world: World, certificate: Certificate, template: 'certificate' | 'expiry_warning' | 'expired'): void {
  const { expiresOn } = certificate;
  if (template === 'certificate') return write(world, certificate.ref.person, template, () => certificate.revokedOn === null);
  const stands = (): boolean => certificate.revokedOn === null && certificate.replacedBy === null;
  write(
    world,
    certificate.ref.person,
    template,
    () =>
      // One that another has replaced meanwhile is not to be renewed any more.
      stands() && (template === 'expired' ? certificate.expiresOn < localDay(world.now) : certificate.expiresOn === expiresOn),
  );
}

/** Takes back queued letters whose text has become untrue (`domain.md` 1.3). */
export function withdrawUntrue(world: World): void {
  for (const letter of world.letters) if (!letter.withdrawn && letter.dueAt > world.now && !letter.isTrue()) letter.withdrawn = true;
}
