import type { z } from 'zod';
import { daysBetween, localDay, type Instant } from '../../domain/core/calendar';
import type { Agenda } from '../../domain/core/agenda';
import { expiresOn, stateOn } from '../../domain/certification/certificate';
import { deadlineOf } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import type { Person } from '../../db/core/people';
import type { Answer, AnswerFile } from '../../db/certification/answers';
import type { CertificateFile } from '../../db/certification/certificates';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import type { EnrolmentRow } from '../../db/certification/enrolment-lists';
import type * as schemas from './schemas';

type Out<T extends z.ZodType> = z.infer<T>;

export function presentRound(round: Round, counts: Record<string, number>, vatPercent: number): Out<typeof schemas.roundOut> {
  const {
    roundId,
    publishedAt,
    materialUploadedAt,
    year,
    number,
    state,
    signUpOpensOn,
    signUpClosesOn,
    materialOn,
    deadlineOn,
    gradingTargetOn,
    priceDkk,
    version,
  } = round;
  return {
    id: roundId,
    year,
    number,
    state,
    published: publishedAt !== null,
    signUpOpensOn,
    signUpClosesOn,
    materialOn,
    deadlineOn,
    gradingTargetOn,
    priceDkk,
    vatPercent,
    materialUploaded: materialUploadedAt !== null,
    cancelledAt: round.cancelledAt,
    cancelReason: round.cancelReason,
    counts,
    version,
  };
}

export function presentAgenda(agenda: Agenda): Out<typeof schemas.agendaOut> {
  return agenda.map(({ step, occasion, effectiveAt, dueAt, because, movedBy }) => ({
    step,
    occasion,
    effectiveAt,
    dueAt,
    because,
    movedBy: [...movedBy],
  }));
}

export function presentPerson({
  personId,
  name,
  email,
  employer,
}: Pick<Person, 'personId' | 'name' | 'email' | 'employer'>): Out<typeof schemas.personOut> {
  return { id: personId, name, email, employer };
}

export type EnrolmentView = Readonly<{
  file: EnrolmentFile;
  person: Person;
  /** Blind grading keeps from the reader who it is: there is no name, and there are no names of files. */
  blind: boolean;
  shortcomings: string | null;
  certificate: { id: string; number: string } | null;
}>;

export function presentEnrolment({ file, person, shortcomings, certificate }: EnrolmentView): Out<typeof schemas.enrolmentOut> {
  const { enrolment, round, agenda } = file;
  return {
    id: enrolment.enrolmentId,
    roundId: enrolment.roundId,
    person: presentPerson(person),
    kind: enrolment.kind,
    state: enrolment.state,
    source: enrolment.source,
    requestedAt: enrolment.requestedAt,
    admittedAt: enrolment.admittedAt,
    materialReleasedAt: enrolment.materialReleasedAt,
    selfStudyDoneAt: enrolment.selfStudyDoneAt,
    deadlineOn: deadlineOf(enrolment, round),
    ownDeadlineOn: enrolment.ownDeadlineOn,
    answeredAt: enrolment.answeredAt,
    verdict: enrolment.verdict,
    verdictAt: enrolment.verdictAt,
    shortcomings,
    correctionUntilOn: enrolment.correctionUntilOn,
    payment: enrolment.payment,
    cause: enrolment.cause,
    endedAt: enrolment.endedAt,
    certificate,
    agenda: presentAgenda(agenda),
    version: enrolment.version,
  };
}

export function presentRow(row: EnrolmentRow): Out<typeof schemas.enrolmentRowOut> {
  return {
    id: row.enrolmentId,
    roundId: row.roundId,
    person: presentPerson(row),
    kind: row.kind,
    state: row.state,
    verdict: row.verdict,
    requestedAt: row.requestedAt,
    answeredAt: row.answeredAt,
    gradingTargetOn: row.gradingTargetOn,
    payment: row.payment,
    certificate: row.certificateId && row.certificateNumber ? { id: row.certificateId, number: row.certificateNumber } : null,
    version: row.version,
  };
}

export function presentReceipt(answer: Answer, files: readonly AnswerFile[], countsId: string | null): Out<typeof schemas.receiptOut> {
  return {
    id: answer.answerId,
    receiptNumber: answer.receiptNumber,
    receivedAt: answer.receivedAt,
    late: answer.late,
    counts: answer.answerId === countsId,
    sha256: answer.sha256.toString('hex'),
    files: files
      .filter((file) => file.answerId === answer.answerId)
      .map((file) => ({
        id: file.fileId,
        name: file.name,
        contentType: file.contentType,
        size: file.size,
        sha256: file.sha256.toString('hex'),
      })),
  };
}

export function presentCertificate(
  { certificate, rules, agenda }: CertificateFile,
  person: Person,
  at: Instant,
): Out<typeof schemas.certificateOut> {
  const today = localDay(at, zone);
  const expiry = expiresOn(certificate, rules);
  return {
    id: certificate.certificateId,
    number: certificate.number,
    kind: certificate.kind,
    person: presentPerson(person),
    state: stateOn(today, certificate, rules),
    issuedOn: certificate.issuedOn,
    lastActiveOn: certificate.lastActiveOn,
    expiresOn: expiry,
    daysLeft: daysBetween(today, expiry),
    agenda: presentAgenda(agenda),
    version: certificate.version,
  };
}
