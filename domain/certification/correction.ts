import { Refusal, refuseUnless } from '../core/errors';
import { addDays, type Instant, type PlainDate } from '../core/calendar';
import { expiresOn, lastActiveFrom, type Certificate } from './certificate';
import type { Enrolment, EnrolmentState } from './enrolment';
import type { CertificationRules } from './rules';

/** What staff can have got wrong about an enrolment, and take back (`domain.md` 2.6). */
export const correctionKinds = ['verdict', 'admission', 'person', 'import'] as const;
export type CorrectionKind = (typeof correctionKinds)[number];
export const correctionStates = ['asked', 'done', 'withdrawn'] as const;
export type CorrectionState = (typeof correctionStates)[number];

/** A correction that waits for a second person, or waited. */
export type Correction = Readonly<{
  correctionId: string;
  enrolmentId: string;
  what: CorrectionKind;
  /** Whom the enrolment was about when it was asked for. */
  aboutId: string;
  /** Whose the enrolment really is; only for `person`. */
  personId: string | null;
  askedBy: string;
  askedAt: Instant;
  state: CorrectionState;
  settledBy: string | null;
  settledAt: Instant | null;
}>;

/** What can be corrected of an enrolment as it stands; `given` counts the verdicts on its present answer. */
export function correctable(enrolment: Enrolment, given: number): readonly CorrectionKind[] {
  const graded: readonly EnrolmentState[] = ['passed', 'failed', 'returned', 'under_grading'];
  const there = enrolment.state !== 'withdrawn';
  return correctionKinds.filter((what) => {
    switch (what) {
      case 'verdict':
        return graded.includes(enrolment.state) && (enrolment.verdict !== null || given > 0);
      case 'admission':
        return enrolment.state === 'studying' || enrolment.state === 'task_open';
      case 'person':
        return there;
      case 'import':
        return there && enrolment.source === 'import';
    }
  });
}

/**
 * Takes a mistake back: the case goes on as if it had not happened, and its agenda decides what that means (`domain.md` 2.6).
 * @param to whose the enrolment really is; only for `person`
 * @throws Refusal `not_allowed_in_state`, `own_answer` when the right person is who graded it
 */
export function correct(
  enrolment: Enrolment,
  what: CorrectionKind,
  by: Readonly<{ at: Instant; given: number; to?: string | undefined }>,
): Enrolment {
  if (!correctable(enrolment, by.given).includes(what)) throw new Refusal('not_allowed_in_state');
  const corrected: Enrolment = { ...enrolment, timesCorrected: enrolment.timesCorrected + 1 };
  switch (what) {
    case 'verdict':
      return {
        ...corrected,
        state: 'under_grading',
        verdict: null,
        verdictAt: null,
        gradedBy: null,
        // The window is there only while, or because, this verdict returned the answer: then it used up a correction.
        correctionsUsed: enrolment.correctionsUsed - (enrolment.correctionUntilOn ? 1 : 0),
        correctionUntilOn: null,
        correctionBaseOn: null,
        endedAt: null,
      };
    case 'admission':
      return { ...corrected, state: 'requested', admittedAt: null, materialReleasedAt: null, selfStudyDoneAt: null };
    case 'person': {
      const to = by.to;
      if (!to || to === enrolment.personId) throw new Refusal('not_allowed_in_state');
      refuseUnless(to !== enrolment.gradedBy, 'own_answer');
      // Who passed does so again, together with a certificate of the right person.
      const again = enrolment.state === 'passed' ? ({ state: 'under_grading', endedAt: null } as const) : {};
      return { ...corrected, ...again, personId: to };
    }
    case 'import':
      return { ...corrected, state: 'withdrawn', cause: 'corrected', endedAt: by.at };
  }
}

/** What a correction does to one certificate: it is revoked, it is valid by its own dates again, another one has replaced it, or it was revoked itself. */
export type CertificateCorrection = Readonly<{
  how: 'revoked' | 'back' | 'still_replaced' | 'still_revoked';
  before: Certificate;
  after: Certificate;
}>;

/**
 * What taking back the ground of a certificate does to those of its holder: it is revoked, also when expired, and what it had replaced comes back, with the
 * dates that its uses give it, or counts as replaced by what replaced the revoked one (`domain.md` 2.6).
 * @param certificates all of the holder's
 * @param on the local day of the correction
 * @param useDays of the holder, which no certificate counted while it was replaced
 */
export function correctCertificates(
  enrolmentId: string,
  certificates: readonly Certificate[],
  on: PlainDate,
  useDays: readonly PlainDate[],
  rulesOf: (certificate: Certificate) => Pick<CertificationRules, 'idleCourse'>,
): CertificateCorrection[] {
  const issued = issuedBy(enrolmentId, certificates);
  if (!issued) return [];
  const revoked: Certificate = { ...issued, revokedOn: issued.revokedOn ?? on, takenBack: true };
  const former = certificates.filter((one) => one.replacedBy === issued.certificateId);
  return [
    { how: 'revoked', before: issued, after: revoked },
    ...former.map((before): CertificateCorrection => {
      if (issued.replacedBy)
        return { how: 'still_replaced', before, after: { ...before, replacedOn: issued.replacedOn, replacedBy: issued.replacedBy } };
      // Taken back itself while it was replaced: it never moves again (`domain.md` 2.4).
      if (before.revokedOn) return { how: 'still_revoked', before, after: { ...before, replacedOn: null, replacedBy: null } };
      const lastActiveOn = lastActiveFrom(before.lastActiveOn, useDays, rulesOf(before));
      // One that has expired meanwhile is not warned about any more; that it has expired is still told, as if it had never been replaced. One that had expired
      // before anybody knew of it was never told so, and is not now.
      const toldOn = addDays(expiresOn({ lastActiveOn }, rulesOf(before)), 1);
      const movedOn = before.movedOn <= toldOn && toldOn < on ? toldOn : on;
      return { how: 'back', before, after: { ...before, replacedOn: null, replacedBy: null, lastActiveOn, movedOn } };
    }),
  ];
}

/** The certificate that an enrolment stands behind, as long as nobody took it back. */
export function issuedBy(enrolmentId: string, certificates: readonly Certificate[]): Certificate | undefined {
  return certificates.find((one) => one.enrolmentId === enrolmentId && !one.takenBack);
}
