import { endOfDay, inTime, localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { beforeGrading, deadlineOf, type Enrolment } from '../../domain/certification/enrolment';
import { zone } from '../../domain/certification/zone';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import type { Locale } from '../core/locale';

/** What a participant should do now, and the last day for it where there is one. */
export type WhatNow = Readonly<{ text: string; lastDay?: PlainDate }>;

/** The next move of a participant, in a sentence. */
export function whatNow({ t, day, deadline }: Locale, { enrolment, round, rules }: EnrolmentFile, at: Instant): WhatNow {
  const last = deadlineOf(enrolment, round);
  const open = inTime(at, last, zone);
  switch (enrolment.state) {
    case 'requested':
      return { text: t('certification.now.requested') };
    case 'studying':
    case 'task_open':
      if (!open) return { text: t('certification.now.deadlinePassed') };
      if (!enrolment.materialReleasedAt) return { text: materialText() };
      return { text: t(`certification.now.${enrolment.state}`, { deadline: deadline(last) }), lastDay: last };
    case 'submitted':
      return open
        ? { text: t('certification.now.submitted', { deadline: deadline(last) }), lastDay: last }
        : { text: t('certification.now.gradingSoon') };
    case 'under_grading':
      if (enrolment.verdict === 'satisfactory')
        return {
          text: t(
            rules.paymentGate === 'before_certificate' && enrolment.payment !== 'paid'
              ? 'certification.now.passedUnpaid'
              : 'certification.enrolment.issuing',
          ),
        };
      return { text: t('certification.now.under_grading', { target: day(round.gradingTargetOn) }) };
    case 'returned':
      return enrolment.correctionUntilOn
        ? {
            text: t('certification.now.returned', { deadline: deadline(enrolment.correctionUntilOn) }),
            lastDay: enrolment.correctionUntilOn,
          }
        : { text: t('certification.now.failed') };
    case 'passed':
    case 'failed':
    case 'late':
    case 'not_delivered':
      return { text: t(`certification.now.${enrolment.state}`) };
    case 'withdrawn':
      return { text: t('certification.now.withdrawn', { cause: t(`certification.enrolment.cause.${enrolment.cause ?? 'by_request'}`) }) };
  }

  function materialText(): string {
    const overdue = !round.materialUploadedAt && localDay(at, zone) >= round.materialOn;
    return overdue ? t('certification.now.materialLate') : t('certification.now.waitForMaterial', { day: day(round.materialOn) });
  }
}

/** What a participant may send now: an answer that counts, one that is only kept, or none. */
export function mayHandIn({ enrolment, round }: EnrolmentFile, at: Instant): 'counts' | 'late' | undefined {
  const open = inTime(at, deadlineOf(enrolment, round), zone);
  switch (enrolment.state) {
    case 'task_open':
      return open ? (enrolment.materialReleasedAt ? 'counts' : undefined) : 'late';
    case 'submitted':
      return open ? 'counts' : undefined;
    case 'returned':
      return enrolment.correctionUntilOn && at < endOfDay(enrolment.correctionUntilOn, zone) ? 'counts' : undefined;
    case 'not_delivered':
    case 'late':
      return 'late';
    case 'requested':
    case 'studying':
    case 'under_grading':
    case 'passed':
    case 'failed':
    case 'withdrawn':
      return undefined;
  }
}

/** Whether a participant may report self-study done now. */
export function mayFinishStudy({ enrolment, round }: EnrolmentFile, at: Instant): boolean {
  return enrolment.state === 'studying' && enrolment.materialReleasedAt !== null && inTime(at, deadlineOf(enrolment, round), zone);
}

export function mayWithdraw({ state }: Enrolment): boolean {
  return state === 'requested' || state === 'studying' || state === 'task_open';
}

/** Whether a later deadline of one's own can be given now. */
export function mayExtend({ enrolment, round }: EnrolmentFile, at: Instant): boolean {
  return round.cancelledAt === null && beforeGrading.includes(enrolment.state) && inTime(at, deadlineOf(enrolment, round), zone);
}

/** Whether somebody can be admitted now, also after the last day of sign-up. */
export function mayAdmit({ enrolment, round }: EnrolmentFile, at: Instant): boolean {
  const runs = round.state === 'open' || round.state === 'running';
  return enrolment.state === 'requested' && runs && inTime(at, deadlineOf(enrolment, round), zone);
}
