import type { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { deadlineWindow, metWindow, seeEvidence, windowOfReceipt } from '../../domain/certification/evidence';
import { zone } from '../../domain/certification/zone';
import { letterList } from '../../db/core/letters';
import { logLookup } from '../../db/core/lookups';
import { timelineOf, type TimelineEvent } from '../../db/core/timeline';
import { answersOf, filesOf } from '../../db/certification/answers';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { outagesSince } from '../../db/certification/evidence';
import { mostLetters } from '../core/letter-commands';
import type { Context } from '../core/context';
import type { evidenceOut } from './evidence-schemas';

/** What proves whether a deadline was met: no names, no texts, only days, instants, codes and prints. */
export type Evidence = z.infer<typeof evidenceOut>;

/** The rule of `domain.md` 1.1 in one sentence, for whoever reads the file without us. */
export const timeRule =
  'A deadline is a day in this zone. What was received before 00:00:00.000 of the next local day is in time. Summer time does not move the day.';

/** The evidence of one enrolment; the look-up of the person is logged. Refuses with `not_found`. */
export async function evidence(context: Context, enrolmentId: string): Promise<Evidence> {
  const { db, receivedAt } = context;
  const file = await readEnrolmentFile(db, enrolmentId, receivedAt);
  if (!file) throw new Refusal('not_found');
  const { enrolment, round, rules } = file;
  allow(context.actor, seeEvidence, enrolment);
  await logLookup(db, context.actor, enrolment.personId, 'evidence', receivedAt);
  const [events, roundEvents] = [await timelineOf(db, { caseId: enrolmentId }), await timelineOf(db, { caseId: round.roundId })];
  const answers = await answersOf(db, enrolmentId);
  const files = await filesOf(
    db,
    answers.map((one) => one.answerId),
  );
  const deadline = deadlineWindow(enrolment, round);
  const said = (event: TimelineEvent): Evidence['events'][number] => presentEvent(event, enrolment.personId);
  return {
    format: 'frist-evidence/1',
    madeAt: receivedAt,
    zone,
    timeRule,
    rules: {
      version: enrolment.rulesVersion,
      ruledFromOn: enrolment.rulesOn,
      values: {
        closingGraceMinutes: rules.closingGraceMinutes,
        corrections: rules.corrections,
        correctionDays: rules.correctionDays,
        deadlineReminders: [...rules.deadlineReminders],
        messageHours: rules.messageHours,
      },
    },
    enrolment: {
      id: enrolmentId,
      kind: enrolment.kind,
      state: enrolment.state,
      cause: enrolment.cause,
      requestedAt: enrolment.requestedAt,
      admittedAt: enrolment.admittedAt,
      materialReleasedAt: enrolment.materialReleasedAt,
      endedAt: enrolment.endedAt,
    },
    round: { id: round.roundId, year: round.year, number: round.number, deadlineOn: round.deadlineOn, deadlineSetAt: round.deadlineSetAt },
    ownDeadlineOn: enrolment.ownDeadlineOn,
    deadline: { lastDay: deadline.lastDay, endsAt: deadline.endsAt },
    receipts: answers.map((answer) => {
      const ruledBy = windowOfReceipt(answer.receiptNumber, events, deadline, rules);
      return {
        receiptNumber: answer.receiptNumber,
        receivedAt: answer.receivedAt,
        ruledBy,
        inTime: metWindow(answer.receivedAt, ruledBy),
        answeredAsLate: answer.late,
        counts: answer.answerId === enrolment.answerId,
        sha256: answer.sha256.toString('hex'),
        files: files
          .filter((one) => one.answerId === answer.answerId)
          .map((one) => ({ size: one.size, sha256: one.sha256.toString('hex') })),
      };
    }),
    letters: (await letterList(db, { caseId: enrolmentId, personId: enrolment.personId }, mostLetters))
      .map(({ template, occasion, state, writtenAt, dueAt, settledAt, attempts, replyCode }) => ({
        template,
        occasion,
        state,
        writtenAt,
        dueAt,
        settledAt,
        attempts,
        replyCode,
      }))
      .reverse(),
    outages: await outagesSince(db, enrolment.requestedAt),
    events: events.map(said),
    roundEvents: roundEvents.map(said),
  };
}

/** An event without names; a reason in free text stays where it is. */
function presentEvent(
  { what, effectiveAt, recordedAt, data, actorId, rulesVersion }: TimelineEvent,
  personId: string,
): Evidence['events'][number] {
  const { reason: _reason, ...rest } = data;
  return {
    what,
    effectiveAt,
    recordedAt,
    by: !actorId ? 'product' : actorId === personId ? 'participant' : 'staff',
    data: rest,
    rulesVersion,
  };
}
