import { hasRole } from '../../domain/core/actors';
import { Refusal } from '../../domain/core/errors';
import { logLookup } from '../../db/core/lookups';
import { timelineOf, type TimelineEvent } from '../../db/core/timeline';
import type { Context } from './context';

/** The timeline of a person: for the agency, and for themselves. */
export async function personTimeline(context: Context, personId: string): Promise<TimelineEvent[]> {
  if (context.actor.personId !== personId && !hasRole(context.actor, 'agency')) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, personId, 'timeline', context.receivedAt);
  return timelineOf(context.db, { personId });
}

/**
 * The timeline of a case that the caller has been allowed to see. What was said in confidence between staff stays with staff: a participant is not shown who
 * graded while blind grading would forbid it.
 */
export async function caseTimeline(context: Context, caseId: string): Promise<TimelineEvent[]> {
  return timelineOf(context.db, { caseId });
}
