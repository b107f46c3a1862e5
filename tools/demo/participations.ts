import { pino } from 'pino';
import { addDays, addMonths, atHour, earliest, localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { zone } from '../../domain/register/zone';
import { actorOf } from '../../db/core/access';
import { personByEmail } from '../../db/core/people';
import type { Trx } from '../../db/core/transaction';
import { contextOn, type Context } from '../../api/core/context';
import { demoIdentities } from '../../api/core/demo';
import {
  createParticipation,
  dischargeParticipation,
  endParticipation,
  returnParticipation,
  saveEntry,
  saveFields,
} from '../../api/register/participation-commands';
import { addProject } from '../../api/register/project-commands';
import { projectsOf } from '../../db/register/projects';
import { background, demoParticipants, demoProjects, type DemoParticipant } from './participants';

/**
 * The participants of the demo, made by the product's own commands as if they had been given in their time. Loaded once: where a municipality has projects,
 * nothing is added. Their numbers are synthetic, every one (`domain.md` 1.2).
 */
export async function demoParticipations(trx: Trx, now: Instant): Promise<void> {
  const today = localDay(now, zone);
  const on = (day: PlainDate): Instant => earliest(now, atHour(day, 12, zone));
  const first = on(addMonths(today, -60));
  const organisationIds: string[] = [];
  for (const { municipality, names } of demoProjects) {
    const admin = await acting(trx, municipality === '0301' ? 'municipality-admin' : 'municipality-user-2', first);
    const organisationId = organisationOf(admin, municipality);
    if ((await projectsOf(trx, [organisationId])).length > 0) return;
    organisationIds.push(organisationId);
    for (const name of names)
      await addProject(asAdministrator(admin), {
        municipality,
        name,
        startsOn: addMonths(today, -60),
        endsOn: null,
        offersProgramme: true,
      });
  }
  for (const one of demoParticipants) await demoParticipation(trx, one, today, on);
  // The register is asked from now on, not since years ago: else the waits that the directorate sees would be as long, and the asking over before it began.
  await trx.raw(
    `update name_lookup set asked_at = ?, next_try_at = ? where state = 'pending' and attempts = 0 and organisation_id = any(?::uuid[])`,
    [now, now, organisationIds],
  );
}

async function demoParticipation(trx: Trx, one: DemoParticipant, today: PlainDate, on: (day: PlainDate) => Instant): Promise<void> {
  const by = (day: PlainDate): Promise<Context> =>
    acting(trx, one.municipality === '0301' ? 'municipality-user' : 'municipality-user-2', on(day));
  const startOn = addDays(addMonths(today, -one.startedMonthsAgo), -3);
  const [project] = await projectsOf(trx, [organisationOf(await by(today), one.municipality)]);
  const begun = await createParticipation(await by(startOn), {
    nationalId: one.nationalId,
    startOn,
    municipality: one.municipality,
    financing: 'jobbsjansen_grant',
  });
  const { participationId } = begun.participation;
  const fields = {
    ...(one.filled === 'mandatory' ? {} : { projectId: project!.projectId, participantClass: 'home_parent' }),
    ...(one.filled === 'all' ? background : {}),
  };
  if (Object.keys(fields).length > 0) await saveFields(await by(addDays(startOn, 1)), participationId, 1, fields);
  if (one.filled === 'all')
    await saveEntry(await by(addDays(startOn, 2)), participationId, {
      kind: 'activity',
      type: 'norwegian',
      fromOn: startOn,
      toOn: one.plannedMonths === undefined ? null : addMonths(startOn, one.plannedMonths),
      hoursPerWeek: 12.5,
    });
  if (one.ended === undefined) return;
  const endOn = addMonths(today, -one.ended.monthsAgo);
  await endParticipation(await by(endOn), participationId, { endOn, ...one.ended.with });
  if (one.ended.discharged !== true) return;
  await dischargeParticipation(await by(addDays(endOn, 1)), participationId);
  if (one.ended.returnedDaysAfter === undefined) return;
  const again = addDays(endOn, one.ended.returnedDaysAfter);
  await returnParticipation(await by(again), participationId, {
    startOn: again,
    financing: 'jobbsjansen_grant',
    projectId: project!.projectId,
  });
}

async function acting(trx: Trx, identity: keyof typeof demoIdentities, receivedAt: Instant): Promise<Context> {
  const who = await personByEmail(trx, demoIdentities[identity]);
  return contextOn(trx, { actor: (await actorOf(trx, who!.personId))!, receivedAt, address: '', log: pino({ level: 'silent' }) });
}

function organisationOf({ actor }: Context, code: string): string {
  return actor.grants.find((grant: { organisationCode: string; organisationId: string }) => grant.organisationCode === code)!
    .organisationId;
}

/** Bergen has no administrator in the demo: its user adds the projects as one would. */
function asAdministrator(context: Context): Context {
  const { actor } = context;
  if (actor.kind !== 'person') return context;
  return { ...context, actor: { ...actor, grants: actor.grants.map((grant) => ({ ...grant, role: 'municipality_admin' as const })) } };
}
