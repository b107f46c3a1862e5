import { z } from 'zod';
import { enrolmentKinds, enrolmentStates } from '../../domain/certification/enrolment';
import { dayOut, id, instantOut } from '../core/schemas';

const eventOut = z.strictObject({
  what: z.string(),
  effectiveAt: instantOut,
  recordedAt: instantOut,
  by: z.enum(['participant', 'staff', 'product']),
  data: z.record(z.string(), z.unknown()),
  rulesVersion: z.int().nullable(),
});

/** The file that `npm run evidence` checks without us. */
export const evidenceOut = z
  .strictObject({
    format: z.literal('frist-evidence/1'),
    madeAt: instantOut,
    zone: z.string(),
    timeRule: z.string(),
    rules: z.strictObject({
      version: z.int(),
      ruledFromOn: dayOut,
      values: z.strictObject({
        closingGraceMinutes: z.int(),
        corrections: z.int(),
        correctionDays: z.int(),
        deadlineReminders: z.array(z.int()),
        messageHours: z.strictObject({ opens: z.int(), closes: z.int() }),
      }),
    }),
    enrolment: z.strictObject({
      id,
      kind: z.enum(enrolmentKinds),
      state: z.enum(enrolmentStates),
      cause: z.string().nullable(),
      requestedAt: instantOut,
      admittedAt: instantOut.nullable(),
      materialReleasedAt: instantOut.nullable(),
      endedAt: instantOut.nullable(),
    }),
    round: z.strictObject({ id, year: z.int(), number: z.int(), deadlineOn: dayOut, deadlineSetAt: instantOut }),
    ownDeadlineOn: dayOut.nullable(),
    deadline: z.strictObject({ lastDay: dayOut, endsAt: instantOut }),
    receipts: z.array(
      z.strictObject({
        receiptNumber: z.string(),
        receivedAt: instantOut,
        ruledBy: z.strictObject({ kind: z.enum(['deadline', 'correction']), lastDay: dayOut, endsAt: instantOut }),
        inTime: z.boolean(),
        answeredAsLate: z.boolean(),
        counts: z.boolean(),
        sha256: z.string(),
        files: z.array(z.strictObject({ size: z.int(), sha256: z.string() })),
      }),
    ),
    letters: z.array(
      z.strictObject({
        template: z.string(),
        occasion: z.string(),
        state: z.enum(['queued', 'sent', 'refused', 'bounced', 'withdrawn']),
        writtenAt: instantOut,
        dueAt: instantOut,
        settledAt: instantOut.nullable(),
        attempts: z.int(),
        replyCode: z.int().nullable(),
      }),
    ),
    outages: z.array(z.strictObject({ fromAt: instantOut, toAt: instantOut, declaredAt: instantOut })),
    events: z.array(eventOut),
    roundEvents: z.array(eventOut),
  })
  .meta({ id: 'Evidence' });
