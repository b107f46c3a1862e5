import { allow } from '../../domain/core/policies';
import { manageRounds, seeRounds } from '../../domain/certification/policies';
import { movedRounds, outages, type DeclaredOutage, type MovedRound } from '../../db/certification/outages';
import type { Context } from '../core/context';

export type OutageView = Readonly<{ outage: DeclaredOutage; rounds: readonly MovedRound[] }>;

/** The outages that were declared, newest first, with the rounds that each moved; drafts are named only to those who make rounds. */
export async function outageList(context: Context): Promise<OutageView[]> {
  allow(context.actor, seeRounds, undefined);
  const all = await movedRounds(context.db);
  const moved = manageRounds.holds(context.actor, undefined) ? all : all.filter((one) => one.state !== 'draft');
  return (await outages(context.db))
    .toReversed()
    .map((outage) => ({ outage, rounds: moved.filter((one) => one.outageId === outage.outageId) }));
}

/** The outages that moved the deadline of a round. */
export async function outagesOfRound(context: Context, roundId: string): Promise<DeclaredOutage[]> {
  allow(context.actor, seeRounds, undefined);
  const ids = new Set((await movedRounds(context.db, { roundId })).filter(({ fromOn, toOn }) => fromOn < toOn).map((one) => one.outageId));
  return ids.size === 0 ? [] : (await outages(context.db)).filter((one) => ids.has(one.outageId));
}
