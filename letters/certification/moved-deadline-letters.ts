import type { Instant, PlainDate } from '../../domain/core/calendar';
import { deadlineOf } from '../../domain/certification/enrolment';
import { withdrawLetters, type WithdrawnLetter } from '../../db/core/letters';
import type { Trx } from '../../db/core/transaction';
import { receiptsNumbered } from '../../db/certification/answers';
import { formatDay } from '../core/format';
import type { Template } from '../core/render';
import { admission, materialOut, receiptOf, type Receipt } from './enrolment-letters';
import { writeOwnLetters, type AboutEnrolment, type EnrolmentLetter } from './write-enrolment-letter';

/** An enrolment whose deadline moved, as it is now, with the day on which its deadline was and the one on which it is. */
export type MovedDeadline = AboutEnrolment & Readonly<{ from: PlainDate; to: PlainDate }>;

/** Letters that name the deadline of the answer, or tell that it has passed. */
const ofAnswer: readonly Template[] = [
  'admitted',
  'material',
  'deadline_reminder',
  'deadline_moved',
  'received',
  'late',
  'not_delivered',
  'not_admitted',
];
/** Those that name the last day of a correction, or tell that it has passed. */
const ofCorrection: readonly Template[] = ['returned', 'failed', 'deadline_moved'];

/**
 * Tells participants that their deadline moved, whatever moved it, and sees to it that nothing that waits to be sent names the former one (`domain.md` 1.3, 2.6).
 * @param occasion names the move; its letter is written once
 */
export async function tellMovedDeadlines(trx: Trx, moved: readonly MovedDeadline[], occasion: string, at: Instant): Promise<void> {
  await renewLetters(trx, moved, at);
  await writeOwnLetters(
    trx,
    moved.map((about) => ({
      about,
      letter: {
        template: 'deadline_moved',
        occasion,
        at,
        values: (language) => ({ formerDeadline: formatDay(language, about.from), deadline: formatDay(language, about.to) }),
      },
    })),
  );
}

/**
 * Takes back what waits to be sent and names a deadline that has moved, and writes anew what is still to be said, with the deadline that holds. What was sent
 * stays sent and is not sent again. Reminders are owed anew by the agenda.
 */
export async function renewLetters(trx: Trx, about: readonly AboutEnrolment[], at: Instant): Promise<void> {
  const known = new Map(about.map((one) => [one.enrolment.enrolmentId, one]));
  const idsOf = (correcting: boolean): string[] =>
    about.filter((one) => (one.enrolment.state === 'returned') === correcting).map((one) => one.enrolment.enrolmentId);
  const withdrawn = [
    ...(await withdrawLetters(trx, idsOf(false), ofAnswer, at)),
    ...(await withdrawLetters(trx, idsOf(true), ofCorrection, at)),
  ];
  if (withdrawn.length === 0) return;
  const numbers = withdrawn.flatMap((letter) => receiptIn(letter) ?? []);
  const receipts = new Map((await receiptsNumbered(trx, numbers)).map((one) => [one.receiptNumber, one]));
  await writeOwnLetters(
    trx,
    withdrawn.flatMap((former) => {
      const one = known.get(former.caseId)!;
      const letter = anew(former, one, receipts, at);
      return letter ? [{ about: one, letter }] : [];
    }),
  );
}

/** What a letter that was taken back says now; nothing when there is nothing left to say. Its occasion names the deadline, for it may move once more. */
function anew(
  former: WithdrawnLetter,
  { enrolment, round }: AboutEnrolment,
  receipts: ReadonlyMap<string, Receipt>,
  at: Instant,
): EnrolmentLetter | undefined {
  const deadline = deadlineOf(enrolment, round);
  const { correctionUntilOn } = enrolment;
  switch (former.template) {
    case 'admitted':
      return enrolment.endedAt === null ? { ...admission(round, at), occasion: `admitted:${deadline}` } : undefined;
    case 'material':
      return enrolment.endedAt === null ? materialOut(enrolment, `material:${round.materialOn}:${deadline}`, at) : undefined;
    case 'received':
    case 'late': {
      // An answer that was late by the former deadline may be in time by the new one.
      const receipt = receipts.get(receiptIn(former) ?? '');
      return receipt && { ...receiptOf(receipt, at), occasion: `received:${receipt.receiptNumber}:${deadline}` };
    }
    case 'not_delivered':
      return enrolment.state === 'not_delivered' ? { template: 'not_delivered', occasion: `closeUndelivered:${deadline}`, at } : undefined;
    case 'not_admitted':
      return enrolment.cause === 'not_admitted' ? { template: 'not_admitted', occasion: `withdrawUnadmitted:${deadline}`, at } : undefined;
    case 'returned':
      return correctionUntilOn
        ? {
            template: 'returned',
            occasion: `returned-${enrolment.correctionsUsed}:${correctionUntilOn}`,
            at,
            values: (language) => ({ deadline: formatDay(language, correctionUntilOn) }),
          }
        : undefined;
    default:
      return undefined;
  }
}

/** The number of the receipt that a letter brought. */
function receiptIn({ occasion }: WithdrawnLetter): string | undefined {
  return /^received:(R-[^:#]+)/.exec(occasion)?.[1];
}
