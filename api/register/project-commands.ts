import type { PlainDate } from '../../domain/core/calendar';
import { parseDay } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { administrate, manageInvitations, municipalitiesOf, seeParticipation, useRegister } from '../../domain/register/policies';
import type { Project } from '../../domain/register/saving';
import { organisations, type Organisation } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { insertProject, lockProject, projectsOf, saveProject } from '../../db/register/projects';
import type { Context } from '../core/context';
import { ownMunicipality } from './participation-parts';

export type ProjectSeen = Readonly<{ project: Project; municipality: Organisation }>;

/** The projects of the asker's municipalities. Names nobody, so nothing is logged. */
export async function projectList(context: Context): Promise<ProjectSeen[]> {
  allow(context.actor, useRegister, undefined);
  const mine = municipalitiesOf(context.actor);
  const places = new Map((await organisations(context.db)).map((one) => [one.organisationId, one]));
  return (await projectsOf(context.db, mine)).map((project) => ({ project, municipality: places.get(project.organisationId)! }));
}

export type NewProject = Readonly<{
  municipality: string;
  name: string;
  startsOn: string;
  endsOn?: string | null | undefined;
  offersProgramme: boolean;
}>;

/** Adds a project to the asker's municipality. Refuses with `not_found`, `value_invalid`, `end_before_start`, `not_allowed_in_state` for a name that is taken. */
export async function addProject(context: Context, wanted: NewProject): Promise<ProjectSeen> {
  allow(context.actor, administrate, undefined);
  const municipality = await ownMunicipality(context, wanted.municipality);
  allow(context.actor, manageInvitations, municipality);
  const days = readDays(wanted.startsOn, wanted.endsOn ?? null);
  refuseCrossed(days);
  const project: Project = {
    projectId: newId(),
    organisationId: municipality.organisationId,
    name: wanted.name,
    ...days,
    offersProgramme: wanted.offersProgramme,
    version: 1,
  };
  return context.transaction(async (trx) => {
    await insertProject(trx, project);
    await note(context, trx, project, 'projectAdded');
    return { project, municipality };
  });
}

export type ProjectChange = Readonly<{
  name?: string | undefined;
  startsOn?: string | undefined;
  endsOn?: string | null | undefined;
  offersProgramme?: boolean | undefined;
}>;

/** Changes a project. Participations that began in it stay as they are. Refuses with `changed_by_other`, and as adding does. */
export async function changeProject(context: Context, projectId: string, seenVersion: number, wanted: ProjectChange): Promise<ProjectSeen> {
  return context.transaction(async (trx) => {
    const before = await lockProject(trx, projectId);
    if (!before) throw new Refusal('not_found');
    allow(context.actor, seeParticipation, before);
    allow(context.actor, administrate, undefined);
    allow(context.actor, manageInvitations, before);
    const days = readDays(wanted.startsOn ?? before.startsOn, wanted.endsOn === undefined ? before.endsOn : wanted.endsOn);
    if (before.version !== seenVersion) throw new Refusal('changed_by_other', { details: { current: before, yours: wanted } });
    refuseCrossed(days);
    const project = await saveProject(trx, {
      ...before,
      ...days,
      name: wanted.name ?? before.name,
      offersProgramme: wanted.offersProgramme ?? before.offersProgramme,
    });
    await note(context, trx, project, 'projectChanged');
    const municipality = (await organisations(trx)).find((one) => one.organisationId === project.organisationId)!;
    return { project, municipality };
  });
}

type ProjectDays = Readonly<{ startsOn: PlainDate; endsOn: PlainDate | null }>;

function readDays(startsOn: string, endsOn: string | null): ProjectDays {
  const first = parseDay(startsOn.trim());
  const last = endsOn === null || endsOn.trim() === '' ? null : parseDay(endsOn.trim());
  if (!first) throw new Refusal('value_invalid', { fields: { startsOn: 'value_invalid' } });
  if (last === undefined) throw new Refusal('value_invalid', { fields: { endsOn: 'value_invalid' } });
  return { startsOn: first, endsOn: last };
}

/** What the days are together is said after each of them, and after the state (`domain.md` 1.3). */
function refuseCrossed({ startsOn, endsOn }: ProjectDays): void {
  refuseUnless(endsOn === null || startsOn <= endsOn, 'end_before_start', { endsOn: 'end_before_start' });
}

async function note(context: Context, trx: Trx, project: Project, what: string): Promise<void> {
  const { projectId, organisationId, ...data } = project;
  await appendTimeline(trx, {
    case: { kind: 'project', id: projectId },
    what,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data: { organisationId, ...data },
  });
}
