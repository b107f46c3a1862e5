import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { municipalitiesOf, seeParticipation, useRegister } from '../../domain/register/policies';
import { logLookup, logLookupAgain } from '../../db/core/lookups';
import { timelineOf, type TimelineEvent } from '../../db/core/timeline';
import { participation, participationsOf, readParticipationFile, type ParticipationFile } from '../../db/register/participations';
import type { Context } from '../core/context';

/** Another participation of the same person in the same municipality, as a page links to it. */
export type FormerParticipation = Readonly<{
  participationId: string;
  startOn: string;
  endOn: string | null;
  dischargedAt: string | null;
  returnOf: string | null;
}>;

/**
 * One participation with all that its pages show. The look is logged; @param again a page that keeps itself up to date: one look, however often it fetches.
 * Refuses with `not_found`, also for other municipalities.
 */
export async function participationView(context: Context, participationId: string, again = false): Promise<ParticipationFile> {
  const file = await readParticipationFile(context.db, participationId, context.receivedAt);
  if (!file) throw new Refusal('not_found');
  allow(context.actor, seeParticipation, file.participation);
  const log = again ? logLookupAgain : logLookup;
  await log(context.db, context.actor, file.participation.personId, 'participation', context.receivedAt);
  return file;
}

/** The other participations of the same person that the asker may see: nothing is told of other municipalities (`domain.md` 6.4). */
export async function otherParticipations(context: Context, file: ParticipationFile): Promise<FormerParticipation[]> {
  allow(context.actor, useRegister, undefined);
  const mine = municipalitiesOf(context.actor);
  const all = await participationsOf(context.db, file.participation.personId);
  return all
    .filter((one) => one.participationId !== file.participation.participationId && mine.includes(one.organisationId))
    .map(({ participationId, startOn, endOn, dischargedAt, returnOf }) => ({ participationId, startOn, endOn, dischargedAt, returnOf }));
}

/** What happened to a participation, for who was shown it; values before and after are opened. */
export async function participationTimeline(context: Context, participationId: string): Promise<TimelineEvent[]> {
  const one = await participation(context.db, participationId);
  if (!one) throw new Refusal('not_found');
  allow(context.actor, seeParticipation, one);
  return timelineOf(context.db, { caseId: participationId });
}
