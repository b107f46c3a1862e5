import { addDays, instantOf, localDay, type Instant, type PlainDate } from '../domain/core/calendar';
import type { Enrolment } from '../domain/certification/enrolment';
import type { Round } from '../domain/certification/round';
import { zone } from '../domain/certification/zone';
import { clock } from '../db/core/clock';
import { newId, randomSigns } from '../db/core/ids';
import { ruleBook } from '../db/core/rules';
import { sha256 } from '../db/core/sealing';
import { transaction } from '../db/core/transaction';
import { insertAnswer, type Answer } from '../db/certification/answers';
import { insertEnrolments } from '../db/certification/enrolments';
import { insertRound, rulesAt } from '../db/certification/rounds';
import type { Participant } from './people';
import type { System } from './system';

/** A participant's enrolment. */
export type Enrolled = Participant & Readonly<{ enrolmentId: string }>;

/** Days from today of a round that is running or closed, so that nothing else of it falls due while it is measured. */
const deadlineAfterDays = { running: 60, closed: -1 } as const;

/**
 * Makes a round in the middle of its life with its enrolments, through the product's own query modules: in a running one everybody has the task, in a closed
 * one everybody's answer waits for its verdict.
 * @param wakeStories whether the enrolments' stories are begun, or begin when something first wakes them
 */
export async function roundInMidst(
  { db }: System,
  state: 'running' | 'closed',
  people: readonly Participant[],
  wakeStories: boolean,
): Promise<Enrolled[]> {
  const now = await clock(db);
  const round = await roundNow(db, state, now);
  return transaction(db, async (trx) => {
    const enrolled = people.map((one) => ({ ...one, enrolmentId: newId() }));
    const enrolments = enrolled.map((one) => enrolmentNow(one, round, now));
    const rules = await rulesAt(trx, round, now);
    await insertRound(trx, round, rules);
    await insertEnrolments(trx, round, enrolments, rules);
    for (const { answerId, enrolmentId, personId, answeredAt } of enrolments)
      if (answerId && answeredAt) await insertAnswer(trx, receipt(answerId, enrolmentId, answeredAt), personId, null, []);
    // Empty as it was inserted, a closed round looks complete; it is not.
    if (state === 'closed') await trx.raw('update round set next_due_at = null where id = ?', [round.roundId]);
    if (!wakeStories) await trx.raw(`delete from wake where story like 'enrolment/%'`);
    return enrolled;
  });
}

function receipt(answerId: string, enrolmentId: string, receivedAt: Instant): Answer {
  return { answerId, enrolmentId, receiptNumber: `BENCH-${randomSigns(12)}`, receivedAt, late: false, sha256: sha256(answerId) };
}

async function roundNow(db: System['db'], state: 'running' | 'closed', now: Instant): Promise<Round> {
  const today = localDay(now, zone);
  const deadlineOn = addDays(today, deadlineAfterDays[state]);
  return {
    roundId: newId(),
    year: 2026,
    number: 1,
    state,
    signUpOpensOn: addDays(deadlineOn, -90),
    signUpClosesOn: addDays(deadlineOn, -10),
    materialOn: addDays(deadlineOn, -70),
    deadlineOn,
    gradingTargetOn: addDays(deadlineOn, 21),
    priceDkk: 4_000,
    publishedAt: daysFrom(now, -100),
    deadlineSetAt: daysFrom(now, -100),
    cancelledAt: null,
    cancelReason: null,
    deadlineBaseOn: null,
    materialUploadedAt: daysFrom(now, -80),
    closedAt: state === 'closed' ? now : null,
    rulesVersion: (await ruleBook(db)).version,
    rulesOn: today,
    version: 1,
  };
}

function enrolmentNow({ enrolmentId, personId }: Enrolled, round: Round, now: Instant): Enrolment {
  return {
    enrolmentId,
    roundId: round.roundId,
    personId,
    kind: 'full',
    state: round.state === 'closed' ? 'under_grading' : 'task_open',
    source: 'import',
    requestedAt: daysFrom(now, -30),
    admittedAt: daysFrom(now, -25),
    materialReleasedAt: daysFrom(now, -25),
    selfStudyDoneAt: daysFrom(now, -5),
    answerId: round.state === 'closed' ? newId() : null,
    answeredAt: round.state === 'closed' ? daysFrom(now, -2) : null,
    verdict: null,
    verdictAt: null,
    gradedBy: null,
    correctionsUsed: 0,
    timesCorrected: 0,
    correctionUntilOn: null,
    ownDeadlineOn: null,
    ownDeadlineSetAt: null,
    ownDeadlineBaseOn: null,
    correctionBaseOn: null,
    payment: 'paid',
    cause: null,
    endedAt: null,
    rulesVersion: round.rulesVersion,
    rulesOn: round.rulesOn,
    version: 1,
  };
}

export function daysFrom(instant: Instant, days: number): Instant {
  return instantOf(Date.parse(instant) + days * 86_400_000);
}

/** The day `days` before the day of an instant. */
export function dayBefore(instant: Instant, days: number): PlainDate {
  return addDays(localDay(instant, zone), -days);
}
