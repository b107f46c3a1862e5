import { startOfDay, type PlainDate } from '../../domain/core/calendar';
import type { RuleBook } from '../../domain/core/rules';
import type { Certificate } from '../../domain/certification/certificate';
import type { Enrolment, EnrolmentState } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { certificationRules, type CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';

const book: RuleBook = { version: 0, settings: [] };

/** The rules of the book, but for what the test is about; outside rehearsal, so with the grace of closing. */
export function theRules(changed: Partial<CertificationRules> = {}): CertificationRules {
  return { ...certificationRules(book, { version: 0, on: '2026-01-01', today: '2026-01-01' }, false), ...changed };
}

/** The second round of 2026, running, its material out since 3 April; the deadline is Friday 15 May. */
export function aRound(changed: Partial<Round> = {}): Round {
  return {
    roundId: '00000000-0000-7000-8000-000000000001',
    year: 2026,
    number: 2,
    state: 'running',
    signUpOpensOn: '2026-02-20',
    signUpClosesOn: '2026-04-30',
    materialOn: '2026-04-03',
    deadlineOn: '2026-05-15',
    gradingTargetOn: '2026-06-05',
    priceDkk: 4_000,
    publishedAt: '2026-02-20T08:00:00.000Z',
    deadlineSetAt: '2026-02-01T08:00:00.000Z',
    materialUploadedAt: '2026-03-01T08:00:00.000Z',
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    deadlineBaseOn: null,
    rulesVersion: 0,
    rulesOn: '2026-02-01',
    version: 1,
    ...changed,
  };
}

/** An enrolment as far along as its state says. */
export function anEnrolment(state: EnrolmentState, changed: Partial<Enrolment> = {}): Enrolment {
  const admitted = state !== 'requested' && state !== 'withdrawn';
  const answered = ['submitted', 'under_grading', 'returned', 'passed', 'failed'].includes(state);
  const ended = ['passed', 'failed', 'late', 'not_delivered', 'withdrawn'].includes(state);
  return {
    enrolmentId: '00000000-0000-7000-8000-000000000002',
    roundId: '00000000-0000-7000-8000-000000000001',
    personId: '00000000-0000-7000-8000-000000000003',
    kind: 'full',
    state,
    source: 'email',
    requestedAt: '2026-03-01T09:00:00.000Z',
    admittedAt: admitted ? '2026-03-02T09:00:00.000Z' : null,
    materialReleasedAt: admitted ? '2026-04-02T22:00:00.000Z' : null,
    selfStudyDoneAt: admitted && state !== 'studying' ? '2026-04-20T09:00:00.000Z' : null,
    answerId: answered ? '00000000-0000-7000-8000-000000000004' : null,
    answeredAt: answered ? '2026-05-10T09:00:00.000Z' : null,
    verdict: state === 'returned' ? 'not_satisfactory' : null,
    verdictAt: state === 'returned' ? '2026-05-20T09:00:00.000Z' : null,
    gradedBy: null,
    correctionsUsed: state === 'returned' ? 1 : 0,
    timesCorrected: 0,
    correctionUntilOn: state === 'returned' ? '2026-05-27' : null,
    ownDeadlineOn: null,
    ownDeadlineSetAt: null,
    ownDeadlineBaseOn: null,
    correctionBaseOn: null,
    payment: 'not_invoiced',
    cause: null,
    endedAt: ended ? '2026-05-15T22:00:00.000Z' : null,
    rulesVersion: 0,
    rulesOn: '2026-03-01',
    version: 1,
    ...changed,
  };
}

/** A certificate that was never used since its issue. */
export function aCertificate(changed: Partial<Certificate> & { issuedOn: PlainDate }): Certificate {
  return {
    certificateId: '00000000-0000-7000-8000-000000000005',
    number: 'JAR-2024-0123456789',
    kind: 'jar',
    personId: '00000000-0000-7000-8000-000000000003',
    enrolmentId: null,
    lastActiveOn: changed.issuedOn,
    movedOn: changed.issuedOn,
    revokedOn: null,
    replacedOn: null,
    rulesVersion: 0,
    rulesOn: changed.issuedOn,
    version: 1,
    ...changed,
  };
}

/** Nine in the morning, local time, when letters begin to go. */
export const nine = (day: PlainDate): string => new Date(Date.parse(startOfDay(day, zone)) + 9 * 3_600_000).toISOString();
