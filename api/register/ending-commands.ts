import type { PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { dischargeFaults } from '../../domain/register/discharge';
import type { Participation } from '../../domain/register/participation';
import { isTooYoung } from '../../domain/register/age';
import { readChanges, readNew, save, takesIn } from '../../domain/register/saving';
import { returnTo } from '../../db/register/participants';
import { insertParticipation, rulesNow, saveParticipation, type ParticipationFile } from '../../db/register/participations';
import type { Context } from '../core/context';
import { marked, newParticipation, refuseFaults } from './participation-making';
import { aroundOf, askForName, fileNow, lockOwn, note, numberOf, refuseActive, settleTasks } from './participation-parts';

/** What is registered at the end; the date makes it Avsluttet (`domain.md` 6.5). */
export type Ending = Readonly<{
  endOn: string;
  mainReason?: string | null | undefined;
  subReason?: string | null | undefined;
  situationAfter?: string | null | undefined;
  incomeAfter?: string | null | undefined;
}>;

/**
 * Ends a participation, all of it or nothing. Refuses with `not_allowed_in_state` once discharged, `end_before_start`, `reason_mismatch`, `unknown_option`,
 * `value_invalid`, `fields_missing` without an end date.
 */
export async function endParticipation(context: Context, participationId: string, ending: Ending): Promise<ParticipationFile> {
  const { receivedAt: at } = context;
  return context.transaction(async (trx) => {
    const file = await lockOwn(context, trx, participationId);
    const { participation: before, rules } = file;
    refuseUnless(ending.endOn.trim() !== '', 'fields_missing', { endOn: 'fields_missing' });
    const around = await aroundOf(trx, file, (await numberOf(trx, before.personId))?.bornOn ?? null, at);
    // Single fields are said before the state (`domain.md` 1.3).
    refuseFaults(readChanges(ending, around).notSaved);
    refuseUnless(before.dischargedAt === null, 'not_allowed_in_state');
    const { after, changed, notSaved } = save(before, before.version, ending, around);
    refuseFaults(notSaved);
    if (Object.keys(changed).length === 0) return file;
    const stored = await saveParticipation(trx, file, marked(after, before, false, context), at);
    await note(context, trx, stored, 'participationEnded', {
      data: { fields: Object.keys(changed) },
      personal: { before: pick(before, changed), after: pick(stored, changed) },
      rulesVersion: rules.version,
    });
    return settled(context, trx, participationId);
  });
}

/**
 * Discharges: Utskriv og registrer ferdig. Refuses with `not_allowed_in_state` when it is already, `name_mismatch`, and `fields_missing` with the list of all that
 * is empty (`domain.md` 6.5); where discharge is not strict, only a missing end date refuses.
 */
export async function dischargeParticipation(context: Context, participationId: string): Promise<ParticipationFile> {
  const { receivedAt: at } = context;
  return context.transaction(async (trx) => {
    const file = await lockOwn(context, trx, participationId);
    const { participation: one, entries, rules, lookup } = file;
    refuseUnless(one.dischargedAt === null, 'not_allowed_in_state');
    refuseUnless(lookup?.state !== 'mismatch', 'name_mismatch', { nationalId: 'name_mismatch' });
    const faults = dischargeFaults(one, entries, rules);
    if (Object.keys(faults.refused).length > 0) throw new Refusal('fields_missing', { fields: faults.refused });
    const after = { ...one, dischargedAt: at, savedAt: at, changedSinceDischarge: false };
    const stored = await saveParticipation(trx, file, after, at);
    await note(context, trx, stored, 'participationDischarged', {
      data: faults.warned.length > 0 ? { missing: faults.warned } : {},
      rulesVersion: rules.version,
    });
    return settled(context, trx, participationId);
  });
}

/**
 * Brings a discharged participation back to Avsluttet, its end date kept (`domain.md` 6.5). Refuses with `reason_needed`, `not_allowed_in_state`, and
 * `already_active` while she takes part by another one.
 */
export async function reopenParticipation(
  context: Context,
  participationId: string,
  reason: string | undefined,
): Promise<ParticipationFile> {
  const { receivedAt: at } = context;
  return context.transaction(async (trx) => {
    const file = await lockOwn(context, trx, participationId);
    const { participation: one, rules } = file;
    refuseUnless(Boolean(reason?.trim()), 'reason_needed', { reason: 'reason_needed' });
    refuseUnless(one.dischargedAt !== null, 'not_allowed_in_state');
    await refuseActive(context, trx, one.personId);
    const stored = await saveParticipation(trx, file, { ...one, dischargedAt: null, savedAt: at }, at);
    await note(context, trx, stored, 'participationReopened', { personal: { reason: reason!.trim() }, rulesVersion: rules.version });
    return fileNow(trx, participationId, at);
  });
}

export type Return = Readonly<{ startOn: string; financing: string; projectId: string }>;

/**
 * Registers that somebody came back: a new participation, linked to the old one (`domain.md` 6.6). Refuses with `not_discharged`, `already_active`,
 * `not_allowed_in_state` when somebody has returned to that one before, `project_not_running`, `start_before_old_end`, and as creating does.
 */
export async function returnParticipation(context: Context, participationId: string, wanted: Return): Promise<ParticipationFile> {
  const { receivedAt: at } = context;
  return context.transaction(async (trx) => {
    const { participation: old, ...file } = await lockOwn(context, trx, participationId);
    const number = await numberOf(trx, old.personId);
    const around = await aroundOf(trx, { participation: old, ...file }, number?.bornOn ?? null, at);
    const { changes, notSaved } = readNew({ ...wanted }, around);
    const empty = changes.projectId === null ? { projectId: 'fields_missing' } : {};
    refuseFaults({ ...notSaved, ...empty });
    refuseUnless(old.dischargedAt !== null, 'not_discharged');
    await refuseActive(context, trx, old.personId);
    refuseUnless(!(await returnTo(trx, participationId)), 'not_allowed_in_state');
    const startOn: PlainDate = changes.startOn!;
    refuseUnless(old.endOn === null || startOn > old.endOn, 'start_before_old_end', { startOn: 'start_before_old_end' });
    const project = around.projects.find((one) => one.projectId === changes.projectId)!;
    refuseUnless(takesIn(project, startOn), 'project_not_running', { projectId: 'project_not_running' });
    const rules = await rulesNow(trx, at);
    refuseUnless(!isTooYoung(around.bornOn, startOn, rules), 'age_under_16', { startOn: 'age_under_16' });
    const { personId, organisationId } = old;
    const begun = {
      personId,
      organisationId,
      startOn,
      financing: changes.financing!,
      projectId: project.projectId,
      returnOf: participationId,
    };
    const one: Participation = newParticipation(begun, number, rules, context);
    await insertParticipation(trx, one, rules, at);
    await note(context, trx, one, 'participationRegistered', {
      data: { returnOf: participationId },
      personal: { startOn, financing: one.financing },
      rulesVersion: rules.version,
    });
    await note(context, trx, old, 'participantReturned', { data: { participationId: one.participationId } });
    await askForName(context, trx, one);
    return fileNow(trx, one.participationId, at);
  });
}

async function settled(context: Context, trx: Parameters<typeof settleTasks>[0], participationId: string): Promise<ParticipationFile> {
  const now = await fileNow(trx, participationId, context.receivedAt);
  await settleTasks(trx, now, context.receivedAt);
  return now;
}

function pick(one: Participation, changed: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(changed).map((field) => [field, one[field as keyof Participation]]));
}
