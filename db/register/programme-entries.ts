import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { ProgrammeEntry } from '../../domain/register/participation';
import { rows } from '../core/columns';
import type { Trx } from '../core/transaction';

const selected = `id as "entryId", kind, type, from_on as "fromOn", to_on as "toOn", hours_per_week::float8 as "hoursPerWeek", changed_in as "changedIn"`;

/** What the programme of a participation holds, in the order of the days, as one value of its row. */
export const entriesOfRow = `(select coalesce(json_agg(e), '[]') from (
    select ${selected} from programme_entry where participation_id = participation.id and removed_at is null order by from_on nulls last, id) e)`;

/** The programmes of many participations, by participation. */
export async function entriesOfAll(db: Knex, participationIds: readonly string[]): Promise<ReadonlyMap<string, readonly ProgrammeEntry[]>> {
  const found = await rows<ProgrammeEntry & { participationId: string }>(
    db.raw(
      `select participation_id as "participationId", ${selected} from programme_entry
       where participation_id = any(?::uuid[]) and removed_at is null order by from_on nulls last, id`,
      [participationIds as string[]],
    ),
  );
  const by = new Map<string, ProgrammeEntry[]>();
  for (const { participationId, ...entry } of found) by.set(participationId, [...(by.get(participationId) ?? []), entry]);
  return by;
}

/** Adds an entry, or stores it anew. */
export async function putEntry(trx: Trx, participationId: string, entry: ProgrammeEntry): Promise<void> {
  await trx('programme_entry')
    .insert({
      id: entry.entryId,
      participation_id: participationId,
      kind: entry.kind,
      type: entry.type,
      from_on: entry.fromOn,
      to_on: entry.toOn,
      hours_per_week: entry.hoursPerWeek,
      changed_in: entry.changedIn,
    })
    .onConflict('id')
    .merge();
}

/** Takes an entry out of the programme; the row stays, so that what the register said on a day can be told later. */
export async function markEntryRemoved(trx: Trx, entryId: string, version: number, at: Instant): Promise<void> {
  await trx('programme_entry').where({ id: entryId }).update({ removed_at: at, changed_in: version });
}
