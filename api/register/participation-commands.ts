import { localDay, type PlainDate } from '../../domain/core/calendar';
import { maskNationalId } from '../../domain/core/cpr';
import { Refusal, refuseUnless, type ErrorCode, type FieldFaults } from '../../domain/core/errors';
import { checkWoman, type NorwegianId } from '../../domain/core/norwegian-id';
import { allow } from '../../domain/core/policies';
import { seeParticipation, useRegister } from '../../domain/register/policies';
import type { Participation, ParticipationField } from '../../domain/register/participation';
import type { RegisterRules } from '../../domain/register/rules';
import { isTooYoung } from '../../domain/register/age';
import { changedByOther, readNew, save, type Around, type Conflicts } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import { lockNationalId, personByNationalId } from '../../db/core/people';
import type { Trx } from '../../db/core/transaction';
import { askedByFormerNumber, lockParticipant, moveToNumber } from '../../db/register/participants';
import {
  fileAfter,
  insertParticipation,
  lockPeople,
  participation as participationNow,
  rulesNow,
  saveParticipation,
  type ParticipationFile,
} from '../../db/register/participations';
import type { Context } from '../core/context';
import { marked, newParticipation, refuseFaults } from './participation-making';
import {
  activeOf,
  aroundOf,
  askForName,
  fileNow,
  lockOwn,
  note,
  numberOf,
  ownMunicipality,
  readNumber,
  refuseActive,
  settleTasks,
} from './participation-parts';

export {
  dischargeParticipation,
  endParticipation,
  reopenParticipation,
  returnParticipation,
  type Ending,
  type Return,
} from './ending-commands';
export { removeEntry, saveEntry, type SavedEntry, type SentProgrammeEntry } from './entry-commands';

/** The four mandatory fields, as somebody sent them. */
export type NewParticipation = Readonly<{ nationalId: string; startOn: string; municipality: string; financing: string }>;

/**
 * Creates a participation once the four mandatory fields are valid, and asks for the name (`domain.md` 6.3, 6.4). The checks come in their order: the number,
 * not already active, age. Refuses with `not_found` for other municipalities, the codes of numbers, `must_be_woman`, `unknown_option`, `value_invalid`,
 * `start_too_far_ahead`, `already_active`, `age_under_16`.
 */
export async function createParticipation(context: Context, wanted: NewParticipation): Promise<ParticipationFile> {
  allow(context.actor, useRegister, undefined);
  const municipality = await ownMunicipality(context, wanted.municipality);
  const at = context.receivedAt;
  const rules = await rulesNow(context.db, at);
  const { number, startOn, financing } = readMandatory(wanted, context, rules);
  return context.transaction(async (trx) => {
    const personId = await lockParticipant(trx, number.number, at);
    await refuseActive(context, trx, personId, { nationalId: 'already_active' });
    refuseUnless(!isTooYoung(number.bornOn, startOn, rules), 'age_under_16', { nationalId: 'age_under_16' });
    const one = newParticipation(
      { personId, organisationId: municipality.organisationId, startOn, financing, returnOf: null },
      number,
      rules,
      context,
    );
    await insertParticipation(trx, one, rules, at);
    await note(context, trx, one, 'participationRegistered', { personal: { startOn, financing }, rulesVersion: rules.version });
    await askForName(context, trx, one);
    return fileNow(trx, one.participationId, at);
  });
}

/** Reads the mandatory fields. All that is wrong with them is said at once; the first fault names the refusal. */
function readMandatory(
  wanted: Readonly<{ nationalId: string; startOn: string; financing: string }>,
  context: Context,
  rules: RegisterRules,
): Readonly<{ number: NorwegianId } & Pick<Participation, 'startOn' | 'financing'>> {
  const around: Around = { ...nothingAround, today: localDay(context.receivedAt, zone), rules };
  const { changes, notSaved } = readNew({ startOn: wanted.startOn, financing: wanted.financing }, around);
  const number = readOrFault(wanted.nationalId, context, rules);
  const faults: FieldFaults = { ...('fault' in number ? { nationalId: number.fault } : {}), ...notSaved };
  refuseFaults(faults);
  return { number: (number as { read: NorwegianId }).read, startOn: changes.startOn!, financing: changes.financing! };
}

const nothingAround = { bornOn: null, entries: [], projects: [], oldEndOn: null, returnStartOn: null } as const;

/** A number that may be stored, or the code of what is wrong with it. */
function readOrFault(
  text: string,
  context: Context,
  rules: RegisterRules,
): Readonly<{ read: NorwegianId }> | Readonly<{ fault: ErrorCode }> {
  if (text.trim() === '') return { fault: 'fields_missing' };
  try {
    const read = readNumber(text, context.receivedAt, rules);
    checkWoman(read, localDay(context.receivedAt, zone));
    return { read };
  } catch (error) {
    if (error instanceof Refusal) return { fault: error.code };
    throw error;
  }
}

/** What a save came to: the record as it stands, and why some of the fields were not stored. */
export type SavedFields = Readonly<{ file: ParticipationFile; notSaved: FieldFaults }>;

