import { nextDueAt } from '../domain/core/agenda';
import type { Instant } from '../domain/core/calendar';
import type { NameLookup } from '../domain/register/name-lookup';
import { participationAgenda } from '../domain/register/participation-agenda';
import type { Participation, ProgrammeEntry } from '../domain/register/participation';
import type { RegisterRules } from '../domain/register/rules';
import { servicesOf } from '../db/core/database';
import { wrapNewKey } from '../db/core/person-keys';
import { seal } from '../db/core/sealing';
import { appendTimelines } from '../db/core/timeline';
import type { Trx } from '../db/core/transaction';
import { lookupColumns } from '../db/register/lookups';
import { participationColumns } from '../db/register/participations';

/** A participation with all that stands about it. */
export type Case = Readonly<{ participation: Participation; entries: readonly ProgrammeEntry[]; lookup: NameLookup; name: string | null }>;

/** Inserts many, a statement a table. What would be due by now waits for nobody. */
export async function insertCases(
  trx: Trx,
  cases: readonly (Case & Readonly<{ number: string }>)[],
  rules: RegisterRules,
  now: Instant,
): Promise<void> {
  const { keys } = servicesOf(trx);
  const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
  const insert = async (table: string, records: readonly object[]): Promise<void> => {
    await trx.raw('insert into ?? select * from jsonb_populate_recordset(null::??, ?::jsonb)', [table, table, JSON.stringify(records)]);
  };
  await insert(
    'person',
    cases.map(({ participation, name }) => ({
      id: participation.personId,
      name,
      language: 'nb',
      created_at: participation.createdAt,
      version: 1,
    })),
  );
  await insert(
    'person_key',
    cases.map(({ participation: { personId } }) => ({ person_id: personId, wrapped: hex(wrapNewKey(trx, personId)) })),
  );
  await insert(
    'national_id',
    cases.map(({ participation, lookup: { nationalIdId: id }, number }) => ({
      id,
      person_id: participation.personId,
      country: 'NO',
      lookup: hex(keys.lookup(`NO:${number}`)),
      sealed: hex(seal(keys.nationalIds, number, id)),
      since: participation.createdAt,
    })),
  );
  await insert(
    'participation',
    cases.map(({ participation: one, entries }) => {
      const due = nextDueAt(participationAgenda(one, entries, new Set(), rules));
      return {
        ...participationColumns.row(one),
        has_activity: entries.length > 0,
        over: one.dischargedAt !== null,
        next_due_at: due !== null && due > now ? due : null,
      };
    }),
  );
  await insert(
    'programme_entry',
    cases.flatMap(({ participation, entries }) =>
      entries.map(({ entryId, kind, type, fromOn, toOn, hoursPerWeek, changedIn }) => ({
        id: entryId,
        participation_id: participation.participationId,
        kind,
        type,
        from_on: fromOn,
        to_on: toOn,
        hours_per_week: hoursPerWeek,
        changed_in: changedIn,
      })),
    ),
  );
  await insert(
    'name_lookup',
    cases.map(({ lookup }) => ({ ...lookupColumns.row(lookup), over: lookup.answeredAt !== null, next_due_at: lookup.nextTryAt })),
  );
  await appendTimelines(
    trx,
    cases.map(({ participation: { participationId: id, personId, createdAt } }) => ({
      case: { kind: 'participation', id },
      what: 'participationRegistered',
      personId,
      effectiveAt: createdAt,
      recordedAt: createdAt,
    })),
  );
}
