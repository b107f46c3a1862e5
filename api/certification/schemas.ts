import { z } from 'zod';
import { certificateKinds, certificateStates } from '../../domain/certification/certificate';
import { enrolmentKinds, enrolmentStates, paymentStates, verdicts } from '../../domain/certification/enrolment';
import { roundStates } from '../../domain/certification/round';
import { day, dayOut, id, instantOut, line, pageQuery, reason, wholeNumber } from '../core/schemas';

export const roundBody = z.strictObject({
  year: z.int().min(2019).max(2100),
  number: z.int().min(1).max(12),
  signUpOpensOn: day.optional(),
  signUpClosesOn: day.optional(),
  materialOn: day.optional(),
  deadlineOn: day.optional(),
  gradingTargetOn: day.optional(),
  priceDkk: z.int().min(0).max(1_000_000).optional(),
});
export const roundChange = roundBody.omit({ year: true, number: true }).partial();
export const roundsQuery = z.strictObject({ year: wholeNumber.min(2000).max(2100).optional() });

export const roundOut = z
  .strictObject({
    id,
    year: z.int(),
    number: z.int(),
    state: z.enum(roundStates),
    published: z.boolean(),
    signUpOpensOn: dayOut,
    signUpClosesOn: dayOut,
    materialOn: dayOut,
    deadlineOn: dayOut,
    gradingTargetOn: dayOut,
    priceDkk: z.number(),
    vatPercent: z.number(),
    materialUploaded: z.boolean(),
    cancelledAt: instantOut.nullable(),
    cancelReason: z.string().nullable(),
    counts: z.partialRecord(z.enum(enrolmentStates), z.int()),
    version: z.int(),
  })
  .meta({ id: 'Round' });
export const materialOut = z.strictObject({
  files: z.array(z.strictObject({ position: z.int(), name: z.string(), contentType: z.string(), size: z.int(), sha256: z.string() })),
});

export const personBody = z.strictObject({
  name: line(200),
  email: z.string().max(400),
  employer: line(200).optional(),
  nationalId: z.string().max(40).optional(),
});
export const signUpBody = z.strictObject({
  kind: z.enum(enrolmentKinds),
  person: personBody,
  source: z.enum(['email', 'form']).default('email'),
});
export const enrolmentsQuery = pageQuery.extend({ state: z.enum(enrolmentStates).optional() });

export const personOut = z.strictObject({ id, name: z.string().nullable(), email: z.string().nullable(), employer: z.string().nullable() });
export const agendaOut = z.array(
  z.strictObject({
    step: z.string(),
    occasion: z.string(),
    effectiveAt: instantOut,
    dueAt: instantOut,
    because: z.string(),
    movedBy: z.array(z.string()),
  }),
);
export const enrolmentOut = z
  .strictObject({
    id,
    roundId: id,
    person: personOut,
    kind: z.enum(enrolmentKinds),
    state: z.enum(enrolmentStates),
    source: z.string(),
    requestedAt: instantOut,
    admittedAt: instantOut.nullable(),
    materialReleasedAt: instantOut.nullable(),
    selfStudyDoneAt: instantOut.nullable(),
    deadlineOn: dayOut,
    ownDeadlineOn: dayOut.nullable(),
    answeredAt: instantOut.nullable(),
    verdict: z.enum(verdicts).nullable(),
    verdictAt: instantOut.nullable(),
    shortcomings: z.string().nullable(),
    correctionUntilOn: dayOut.nullable(),
    payment: z.enum(paymentStates),
    cause: z.string().nullable(),
    endedAt: instantOut.nullable(),
    certificate: z.strictObject({ id, number: z.string() }).nullable(),
    agenda: agendaOut,
    version: z.int(),
  })
  .meta({ id: 'Enrolment' });
export const enrolmentRowOut = z
  .strictObject({
    id,
    roundId: id,
    person: personOut,
    kind: z.enum(enrolmentKinds),
    state: z.enum(enrolmentStates),
    verdict: z.enum(verdicts).nullable(),
    requestedAt: instantOut,
    answeredAt: instantOut.nullable(),
    gradingTargetOn: dayOut,
    payment: z.enum(paymentStates),
    certificate: z.strictObject({ id, number: z.string() }).nullable(),
    version: z.int(),
  })
  .meta({ id: 'EnrolmentRow' });
export const enrolmentListOut = z.strictObject({ enrolments: z.array(enrolmentRowOut), next: id.nullable() });

export const lineOut = z.strictObject({
  line: z.int(),
  name: z.string(),
  email: z.string(),
  employer: z.string(),
  kind: z.string(),
  verdict: z.string(),
});
export const importOut = z
  .strictObject({
    id,
    roundId: id,
    lines: z.array(lineOut),
    accepted: z.int(),
    refused: z.int(),
    legacyEncoding: z.boolean(),
    confirmedAt: instantOut.nullable(),
    result: z.strictObject({ signedUp: z.int(), skipped: z.int() }).nullable(),
  })
  .meta({ id: 'SignUpImport' });

export const answerBody = z.looseObject({ text: z.string().max(200_000).optional() });
export const receiptOut = z
  .strictObject({
    id,
    receiptNumber: z.string(),
    receivedAt: instantOut,
    late: z.boolean(),
    counts: z.boolean(),
    sha256: z.string(),
    files: z.array(z.strictObject({ id, name: z.string(), contentType: z.string(), size: z.int(), sha256: z.string() })),
  })
  .meta({ id: 'Receipt' });
export const answerOut = receiptOut.extend({ text: z.string().nullable() }).meta({ id: 'Answer' });

export const gradeBody = z.strictObject({
  verdict: z.enum(verdicts),
  shortcomings: z.string().trim().max(20_000).optional(),
  criteria: z.array(line(40)).max(12).optional(),
});
/** Why something is done that others must be able to understand later; missing it is refused by its own code. */
export const reasonBody = z.strictObject({ reason });
export const extendBody = z.strictObject({ deadlineOn: day, reason });
export const paymentBody = z.strictObject({ state: z.enum(paymentStates) });
export const admitAllOut = z.strictObject({ admitted: z.int(), refused: z.int() });

export const certificateOut = z
  .strictObject({
    id,
    number: z.string(),
    kind: z.enum(certificateKinds),
    person: personOut,
    state: z.enum(certificateStates),
    issuedOn: dayOut,
    lastActiveOn: dayOut,
    expiresOn: dayOut,
    daysLeft: z.int(),
    agenda: agendaOut,
    version: z.int(),
  })
  .meta({ id: 'Certificate' });

export const useBody = z.strictObject({
  eventId: line(200),
  person: line(60),
  region: line(60),
  caseNumber: line(200),
  kind: line(60),
  at: z.string().max(60),
});
/** Rows are judged one by one, so a list is read loosely here. */
export const usesBody = z.union([useBody, z.array(z.unknown())]);
export const useOut = z.strictObject({ eventId: z.string().nullable(), verdict: z.string() });
export const usesOut = z.union([useOut, z.strictObject({ verdicts: z.array(useOut) })]);

export const verifyOut = z
  .strictObject({ number: z.string(), name: z.string().nullable(), state: z.enum(certificateStates) })
  .meta({ id: 'Verification' });
