import { hasRole } from '../../domain/core/actors';
import { allow } from '../../domain/core/policies';
import type { Enrolment } from '../../domain/certification/enrolment';
import { seeGradingQueue } from '../../domain/certification/policies';
import { gradingDrift, verdictsOf, type Drift, type ReadVerdict } from '../../db/certification/verdicts';
import type { Context } from '../core/context';

/** One grader's verdicts in one round, or with no grader those of all of them. */
export type GraderFigures = Omit<Drift, 'graderId'> & Readonly<{ graderId: string | null }>;

/**
 * How verdicts fall, per round: those of all graders together, and of each. A grader sees only oneself beside all; `others` says whether the reader sees
 * everybody. About staff at work and no participant, so nothing is logged.
 */
export async function gradingFigures(context: Context): Promise<Readonly<{ figures: GraderFigures[]; others: boolean }>> {
  allow(context.actor, seeGradingQueue, undefined);
  const others = hasRole(context.actor, 'coordinator', 'agency');
  const found = await gradingDrift(context.db);
  const rounds = [...new Set(found.map(({ roundId }) => roundId))];
  const figures = rounds.flatMap((roundId) => {
    const ofRound = found.filter((one) => one.roundId === roundId);
    return [together(ofRound), ...ofRound.filter((one) => others || one.graderId === context.actor.personId)];
  });
  return { figures, others };
}

function together(ofRound: readonly Drift[]): GraderFigures {
  const sum = (of: (one: Drift) => number): number => ofRound.reduce((total, one) => total + of(one), 0);
  const count = sum((one) => one.count);
  return {
    ...ofRound[0]!,
    graderId: null,
    graderName: null,
    count,
    satisfactory: sum((one) => one.satisfactory),
    days: sum((one) => one.days * one.count) / count,
  };
}

/**
 * The verdicts on an enrolment's answers that a reader who was shown it may know: all but those on the present answer while it still waits for one of
 * theirs, so that two graders judge each for themselves (`domain.md` 2.6).
 */
export async function verdictHistory(context: Context, enrolment: Enrolment): Promise<ReadVerdict[]> {
  allow(context.actor, seeGradingQueue, undefined);
  const found = await verdictsOf(context.db, enrolment.enrolmentId, enrolment.personId);
  const gave = found.some((one) => !one.takenBackAt && one.answerId === enrolment.answerId && one.graderId === context.actor.personId);
  const knowsAll = enrolment.verdict !== null || gave || !hasRole(context.actor, 'grader');
  return found.filter((one) => knowsAll || one.takenBackAt !== null || one.answerId !== enrolment.answerId);
}
