import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { readSearch } from '../../domain/register/overview';
import { directorateOnly } from '../../domain/register/policies';
import type { Project } from '../../domain/register/saving';
import { organisations, type Organisation } from '../../db/core/access';
import { logListLookupWithReason, logLookupWithReason } from '../../db/core/lookups';
import { timelineOf, type TimelineEvent } from '../../db/core/timeline';
import { listParticipations } from '../../db/register/participation-lists';
import { readParticipationFile, type ParticipationFile } from '../../db/register/participations';
import { projectsOf } from '../../db/register/projects';
import type { Context } from '../core/context';
import { directionOf, type Overview, type OverviewAsked } from './overview-queries';

/** Participants of one municipality that the directorate asks to see, and why. */
export type Overseeing = OverviewAsked & Readonly<{ municipality: string; reason: string | undefined }>;

/** The municipalities of the register: numbers and names of authorities, nothing about anybody. */
export async function municipalities(context: Context): Promise<Organisation[]> {
  allow(context.actor, directorateOnly, undefined);
  return (await organisations(context.db)).filter(({ kind }) => kind === 'municipality');
}

/** What the directorate must say before it sees people (`domain.md` 1.3, 1.4). Refuses with `reason_needed`. */
export function reasonGiven(reason: string | undefined): string {
  const given = reason?.trim() ?? '';
  refuseUnless(given !== '', 'reason_needed', { reason: 'reason_needed' });
  return given;
}

/**
 * Participants of one municipality, for the directorate with a reason: the list is one line in the look-up log, with the reason sealed.
 * Refuses with `not_found` for what is no municipality, `reason_needed`, `invalid_request` for a cursor of another order.
 */
export async function participantsWithReason(context: Context, asked: Overseeing): Promise<Overview> {
  const { municipality, filter, q, sort, direction, cursor, limit } = asked;
  const found = (await municipalities(context)).find(({ code }) => code === municipality);
  if (!found) throw new Refusal('not_found');
  const reason = reasonGiven(asked.reason);
  const search = readSearch(q);
  const page = await listParticipations(
    context.db,
    { organisationIds: [found.organisationId], filter, search },
    { sort, direction: directionOf(sort, direction), cursor, limit },
  );
  await logListLookupWithReason(
    context.db,
    context.actor,
    'participations',
    { ...filter, municipality, ...(search ? { search: search.by } : {}) },
    page.participations.length,
    reason,
    context.receivedAt,
  );
  return page;
}

/** One participation as the directorate reads it: everything, and nothing that could be changed. */
export type Overseen = Readonly<{ file: ParticipationFile; events: readonly TimelineEvent[]; projects: readonly Project[] }>;

/**
 * One participation, for the directorate with a reason, which stands in the look-up log sealed with the participant's key. Nothing can be done with it.
 * Refuses with `not_found`, `reason_needed`.
 */
export async function participationWithReason(context: Context, participationId: string, reason: string | undefined): Promise<Overseen> {
  allow(context.actor, directorateOnly, undefined);
  const { db, actor, receivedAt } = context;
  const file = await readParticipationFile(db, participationId, receivedAt);
  if (!file) throw new Refusal('not_found');
  await logLookupWithReason(db, actor, file.participation.personId, 'participation', reasonGiven(reason), receivedAt);
  return {
    file,
    events: await timelineOf(db, { caseId: participationId }),
    projects: await projectsOf(db, [file.participation.organisationId]),
  };
}
