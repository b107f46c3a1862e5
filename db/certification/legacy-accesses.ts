import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import type { LegacyAccess } from '../../domain/certification/legacy-access';
import { columnsOf, rows } from '../core/columns';
import { openPersonKey } from '../core/person-keys';
import { seal, unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

const columns = columnsOf<LegacyAccess>({
  legacyAccessId: 'id',
  personId: 'person_id',
  region: 'region',
  evidenceOn: 'evidence_on',
  endedOn: 'ended_on',
});
const selected = columns.selectFrom('legacy_access');

/**
 * Registers an access; its evidence is sealed with the person's key.
 * @throws Refusal `not_allowed_in_state` when the person has one in that region already
 */
export async function insertLegacyAccess(
  trx: Trx,
  one: LegacyAccess,
  registered: Readonly<{ evidence: string; by: string; at: Instant }>,
): Promise<void> {
  const key = await openPersonKey(trx, one.personId);
  await trx('legacy_access')
    .insert({
      ...columns.row(one),
      evidence_sealed: key && seal(key, registered.evidence, one.legacyAccessId),
      registered_by: registered.by,
      registered_at: registered.at,
    })
    .catch((error: { constraint?: string }) => {
      throw error.constraint === 'legacy_access_one_open' ? new Refusal('not_allowed_in_state') : error;
    });
}

export async function endLegacyAccess(trx: Trx, ended: LegacyAccess): Promise<void> {
  await trx('legacy_access').where({ id: ended.legacyAccessId }).update({ ended_on: ended.endedOn });
}

/** Locks the person of an access, then the access: the one order of locks. */
export async function lockLegacyAccess(trx: Trx, legacyAccessId: string): Promise<LegacyAccess | undefined> {
  await trx.raw('select 1 from person where id = (select person_id from legacy_access where id = ?) for no key update', [legacyAccessId]);
  return (await rows<LegacyAccess>(trx.raw(`select ${selected} from legacy_access where id = ? for update`, [legacyAccessId])))[0];
}

export async function legacyAccess(db: Knex, legacyAccessId: string): Promise<LegacyAccess | undefined> {
  return (await rows<LegacyAccess>(db.raw(`select ${selected} from legacy_access where id = ?`, [legacyAccessId])))[0];
}

/** The accesses of people in any region, oldest first. */
export async function legacyAccessesOf(db: Knex, personIds: readonly string[]): Promise<LegacyAccess[]> {
  return rows(db.raw(`select ${selected} from legacy_access where person_id = any(?::uuid[]) order by id`, [personIds as string[]]));
}

/** An access as a region sees it, with whose it is. */
export type LegacyRow = LegacyAccess &
  Readonly<{ name: string | null; email: string | null; employer: string | null; registeredAt: Instant; evidence: string | null }>;

/** The accesses of one region, of one person or of all, newest first; their evidence opened where the person's key still exists. */
export async function legacyRows(
  db: Knex,
  where: Readonly<{ region: string; personId?: string }>,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<LegacyRow[]> {
  const found = await rows<LegacyRow & { sealed: Buffer | null }>(
    db.raw(
      `select ${selected}, p.name, p.email, p.employer, registered_at as "registeredAt", evidence_sealed as sealed
       from legacy_access join person p on p.id = person_id
       where region = ? and (?::uuid is null or person_id = ?) and (?::uuid is null or legacy_access.id < ?)
       order by legacy_access.id desc limit ?`,
      [where.region, where.personId ?? null, where.personId ?? null, page.after, page.after, page.limit],
    ),
  );
  const opened: LegacyRow[] = [];
  for (const { sealed, ...one } of found) {
    const key = sealed && (await openPersonKey(db, one.personId));
    opened.push({ ...one, evidence: key ? unseal(key, sealed, one.legacyAccessId).toString() : null });
  }
  return opened;
}
