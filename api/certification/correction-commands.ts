import { Refusal, refuseUnless } from '../../domain/core/errors';
import { parseEmail } from '../../domain/core/email';
import { allow } from '../../domain/core/policies';
import type { Correction, CorrectionKind } from '../../domain/certification/correction';
import { endedStates } from '../../domain/certification/enrolment';
import { correctEnrolments } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { logLookup } from '../../db/core/lookups';
import { ensurePerson, person, personByEmail, type Person } from '../../db/core/people';
import { openTask, settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { certificatesOf } from '../../db/certification/certificates';
import { correction, correctionAsked, correctionReason, insertCorrection, settleCorrection } from '../../db/certification/corrections';
import { enrolment as readEnrolment, lockEnrolment, readEnrolmentFile, type EnrolmentFile } from '../../db/certification/enrolments';
import { openEnrolmentOf } from '../../db/certification/enrolment-lists';
import { lockRound } from '../../db/certification/rounds';
import { personIdOf, type Context } from '../core/context';
import { planCorrection, type CorrectionPlan } from './correction-plan';
import { carryOut } from './correction-steps';

/** Whose an enrolment really is: somebody known, or named by address. */
export type RightPerson = Readonly<{
  personId?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
  employer?: string | undefined;
}>;
export type WantedCorrection = Readonly<{ what: CorrectionKind; reason?: string | undefined; person?: RightPerson | undefined }>;

/** What became of it: done, or asked for and waiting for a second person; with the consequences either way. */
export type Corrected = Readonly<{ plan: CorrectionPlan; asked: Correction | null }>;

/** The task that a correction waits for another coordinator. */
export const confirmTask = 'correction_to_confirm';

/** What a correction would do, without doing any of it. Refuses as `correctEnrolment` does, but for the reason. */
export async function previewCorrection(context: Context, enrolmentId: string, wanted: WantedCorrection): Promise<CorrectionPlan> {
  allow(context.actor, correctEnrolments, undefined);
  const file = await readEnrolmentFile(context.db, enrolmentId, context.receivedAt);
  if (!file) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, file.enrolment.personId, 'correction', context.receivedAt);
  // Somebody who is not known yet has no enrolment and no certificate: an id of nobody stands for them.
  const to = wanted.what === 'person' ? ((await knownPerson(context, wanted.person))?.personId ?? newId()) : undefined;
  await checkRightPerson(context.db, file, to);
  const plan = await planCorrection(context.db, file, wanted.what, to, context.receivedAt);
  await checkNoOtherOpen(context.db, plan);
  return plan;
}

/**
 * Takes back a wrong verdict, admission, person or import (`domain.md` 2.6). Once a certificate is out it is only asked for: a second person confirms it.
 * Refuses with `reason_needed`, `not_allowed_in_state`, `already_enrolled`, `no_former_certificate`, `own_answer`, `email_invalid`.
 */
export async function correctEnrolment(context: Context, enrolmentId: string, wanted: WantedCorrection): Promise<Corrected> {
  allow(context.actor, correctEnrolments, undefined);
  return context.transaction(async (trx) => {
    const found = await readEnrolment(trx, enrolmentId);
    if (!found) throw new Refusal('not_found');
    const { reason } = wanted;
    if (!reason) throw new Refusal('reason_needed', { fields: { reason: 'reason_needed' } });
    const to = wanted.what === 'person' ? (await rightPerson({ ...context, db: trx }, trx, wanted.person)).personId : undefined;
    const file = await lockForCorrection(trx, context, enrolmentId, found.personId, to);
    const plan = await planCorrection(trx, file, wanted.what, to, context.receivedAt);
    if (!plan.secondPerson) {
      await carryOut(trx, context, file, plan, { reason, askedBy: null });
      return { plan, asked: null };
    }
    return { plan, asked: await ask(trx, context, plan, { what: wanted.what, reason, to }) };
  });
}

/** Keeps a correction for a second person, and tells the other coordinators. Refuses with `not_allowed_in_state` while another one waits, and `already_enrolled`. */
async function ask(
  trx: Trx,
  context: Context,
  plan: CorrectionPlan,
  { what, reason, to }: Readonly<{ what: CorrectionKind; reason: string; to: string | undefined }>,
): Promise<Correction> {
  const enrolment = plan.before;
  refuseUnless((await correctionAsked(trx, enrolment.enrolmentId)) === undefined, 'not_allowed_in_state');
  await checkNoOtherOpen(trx, plan);
  const asked: Correction = {
    correctionId: newId(),
    enrolmentId: enrolment.enrolmentId,
    what,
    aboutId: enrolment.personId,
    personId: to ?? null,
    askedBy: personIdOf(context),
    askedAt: context.receivedAt,
    state: 'asked',
    settledBy: null,
    settledAt: null,
  };
  await insertCorrection(trx, asked, reason);
  await openTask(trx, { kind: 'enrolment', id: enrolment.enrolmentId }, 'coordinator', confirmTask, context.receivedAt, {
    correctionId: asked.correctionId,
  });
  await note(trx, context, asked, 'correctionAsked', { reason });
  return asked;
}

