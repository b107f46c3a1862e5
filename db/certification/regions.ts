import type { Knex } from 'knex';
import type { Instant, PlainDate } from '../../domain/core/calendar';
import type { Region } from '../../domain/certification/region';
import { columnsOf, rows } from '../core/columns';
import { newId } from '../core/ids';
import type { Trx } from '../core/transaction';

const columns = columnsOf<Region>({
  code: 'code',
  name: 'name',
  memberFrom: 'member_from',
  memberTo: 'member_to',
  certificateNeededFrom: 'certificate_needed_from',
});
const selected = columns.selectFrom('region');

export async function regions(db: Knex): Promise<Region[]> {
  return rows(db.raw(`select ${selected} from region order by name`));
}

export async function regionByCode(db: Knex, code: string): Promise<Region | undefined> {
  return (await rows<Region>(db.raw(`select ${selected} from region where code = ?`, [code])))[0];
}

/** A region against whose demand and membership nothing else is to happen meanwhile. */
export async function lockRegion(trx: Trx, code: string): Promise<Region | undefined> {
  return (await rows<Region>(trx.raw(`select ${selected} from region where code = ? for update`, [code])))[0];
}

/** Adds a member region with its organisation, once. */
export async function ensureRegion(
  db: Knex,
  region: Readonly<{ code: string; name: string; organisationId: string; memberFrom: PlainDate }>,
): Promise<void> {
  await db.raw('insert into region (code, organisation_id, name, member_from) values (?, ?, ?, ?) on conflict (code) do nothing', [
    region.code,
    region.organisationId,
    region.name,
    region.memberFrom,
  ]);
}

/** What was set of a region: from when it demands certificates, or its days in the scheme. */
export type RegionSetting = Readonly<{
  what: 'demand' | 'membership';
  from: PlainDate | null;
  to: PlainDate | null;
  setBy: string;
  setByName: string | null;
  setAt: Instant;
  reason: string;
}>;

/** Saves a region's demand and membership, and keeps what was set with its reason. */
export async function saveRegion(trx: Trx, after: Region, setting: Omit<RegionSetting, 'setByName'>): Promise<void> {
  await trx('region').where({ code: after.code }).update(columns.row(after));
  await trx('region_setting').insert({
    id: newId(),
    region: after.code,
    what: setting.what,
    from_on: setting.from,
    to_on: setting.to,
    set_by: setting.setBy,
    set_at: setting.setAt,
    reason: setting.reason,
  });
}

/** What was ever set of a region, newest first. */
export async function regionSettings(db: Knex, code: string): Promise<RegionSetting[]> {
  return rows(
    db.raw(
      `select s.what, s.from_on as "from", s.to_on as "to", s.set_by as "setBy", p.name as "setByName", s.set_at as "setAt", s.reason
       from region_setting s left join person p on p.id = s.set_by where s.region = ? order by s.seq desc`,
      [code],
    ),
  );
}
