import { hasRole } from '../../domain/core/actors';
import { Refusal } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { logListLookup, logLookup } from '../../db/core/lookups';
import { recordedKinds, searchTimeline, timelineOf, type LogLine, type TimelineEvent, type TimelineFilter } from '../../db/core/timeline';
import type { Context } from './context';

/** Lines of the log at a time. */
const logLines = 100;

/** Looks through everything that was recorded; for the agency, logged as one list. @param after the cursor of the page before */
export async function searchLog(
  context: Context,
  filter: TimelineFilter,
  after?: number,
): Promise<{ lines: LogLine[]; next: number | undefined; kinds: string[] }> {
  allow(context.actor, agencyOnly, undefined);
  const found = await searchTimeline(context.db, filter, { after: after ?? null, limit: logLines + 1 });
  const lines = found.slice(0, logLines);
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  if (filter.personId) await logLookup(context.db, context.actor, filter.personId, 'log', context.receivedAt);
  else await logListLookup(context.db, context.actor, 'log', asked, lines.length, context.receivedAt);
  return { lines, next: found.length > logLines ? lines.at(-1)?.seq : undefined, kinds: await recordedKinds(context.db) };
}

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