/** A second person carries out what somebody else asked for, with the consequences that it has by now. Refuses the asker with `second_person_needed`. */
export async function confirmCorrection(context: Context, correctionId: string): Promise<Corrected> {
  allow(context.actor, correctEnrolments, undefined);
  return context.transaction(async (trx) => {
    const waiting = await correction(trx, correctionId);
    if (!waiting) throw new Refusal('not_found');
    refuseUnless(waiting.askedBy !== personIdOf(context), 'second_person_needed');
    const to = waiting.personId ?? undefined;
    const file = await lockForCorrection(trx, context, waiting.enrolmentId, waiting.aboutId, to);
    const asked = await settled(trx, context, correctionId, 'done');
    const plan = await planCorrection(trx, file, asked.what, to, context.receivedAt);
    const reason = (await correctionReason(trx, asked)) ?? '';
    await carryOut(trx, context, file, plan, { reason, askedBy: asked.askedBy });
    return { plan, asked };
  });
}

/** Whoever asked, or anybody else who may correct, lets a correction be. */
export async function withdrawCorrection(context: Context, correctionId: string): Promise<Correction> {
  allow(context.actor, correctEnrolments, undefined);
  return context.transaction(async (trx) => {
    const asked = await settled(trx, context, correctionId, 'withdrawn');
    await note(trx, context, asked, 'correctionWithdrawn');
    return asked;
  });
}

/** Locks a correction that waits and marks what became of it; its task is done. @throws Refusal `not_found`, `not_allowed_in_state` */
async function settled(trx: Trx, context: Context, correctionId: string, state: 'done' | 'withdrawn'): Promise<Correction> {
  const waiting = await correction(trx, correctionId, 'lock');
  if (!waiting) throw new Refusal('not_found');
  refuseUnless(waiting.state === 'asked', 'not_allowed_in_state');
  const after: Correction = { ...waiting, state, settledBy: personIdOf(context), settledAt: context.receivedAt };
  await settleCorrection(trx, after);
  await settleTask(trx, waiting.enrolmentId, confirmTask, context.receivedAt);
  return after;
}

/**
 * Locks everything that a correction may touch, in the one order: the people, the round, the enrolment, the certificates (`design.md` 3).
 * @param aboutId whom the enrolment was about when it was looked up
 * @throws Refusal `not_allowed_in_state` when it is about somebody else by now; `already_enrolled`, `no_former_certificate` of the right person
 */
async function lockForCorrection(
  trx: Trx,
  { receivedAt }: Context,
  enrolmentId: string,
  aboutId: string,
  to: string | undefined,
): Promise<EnrolmentFile> {
  const people = to ? [aboutId, to] : [aboutId];
  await trx.raw('select 1 from person where id = any(?::uuid[]) order by id for no key update', [people]);
  const found = await readEnrolment(trx, enrolmentId);
  // For update from the start: a completed round may be closed again, and a lock that grows can wait for ever.
  if (found) await lockRound(trx, found.roundId, receivedAt);
  const file = await lockEnrolment(trx, enrolmentId, receivedAt);
  if (!file) throw new Refusal('not_found');
  refuseUnless(file.enrolment.personId === aboutId, 'not_allowed_in_state');
  await checkRightPerson(trx, file, to);
  return file;
}

/** Whether the right person may have the enrolment: one open at a time, and for re-certification a former certificate (`domain.md` 2.3). */
async function checkRightPerson(db: Context['db'], { enrolment, over }: EnrolmentFile, to: string | undefined): Promise<void> {
  if (!to) return;
  const open = await openEnrolmentOf(db, to);
  // Who passed is open again until the certificate of the right person is out.
  const opens = !over || enrolment.state === 'passed';
  refuseUnless(!opens || open === undefined || open === enrolment.enrolmentId, 'already_enrolled');
  refuseUnless(enrolment.kind === 'full' || (await certificatesOf(db, [to])).length > 0, 'no_former_certificate');
}

/** Who has another open enrolment by now cannot have this one back: said to whoever asks for it, not first to whoever confirms it (`domain.md` 2.3). */
async function checkNoOtherOpen(db: Context['db'], { before, after }: CorrectionPlan): Promise<void> {
  if (!endedStates.has(before.state) || endedStates.has(after.state) || after.personId !== before.personId) return;
  refuseUnless(!(await openEnrolmentOf(db, before.personId)), 'already_enrolled');
}

/** Finds or adds the right person. @throws Refusal `invalid_request`, `email_invalid`, `not_found` */
async function rightPerson(context: Context, trx: Trx, given: RightPerson | undefined): Promise<Person> {
  const known = await knownPerson(context, given);
  if (known) return known;
  const name = given?.name;
  if (!name) throw new Refusal('invalid_request', { fields: { 'person.name': 'missing' } });
  const email = parseEmail(given?.email ?? '');
  return ensurePerson(trx, { name, email, employer: given.employer ?? null, createdAt: context.receivedAt });
}

/** The right person where they are known. @throws Refusal `invalid_request`, `email_invalid`, `not_found` */
async function knownPerson(context: Context, given: RightPerson | undefined): Promise<Person | undefined> {
  if (!given || (!given.personId && !given.email)) throw new Refusal('invalid_request', { fields: { person: 'missing' } });
  if (!given.personId) return personByEmail(context.db, parseEmail(given.email!));
  const found = await person(context.db, given.personId);
  if (!found || found.erasedAt) throw new Refusal('not_found');
  return found;
}

async function note(
  trx: Trx,
  { receivedAt, actor }: Context,
  asked: Correction,
  what: string,
  personal?: Record<string, unknown>,
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'enrolment', id: asked.enrolmentId },
    what,
    personId: asked.aboutId,
    actorId: actor.personId,
    effectiveAt: receivedAt,
    recordedAt: receivedAt,
    data: { what: asked.what, correctionId: asked.correctionId },
    ...(personal ? { personal } : {}),
  });
}
