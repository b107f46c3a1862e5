import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import * as rule from '../../domain/certification/enrolment';
import {
  actAsParticipant,
  gradeAnswers,
  manageEnrolments,
  manageRounds,
  seeEnrolment,
  withdrawEnrolment,
} from '../../domain/certification/policies';
import { storeFiles, type NewFile } from '../../db/core/files';
import { newId, randomSigns } from '../../db/core/ids';
import { withdrawLetters } from '../../db/core/letters';
import { rows } from '../../db/core/columns';
import { sha256 } from '../../db/core/sealing';
import { holdPerson } from '../../db/core/people';
import { appendTimeline, appendTimelines } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { filesOf, insertAnswer, type Answer, type AnswerFile } from '../../db/certification/answers';
import { lockEnrolment, lockEnrolmentsIn, saveEnrolment, saveEnrolments, type EnrolmentFile } from '../../db/certification/enrolments';
import { openEnrolmentOf } from '../../db/certification/enrolment-lists';
import { holdOutages } from '../../db/certification/outages';
import { holdCompletedRound } from '../../db/certification/rounds';
import { admission, receiptOf } from '../../letters/certification/enrolment-letters';
import { writeEnrolmentLetter, writeEnrolmentLetters } from '../../letters/certification/write-enrolment-letter';
import { personIdOf, type Context } from '../core/context';
import { reopenRound } from './reopen-round';
import { addVerdict } from './verdict-commands';

/** What an act came to: the enrolment as it is now, and what its timeline says. */
export type Done = Readonly<{ after: rule.Enrolment; what: string; data?: Record<string, unknown>; personal?: Record<string, unknown> }>;

/**
 * Locks the enrolment, lets the work decide, writes the timeline, saves. What the actor may not see is not there.
 * @param first takes what must be locked before the case
 */