/**
 * Saves fields of a participation, each by itself: an invalid one is named and not stored, the others are (`domain.md` 6.3). `nationalId` may be among them.
 * @param seenVersion the version of the record that the changes were made on
 * Refuses with `changed_by_other` when one of its own fields changed since, with both values; `reopen_needed`; and, when nothing could be stored, with the code
 * of the first field.
 */
export async function saveFields(
  context: Context,
  participationId: string,
  seenVersion: number,
  changes: Readonly<Record<string, unknown>>,
): Promise<SavedFields> {
  const { receivedAt: at } = context;
  return context.transaction(async (trx) => {
    const number = await numberAsked(context, trx, participationId, changes['nationalId']);
    const file = await lockOwn(context, trx, participationId);
    const before = file.participation;
    // Her number tells her age, which matters to the start alone.
    const current = 'read' in number || changes['startOn'] !== undefined ? await numberOf(trx, before.personId) : undefined;
    const renumbered = 'read' in number && number.read.number !== current?.number ? number.read : undefined;
    if (renumbered) refuseOtherNumber(before, seenVersion, renumbered.number, current?.number);
    const active = renumbered && (await activeElsewhere(context, trx, before, renumbered.number));
    let taken: ErrorCode | undefined = active ? 'already_active' : undefined;
    const judged = async (bornOn: PlainDate | null) => save(before, seenVersion, changes, await aroundOf(trx, file, bornOn, at, changes));
    let saved = await judged(renumbered && !taken ? renumbered.bornOn : (current?.bornOn ?? null));
    if (renumbered && !taken && isTooYoung(renumbered.bornOn, saved.after.startOn, file.rules)) {
      taken = 'age_under_16';
      saved = await judged(current?.bornOn ?? null);
    }
    const fault = 'fault' in number ? number.fault : taken;
    const notSaved: FieldFaults = { ...(fault ? { nationalId: fault } : {}), ...saved.notSaved };
    const moved = fault ? undefined : renumbered;
    if (Object.keys(saved.changed).length === 0 && !moved) {
      // What is there already is stored: whoever repeats a save that was not answered is told the same as the first time.
      if (Object.keys(changes).every((field) => field in notSaved)) refuseFaults(notSaved, active?.details);
      return { file, notSaved };
    }
    const personId = moved
      ? await moveToNumber(trx, before, moved.number, { wasDNumber: current?.kind === 'd' && moved.kind === 'fnr', at })
      : before.personId;
    const stored = await saveParticipation(trx, file, marked({ ...saved.after, personId }, before, moved !== undefined, context), at);
    for (const [field, after] of Object.entries(saved.changed))
      await note(context, trx, stored, 'fieldSaved', {
        data: { field, ...(stored.dischargedAt ? { afterDischarge: true } : {}) },
        personal: { before: before[field as ParticipationField], after },
        rulesVersion: file.rules.version,
      });
    if (moved) {
      await note(context, trx, stored, 'numberChanged', {
        personal: { before: current ? maskNationalId(current.number) : null, after: maskNationalId(moved.number) },
      });
      await askForName(context, trx, stored);
      // Her other records wait for a name by the number that she no longer has.
      for (const one of await askedByFormerNumber(trx, personId))
        if (one.participationId !== participationId) await askForName(context, trx, one);
    }
    const now = moved ? await fileNow(trx, participationId, at) : fileAfter(file, stored);
    await settleTasks(trx, now, at);
    return { file: now, notSaved };
  });
}

/** The number among the changes, with everybody locked whom it may concern: before the record itself, in the one order of locks. */
async function numberAsked(
  context: Context,
  trx: Trx,
  participationId: string,
  sent: unknown,
): Promise<Readonly<{ read: NorwegianId }> | Readonly<{ fault: ErrorCode }> | Readonly<Record<string, never>>> {
  if (sent === undefined) return {};
  const one = await participationNow(trx, participationId);
  if (!one) throw new Refusal('not_found');
  allow(context.actor, seeParticipation, one);
  const number = readOrFault(typeof sent === 'string' ? sent : '', context, await rulesNow(trx, context.receivedAt));
  if ('fault' in number) return number;
  await lockNationalId(trx, 'NO', number.read.number);
  const known = await personByNationalId(trx, 'NO', number.read.number);
  await lockPeople(trx, known === undefined ? [one.personId] : [one.personId, known]);
  return number;
}

function refuseOtherNumber(before: Participation, seenVersion: number, mine: string, theirs: string | undefined): void {
  if ((before.changedIn.nationalId ?? 0) <= seenVersion) return;
  const conflicts: Conflicts = { nationalId: { mine: maskNationalId(mine), theirs: theirs === undefined ? null : maskNationalId(theirs) } };
  throw changedByOther(conflicts);
}

/** The record by which the person of a number is in the programme already, when it is another than this one. */
async function activeElsewhere(context: Context, trx: Trx, before: Participation, number: string): ReturnType<typeof activeOf> {
  if (before.dischargedAt !== null) return undefined;
  const known = await personByNationalId(trx, 'NO', number);
  const active = known === undefined ? undefined : await activeOf(context, trx, known);
  return active?.participationId === before.participationId ? undefined : active;
}
