import type { Instant } from '../../domain/core/calendar';
import { afterOutage, type OutageEffect } from '../../domain/certification/deadlines';
import { deadlineOf } from '../../domain/certification/enrolment';
import { movedByOutage, type MovedDay, type Outage } from '../../domain/certification/outage';
import { moveByOutage, reopenCompleted, type Round } from '../../domain/certification/round';
import { daysOff } from '../../db/core/rules';
import type { Trx } from '../../db/core/transaction';
import { type EnrolmentFile } from '../../db/certification/enrolments';
import { openEnrolmentsOf } from '../../db/certification/enrolment-lists';
import { answersOfMany, lockEnrolmentsUnder, lockOutages, lockRoundsUnder, outages } from '../../db/certification/outages';
import type { RoundFile } from '../../db/certification/rounds';

/** A round that an outage concerns: as it is, as it will be, and how many of its enrolments are moved. */
export type PlannedRound = Readonly<{ file: RoundFile; after: Round; moved: boolean; enrolments: number; reopened: number }>;
export type PlannedEnrolment = Readonly<{ file: EnrolmentFile; effect: OutageEffect }>;

/** Everything that declaring an outage would do. */
export type OutagePlan = Readonly<{
  rounds: readonly PlannedRound[];
  enrolments: readonly PlannedEnrolment[];
  /** Those for whom nothing changes but the day that letters name: the later deadline ended them as well, or they are enrolled anew. */
  unchanged: readonly EnrolmentFile[];
}>;

/** Works out what an outage moves, behind the locks under which it can then be done; nothing is changed yet. */
export async function planOutage(trx: Trx, outage: Outage, at: Instant): Promise<OutagePlan> {
  await lockOutages(trx);
  const others = await outages(trx);
  const off = await daysOff(trx, 'DK');
  const files = await lockRoundsUnder(trx, outage, at);
  const moves = new Map<string, MovedDay>();
  for (const { round } of files) {
    const to = movedByOutage({ on: round.deadlineOn, baseOn: round.deadlineBaseOn }, outage, others);
    if (to && round.state !== 'cancelled') moves.set(round.roundId, to);
  }
  const roundAfter = (file: RoundFile, reopens: boolean): Round => {
    const to = moves.get(file.round.roundId);
    if (to) return moveByOutage(file.round, to, at, reopens, file.rules, off);
    return reopens && file.round.state === 'completed' ? reopenCompleted(file.round) : file.round;
  };
  const concerned = await lockEnrolmentsUnder(
    trx,
    outage,
    files.map((file) => roundAfter(file, false)),
    [...moves.keys()],
    at,
  );
  const { enrolments, unchanged } = await effects(trx, concerned, files, { outage, others, at });
  const rounds = files.flatMap((file): PlannedRound[] => {
    const mine = enrolments.filter((one) => one.file.enrolment.roundId === file.round.roundId);
    const reopened = mine.filter((one) => one.effect.reopened).length;
    const after = roundAfter(file, reopened > 0);
    if (after === file.round && mine.length === 0) return [];
    return [{ file, after, moved: moves.has(file.round.roundId), enrolments: mine.length, reopened }];
  });
  return { rounds, enrolments, unchanged };
}

async function effects(
  trx: Trx,
  concerned: readonly EnrolmentFile[],
  files: readonly RoundFile[],
  by: Readonly<{ outage: Outage; others: readonly Outage[]; at: Instant }>,
): Promise<Omit<OutagePlan, 'rounds'>> {
  const before = new Map(files.map(({ round }) => [round.roundId, round]));
  const late = concerned.filter(({ enrolment }) => enrolment.state === 'late').map(({ enrolment }) => enrolment.enrolmentId);
  const answers = await answersOfMany(trx, late);
  const open = new Set((await openEnrolmentsOf(trx, [...new Set(concerned.map(({ enrolment }) => enrolment.personId))])).keys());
  // Of several that have ended only the newest of a person opens again.
  const newestFirst = concerned.toSorted((a, b) => (a.enrolment.requestedAt < b.enrolment.requestedAt ? 1 : -1));
  const unchanged: EnrolmentFile[] = [];
  const enrolments = newestFirst.flatMap((file) => {
    const { enrolment, round } = file;
    const former = before.get(enrolment.roundId)!;
    const effect = afterOutage(enrolment, {
      ...by,
      before: former,
      deadlineOn: round.deadlineOn,
      answers: answers.get(enrolment.enrolmentId) ?? [],
      enrolledAnew: open.has(enrolment.personId),
    });
    if (effect?.reopened) open.add(enrolment.personId);
    // What waits to be said to a returned answer names the end of its correction window, which is a deadline of its own.
    const isNamed = enrolment.state !== 'returned' && deadlineOf(enrolment, round) > deadlineOf(enrolment, former);
    if (!effect && isNamed) unchanged.push(file);
    return effect ? [{ file, effect }] : [];
  });
  return { enrolments, unchanged };
}
