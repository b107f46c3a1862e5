import { startOfDay, localDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { withdrawLetters } from '../../db/core/letters';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { lockCertificatesOf, saveCertificate } from '../../db/certification/certificates';
import { resealEnrolment, restoreShortcomings } from '../../db/certification/corrections';
import { saveEnrolment, type EnrolmentFile } from '../../db/certification/enrolments';
import { takeBackVerdicts } from '../../db/certification/verdicts';
import { writeCorrectedLetters } from '../../letters/certification/write-corrected-letter';
import type { Context } from '../core/context';
import { untrue, untrueOfCertificate, type CorrectionPlan, type PlannedCertificate } from './correction-plan';
import { reopenRound } from './reopen-round';

/** Why it is corrected, and who asked for it when a second person confirmed. */
export type Ground = Readonly<{ reason: string; askedBy: string | null }>;

/**
 * Carries out what was planned under the locks of the case: enrolment, verdicts, certificates, round, letters, timeline, in one transaction. What follows by
 * itself (a new certificate, a lapse, an end) is the stories'.
 */
export async function carryOut(trx: Trx, context: Context, file: EnrolmentFile, plan: CorrectionPlan, ground: Ground): Promise<void> {
  const { receivedAt } = context;
  const { before, after, what } = plan;
  await withdrawLetters(trx, before.enrolmentId, untrue[what], receivedAt);
  for (const one of plan.certificates) await changeCertificate(trx, context, one);
  if (what === 'verdict' && before.answerId) {
    await takeBackVerdicts(trx, before.answerId, receivedAt);
    await restoreShortcomings(trx, before.enrolmentId, before.personId);
  }
  if (what === 'person') await resealEnrolment(trx, before.enrolmentId, before.personId, after.personId);
  await saveEnrolment(trx, file, after, receivedAt);
  if (plan.round.from !== plan.round.to) await reopenRound(trx, context, before.roundId, 'corrected');
  await record(trx, context, file, plan, ground);
  await writeCorrectedLetters(trx, file, { what, after, at: receivedAt });
}

async function changeCertificate(trx: Trx, { receivedAt, actor }: Context, one: PlannedCertificate): Promise<void> {
  const { certificateId, personId } = one.before;
  // Locked with the person, who is locked already: what was planned is what is there.
  await lockCertificatesOf(trx, [personId], receivedAt);
  await saveCertificate(trx, one.file, one.after, receivedAt);
  if (one.how === 'still_replaced' || one.how === 'still_revoked') return;
  if (one.how === 'revoked') await withdrawLetters(trx, certificateId, untrueOfCertificate, receivedAt);
  await appendTimeline(trx, {
    case: { kind: 'certificate', id: certificateId },
    what: one.how === 'revoked' ? 'certificateRevoked' : 'certificateBack',
    personId,
    actorId: actor.personId,
    effectiveAt: startOfDay(localDay(receivedAt, zone), zone),
    recordedAt: receivedAt,
    data: { cause: 'corrected', from: one.from, to: one.to, expiresOn: one.expiresOn },
    rulesVersion: one.file.rules.version,
  });
}

/** Mistake and correction both stay: the events of before are untouched, and each person concerned has one that says what was corrected. */
async function record(
  trx: Trx,
  { receivedAt, actor }: Context,
  { rules }: EnrolmentFile,
  { what, before, after }: CorrectionPlan,
  ground: Ground,
): Promise<void> {
  const event = {
    case: { kind: 'enrolment', id: before.enrolmentId },
    actorId: actor.personId,
    effectiveAt: receivedAt,
    recordedAt: receivedAt,
    rulesVersion: rules.version,
  };
  await appendTimeline(trx, {
    ...event,
    what: 'corrected',
    personId: before.personId,
    data: {
      what,
      ...(after.state === before.state ? {} : { from: before.state, to: after.state }),
      ...(ground.askedBy ? { askedBy: ground.askedBy } : {}),
    },
    personal: { reason: ground.reason },
  });
  if (after.personId !== before.personId)
    await appendTimeline(trx, { ...event, what: 'givenToRightPerson', personId: after.personId, data: { what } });
}
