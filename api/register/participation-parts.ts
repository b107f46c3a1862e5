import type { Knex } from 'knex';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { Refusal, type FieldFaults } from '../../domain/core/errors';
import { parseNorwegianId, storedNorwegianId, type NorwegianId } from '../../domain/core/norwegian-id';
import { allow } from '../../domain/core/policies';
import { municipalitiesOf, seeParticipation } from '../../domain/register/policies';
import type { Participation, ParticipationField } from '../../domain/register/participation';
import { lengthWarning, plannedEndOn } from '../../domain/register/participation-agenda';
import { missingFields } from '../../domain/register/fields';
import type { RegisterRules } from '../../domain/register/rules';
import type { Around } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import { organisations, type Organisation } from '../../db/core/access';
import { nationalIdOf } from '../../db/core/people';
import { settleTasksOf } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { currentNationalIdId, startLookup } from '../../db/register/lookups';
import { activeParticipationOf, returnTo } from '../../db/register/participants';
import { lockParticipation, participation, readParticipationFile, type ParticipationFile } from '../../db/register/participations';
import { projectsOf } from '../../db/register/projects';
import type { Context } from '../core/context';

/** The municipality of a code, when the asker registers for it: all others are not there (`domain.md` 6.1). Refuses with `not_found`. */
export async function ownMunicipality(context: Context, code: string): Promise<Organisation> {
  const mine = municipalitiesOf(context.actor);
  const found = (await organisations(context.db)).find((one) => one.code === code && mine.includes(one.organisationId));
  if (!found) throw new Refusal('not_found');
  return found;
}

/** Locks a participation of the asker's municipality. Refuses with `not_found`. */
export async function lockOwn(context: Context, trx: Trx, participationId: string): Promise<ParticipationFile> {
  // Whose it is never changes: asked before the lock, so that nobody can hold up the records of others.
  const one = await participation(trx, participationId);
  if (!one) throw new Refusal('not_found');
  allow(context.actor, seeParticipation, one);
  return (await lockParticipation(trx, participationId, context.receivedAt))!;
}

/** The participation as it is now, for who was allowed to change it. */
export async function fileNow(db: Knex, participationId: string, at: Instant): Promise<ParticipationFile> {
  return (await readParticipationFile(db, participationId, at))!;
}

/** Reads a number that somebody typed, by the rules of today. Refuses with the codes of `domain.md` 7. */
export function readNumber(text: string, at: Instant, rules: RegisterRules): NorwegianId {
  return parseNorwegianId(text, { today: localDay(at, zone), k1Rests: rules.k1Rests, allowSynthetic: rules.allowSynthetic === 'on' });
}

/** The number that a person has now, as far as it can be read: one that was allowed when it was stored stays so. */
export async function numberOf(db: Knex, personId: string): Promise<Pick<NorwegianId, 'number' | 'kind' | 'bornOn'> | undefined> {
  const number = await nationalIdOf(db, personId, 'NO');
  if (number === undefined) return undefined;
  return storedNorwegianId(number) ?? { number, kind: 'fnr', bornOn: null };
}

/** What a save of this participation is judged by. @param sent the fields that are saved: what none of them depends on is not read */
export async function aroundOf(
  trx: Trx,
  file: ParticipationFile,
  bornOn: PlainDate | null,
  at: Instant,
  sent?: Readonly<Record<string, unknown>>,
): Promise<Around> {
  const { participation: one } = file;
  const saves = (...fields: readonly ParticipationField[]): boolean => !sent || fields.some((field) => sent[field] !== undefined);
  const old = one.returnOf !== null && saves('startOn', 'projectId') ? await participation(trx, one.returnOf) : undefined;
  const back = saves('endOn') ? await returnTo(trx, one.participationId) : undefined;
  return {
    today: localDay(at, zone),
    rules: file.rules,
    bornOn,
    entries: file.entries,
    projects: saves('startOn', 'projectId') ? await projectsOf(trx, [one.organisationId]) : [],
    oldEndOn: old?.endOn ?? null,
    returnStartOn: (back?.startOn as PlainDate | undefined) ?? null,
  };
}

/** The record by which a person takes part now; `details` name it to who may open it. Of another municipality nothing is told (`domain.md` 6.4). */
export async function activeOf(
  context: Context,
  trx: Trx,
  personId: string,
): Promise<Readonly<{ participationId: string; details: Readonly<Record<string, unknown>> }> | undefined> {
  const active = await activeParticipationOf(trx, personId);
  if (!active) return undefined;
  const { participationId, organisationId } = active;
  return { participationId, details: municipalitiesOf(context.actor).includes(organisationId) ? { participationId } : {} };
}

/** Nobody is in the programme twice at once. Refuses with `already_active`. */
export async function refuseActive(context: Context, trx: Trx, personId: string, fields?: FieldFaults): Promise<void> {
  const active = await activeOf(context, trx, personId);
  if (active) throw new Refusal('already_active', { ...(fields ? { fields } : {}), details: active.details });
}

/** Asks the population register for the name that belongs to the number of a participant. */
export async function askForName(context: Context, trx: Trx, one: Participation): Promise<void> {
  const nationalIdId = await currentNationalIdId(trx, one.personId);
  if (nationalIdId === undefined) return;
  const { participationId, personId, organisationId } = one;
  await startLookup(trx, { participationId, personId, organisationId, nationalIdId, by: context.actor.personId, at: context.receivedAt });
}

/** Settles the tasks whose facts are there now. */
export async function settleTasks(trx: Trx, file: ParticipationFile, at: Instant): Promise<void> {
  const { participation: one, entries, rules } = file;
  const today = localDay(at, zone);
  const over = one.dischargedAt !== null;
  const planned = plannedEndOn(entries);
  const done = {
    fields_missing: over || missingFields(one, entries, 'report', rules).length === 0,
    end_date_missing: over || one.endOn !== null || planned === null || planned >= today,
    discharge_missing: over || one.endOn === null || one.endOn > today,
    programme_length: over || one.endOn !== null || lengthWarning(one, today, rules) === null,
  };
  const settled = file.openTasks.filter((what) => what in done && done[what as keyof typeof done]);
  if (settled.length > 0) await settleTasksOf(trx, one.participationId, settled, at);
}

/** Notes what somebody did to a participation; `personal` is sealed with the participant's key. */
export async function note(
  context: Context,
  trx: Trx,
  one: Pick<Participation, 'participationId' | 'personId'>,
  what: string,
  more: Readonly<{ data?: Record<string, unknown>; personal?: Record<string, unknown>; rulesVersion?: number }> = {},
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'participation', id: one.participationId },
    what,
    personId: one.personId,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    ...more,
  });
}
