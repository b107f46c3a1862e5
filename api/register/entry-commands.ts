import { Refusal, refuseUnless, type FieldFaults } from '../../domain/core/errors';
import { isComplete, missingFields } from '../../domain/register/fields';
import type { ProgrammeEntry } from '../../domain/register/participation';
import { entryConflicts, newEntry, readEntry, type SentEntry } from '../../domain/register/programme';
import { changedByOther } from '../../domain/register/saving';
import { newId } from '../../db/core/ids';
import type { Trx } from '../../db/core/transaction';
import { markEntryRemoved, putEntry } from '../../db/register/programme-entries';
import { saveParticipation, type ParticipationFile } from '../../db/register/participations';
import type { Context } from '../core/context';
import { marked, refuseFaults } from './participation-making';
import { fileNow, lockOwn, note, settleTasks } from './participation-parts';

/** An entry of the programme as somebody sent it: a new one has no id, and a changed one names the version of the record that it was made on. */
export type SentProgrammeEntry = SentEntry &
  Readonly<{ kind?: ProgrammeEntry['kind'] | undefined; entryId?: string | undefined; seenVersion?: number | undefined }>;
export type SavedEntry = Readonly<{ file: ParticipationFile; entryId: string; notSaved: FieldFaults }>;

/**
 * Adds an entry to the programme, or changes one, field by field as everything else (`domain.md` 6.2, 6.3).
 * Refuses with `not_found`, `changed_by_other` with both values, `fields_missing` when a discharged record would lose what it must have, and with the code of the
 * first field when nothing could be stored.
 */
export async function saveEntry(context: Context, participationId: string, sent: SentProgrammeEntry): Promise<SavedEntry> {
  return context.transaction(async (trx) => {
    const file = await lockOwn(context, trx, participationId);
    const before = sent.entryId === undefined ? begun(sent.kind) : entryIn(file, sent.entryId);
    const { after, notSaved } = readEntry(before, sent, file.rules.activityTypes);
    const isNew = sent.entryId === undefined;
    const conflicts = isNew ? {} : entryConflicts(before, after, sent.seenVersion ?? file.participation.version);
    if (Object.keys(conflicts).length > 0) throw changedByOther(conflicts);
    const changed = Object.keys(after).some((key) => after[key as keyof ProgrammeEntry] !== before[key as keyof ProgrammeEntry]);
    if (!changed && (!isNew || Object.keys(notSaved).length > 0)) {
      refuseFaults(notSaved);
      return { file, entryId: before.entryId, notSaved };
    }
    const entries = [...file.entries.filter((one) => one.entryId !== before.entryId), after];
    refuseEmptying(file, entries);
    await putEntry(trx, participationId, { ...after, changedIn: file.participation.version + 1 });
    return {
      file: await stored(context, trx, { ...file, entries }, isNew ? 'entryAdded' : 'entryChanged', before, after),
      entryId: before.entryId,
      notSaved,
    };
  });
}

/** Takes an entry out of the programme. Refuses with `not_found`, `changed_by_other`, `fields_missing` as `saveEntry`. */
export async function removeEntry(
  context: Context,
  participationId: string,
  entryId: string,
  seenVersion?: number,
): Promise<ParticipationFile> {
  return context.transaction(async (trx) => {
    const file = await lockOwn(context, trx, participationId);
    const before = entryIn(file, entryId);
    if (seenVersion !== undefined && before.changedIn > seenVersion) throw changedByOther({ entry: { mine: null, theirs: before } });
    const entries = file.entries.filter((one) => one.entryId !== entryId);
    refuseEmptying(file, entries);
    await markEntryRemoved(trx, entryId, file.participation.version + 1, context.receivedAt);
    return stored(context, trx, { ...file, entries }, 'entryRemoved', before, null);
  });
}

async function stored(
  context: Context,
  trx: Trx,
  file: ParticipationFile,
  what: string,
  before: ProgrammeEntry,
  after: ProgrammeEntry | null,
): Promise<ParticipationFile> {
  const { participation: one, rules } = file;
  await saveParticipation(trx, file, marked(one, one, false, context), context.receivedAt);
  await note(context, trx, one, what, {
    data: { entryId: before.entryId, kind: before.kind, ...(one.dischargedAt ? { afterDischarge: true } : {}) },
    personal: { before: what === 'entryAdded' ? null : before, after },
    rulesVersion: rules.version,
  });
  const now = await fileNow(trx, one.participationId, context.receivedAt);
  await settleTasks(trx, now, context.receivedAt);
  return now;
}

function begun(kind: ProgrammeEntry['kind'] | undefined): ProgrammeEntry {
  if (kind === undefined) throw new Refusal('unknown_option', { fields: { kind: 'unknown_option' } });
  return newEntry(newId(), kind);
}

function entryIn(file: ParticipationFile, entryId: string): ProgrammeEntry {
  const found = file.entries.find((one) => one.entryId === entryId);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** A discharged record keeps at least one complete activity when it had one (`domain.md` 6.5). */
function refuseEmptying({ participation: one, entries: before, rules }: ParticipationFile, entries: readonly ProgrammeEntry[]): void {
  if (one.dischargedAt === null || rules.strictDischarge === 'off' || !before.some(isComplete)) return;
  refuseUnless(!missingFields(one, entries, 'discharge', rules).includes('activities'), 'fields_missing', { activities: 'fields_missing' });
}