export async function act(
  context: Context,
  enrolmentId: string,
  work: (trx: Trx, file: EnrolmentFile) => Promise<Done>,
  first?: (trx: Trx) => Promise<void>,
): Promise<rule.Enrolment> {
  return context.transaction(async (trx) => {
    await first?.(trx);
    const file = await lockEnrolment(trx, enrolmentId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    allow(context.actor, seeEnrolment, file.enrolment);
    const done = await work(trx, file);
    await appendTimeline(trx, {
      case: { kind: 'enrolment', id: enrolmentId },
      what: done.what,
      personId: file.enrolment.personId,
      actorId: context.actor.personId,
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { ...done.data, ...(done.after.state === file.enrolment.state ? {} : { from: file.enrolment.state, to: done.after.state }) },
      ...(done.personal ? { personal: done.personal } : {}),
      rulesVersion: file.rules.version,
    });
    return saveEnrolment(trx, file, done.after, context.receivedAt);
  });
}

/** Admits a participant and tells them. Refuses with `round_not_open`, `payment_missing`, `not_allowed_in_state`. */
export async function admit(context: Context, enrolmentId: string): Promise<rule.Enrolment> {
  return act(context, enrolmentId, async (trx, file) => {
    allow(context.actor, manageEnrolments, file.enrolment);
    const after = rule.admit(file.enrolment, file.round, context.receivedAt, file.rules);
    await writeEnrolmentLetter(trx, { ...file, enrolment: after }, admission(file.round, context.receivedAt));
    return { after, what: 'admitted' };
  });
}

/** Admits everybody of a round who waits for it. @returns how many were admitted, and how many were refused and still wait */
export async function admitAll(context: Context, roundId: string): Promise<{ admitted: number; refused: number }> {
  allow(context.actor, manageRounds, undefined);
  const { receivedAt } = context;
  return context.transaction(async (trx) => {
    const waiting = await lockEnrolmentsIn(trx, roundId, 'requested', receivedAt);
    if (!waiting) throw new Refusal('not_found');
    const admitted = waiting.flatMap((file) => {
      try {
        return [{ file, after: rule.admit(file.enrolment, file.round, receivedAt, file.rules) }];
      } catch (error) {
        // Payment is missing, or the round is not open: it is counted, the others go on.
        if (error instanceof Refusal) return [];
        throw error;
      }
    });
    const [first] = admitted;
    if (!first) return { admitted: 0, refused: waiting.length };
    await writeEnrolmentLetters(
      trx,
      admitted.map(({ file, after }) => ({ ...file, enrolment: after })),
      admission(first.file.round, receivedAt),
    );
    await appendTimelines(
      trx,
      admitted.map(({ file, after }) => ({
        case: { kind: 'enrolment', id: after.enrolmentId },
        what: 'admitted',
        personId: after.personId,
        actorId: context.actor.personId,
        effectiveAt: receivedAt,
        recordedAt: receivedAt,
        data: { from: file.enrolment.state, to: after.state },
        rulesVersion: file.rules.version,
      })),
    );
    await saveEnrolments(trx, admitted, receivedAt);
    return { admitted: admitted.length, refused: waiting.length - admitted.length };
  });
}

/** The participant says that self-study is done. Refuses with `material_not_released`, `deadline_passed`, `payment_missing`, `not_allowed_in_state`. */
export async function finishSelfStudy(context: Context, enrolmentId: string): Promise<rule.Enrolment> {
  return act(context, enrolmentId, async (_trx, file) => {
    allow(context.actor, actAsParticipant, file.enrolment);
    return { after: rule.finishSelfStudy(file.enrolment, file.round, context.receivedAt, file.rules), what: 'selfStudyDone' };
  });
}

/** Withdraws by request. Letters that would be untrue now are taken back. Refuses with `not_allowed_in_state`. */
export async function withdraw(context: Context, enrolmentId: string): Promise<rule.Enrolment> {
  return act(context, enrolmentId, async (trx, file) => {
    allow(context.actor, withdrawEnrolment, file.enrolment);
    rule.refuseWhenCancelled(file.round, context.receivedAt);
    const after = rule.withdraw(file.enrolment, file.round, context.receivedAt);
    await withdrawLetters(trx, enrolmentId, ['admitted', 'material', 'deadline_reminder', 'deadline_moved'], context.receivedAt);
    return { after, what: 'withdrawn' };
  });
}

/** Records how far payment has come; settled directly with the provider (`domain.md` 2.3). */
export async function setPayment(context: Context, enrolmentId: string, payment: rule.PaymentState): Promise<rule.Enrolment> {
  return act(context, enrolmentId, async (_trx, file) => {
    allow(context.actor, manageEnrolments, file.enrolment);
    return { after: { ...file.enrolment, payment }, what: 'paymentRecorded', data: { payment } };
  });
}

export type HandIn = Readonly<{ text: string | null; files: readonly NewFile[] }>;
export type HandedIn = Readonly<{ enrolment: rule.Enrolment; answer: Answer; files: readonly AnswerFile[] }>;

/**
 * Takes an answer in and writes the receipt: number, the server's instant, SHA-256. A late answer is kept and marked, never graded. The same content sent again
 * while it counts changes nothing and gives the same receipt.
 * Refuses with `answer_empty`, `self_study_not_done`, `material_not_released`, `deadline_passed`, `correction_window_closed`, `already_enrolled`, `too_large`.
 */
export async function handIn(context: Context, enrolmentId: string, given: HandIn): Promise<HandedIn> {
  const text = given.text?.trim() ? given.text : null;
  const files = given.files.filter((file) => file.size > 0);
  const print = sha256(
    Buffer.concat([Buffer.from(text ?? ''), ...files.flatMap((file) => [Buffer.from(`\n${file.name}\n`), file.sha256])]),
  );
  return context.transaction(async (trx) => {
    // Who was erased while the files were on their way has handed in nothing: they would be kept, and nobody could erase them again.
    if (!(await holdPerson(trx, personIdOf(context)))) throw new Refusal('not_found');
    await holdCompletedRound(trx, enrolmentId);
    const file = await lockEnrolment(trx, enrolmentId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    allow(context.actor, seeEnrolment, file.enrolment);
    allow(context.actor, actAsParticipant, file.enrolment);
    refuseUnless(text !== null || files.length > 0, 'answer_empty', { text: 'answer_empty' });
    refuseUnless(
      files.length <= file.rules.answerFiles.count && files.every((one) => one.size <= file.rules.answerFiles.bytes),
      'too_large',
      { files: 'too_large' },
    );
    // What was returned was found wanting: sent again as it is, it is the correction.
    const counts = file.enrolment.state === 'returned' ? null : file.enrolment.answerId;
    const same = counts ? await sameAnswer(trx, counts, print) : undefined;
    if (same) return { enrolment: file.enrolment, answer: same, files: await filesOf(trx, [same.answerId]) };
    const answerId = newId();
    const enrolledAnew = file.over && (await openEnrolmentOf(trx, file.enrolment.personId)) !== undefined;
    const { enrolment: after, late } = rule.handIn(file.enrolment, file.round, answerId, context.receivedAt, enrolledAnew);
    const opens = file.over && !rule.endedStates.has(after.state);
    const answer: Answer = {
      answerId,
      enrolmentId,
      receiptNumber: `R-${randomSigns(10)}`,
      receivedAt: context.receivedAt,
      late,
      sha256: print,
    };
    const stored = await insertAnswer(trx, answer, file.enrolment.personId, text, await storeFiles(trx, files));
    await appendTimeline(trx, {
      case: { kind: 'enrolment', id: enrolmentId },
      what: late ? 'answerReceivedLate' : 'answerReceived',
      personId: file.enrolment.personId,
      actorId: context.actor.personId,
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { receipt: answer.receiptNumber, sha256: print.toString('hex'), from: file.enrolment.state, to: after.state },
      rulesVersion: file.rules.version,
    });
    // An answer after all: reminders and the notice that none came have become untrue.
    await withdrawLetters(
      trx,
      enrolmentId,
      late ? ['deadline_reminder'] : ['deadline_reminder', 'not_delivered', 'late'],
      context.receivedAt,
    );
    await writeEnrolmentLetter(trx, { ...file, enrolment: after }, receiptOf(answer, context.receivedAt));
    const saved = await saveEnrolment(trx, file, after, context.receivedAt);
    // Received in time, but committed after its round was completed: the round waits for it after all. Any other round is left unlocked: two who hold it would
    // wait for each other.
    if (opens && file.round.state === 'completed') await reopenRound(trx, context, saved.roundId, 'received_in_time');
    return { enrolment: saved, answer, files: stored };
  });
}

async function sameAnswer(trx: Trx, answerId: string, print: Buffer): Promise<Answer | undefined> {
  const [found] = await rows<Answer>(
    trx.raw(
      'select id as "answerId", enrolment_id as "enrolmentId", receipt_number as "receiptNumber", received_at as "receivedAt", late, sha256 from answer where id = ?',
      [answerId],
    ),
  );
  return found?.sha256.equals(print) ? found : undefined;
}

/**
 * Records a grader's verdict. Refuses with `own_answer`, `round_not_closed`, `late_not_graded`, `not_allowed_in_state`, `reason_needed`, `value_invalid`; 404
 * for graders of nothing here.
 */
export async function gradeAnswer(
  context: Context,
  enrolmentId: string,
  verdict: rule.Verdict,
  shortcomings: string | undefined,
  criteria?: readonly string[],
): Promise<rule.Enrolment> {
  const graded = async (trx: Trx, file: EnrolmentFile): Promise<Done> => {
    allow(context.actor, gradeAnswers, file.enrolment);
    const after = await addVerdict(trx, context, file, { verdict, shortcomings, criteria });
    // Until they come to something, what one grader found is neither the participant's to read nor the next grader's.
    if (after.verdict === null) return { after, what: 'verdictGiven' };
    return {
      after,
      what: after.state === 'returned' ? 'answerReturned' : 'answerGraded',
      data: { verdict: after.verdict },
      ...(shortcomings ? { personal: { shortcomings } } : {}),
    };
  };
  // An outage that is being declared may end the correction window that begins here later.
  return act(context, enrolmentId, graded, holdOutages);
}
