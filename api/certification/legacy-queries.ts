import type { Knex } from 'knex';
import { localDay, type PlainDate } from '../../domain/core/calendar';
import { ruleCourse } from '../../domain/core/rules';
import { idleTermOn, lapsedOn, type LegacyAccess } from '../../domain/certification/legacy-access';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { ruleBook } from '../../db/core/rules';
import { legacyAccessesOf, legacyRows, type LegacyRow } from '../../db/certification/legacy-accesses';
import { rulesNow } from '../../db/certification/rounds';
import { useDaysByRegion } from '../../db/certification/uses';
import type { Context } from '../core/context';

/** An access as a region sees it today. `lapsed`: nobody used it for too long (`jar.legacyIdleYears`); nothing is stored for that. */
export type LegacySeen = LegacyRow & Readonly<{ lapsed: boolean }>;

/** The accesses of one region, of one person or of all, newest first. */
export async function legacySeen(
  { db, receivedAt }: Context,
  where: Parameters<typeof legacyRows>[1],
  page: Parameters<typeof legacyRows>[2],
): Promise<LegacySeen[]> {
  const found = await legacyRows(db, where, page);
  const lapsed = await lapsedAmong(db, found, localDay(receivedAt, zone), (await rulesNow(db, receivedAt)).schemeStart);
  return found.map((one) => ({ ...one, lapsed: lapsed.has(one.legacyAccessId) }));
}

/** The accesses of people from before the scheme, without those that have lapsed by a day: they count as none (`jar.legacyIdleYears`, `domain.md` 2.5). */
export async function notLapsed(db: Knex, personIds: readonly string[], on: PlainDate, schemeStart: PlainDate): Promise<LegacyAccess[]> {
  const accesses = await legacyAccessesOf(db, personIds);
  const lapsed = await lapsedAmong(db, accesses, on, schemeStart);
  return accesses.filter(({ legacyAccessId }) => !lapsed.has(legacyAccessId));
}

/** The ids of those that have lapsed by a day. */
async function lapsedAmong(
  db: Knex,
  accesses: readonly LegacyAccess[],
  on: PlainDate,
  schemeStart: PlainDate,
): Promise<ReadonlySet<string>> {
  const term = accesses.length > 0 ? idleTermOn(on, ruleCourse(await ruleBook(db), certificationRuleDefinitions.legacyIdleYears)) : null;
  if (!term) return new Set();
  const used = await useDaysByRegion(db, [...new Set(accesses.map(({ personId }) => personId))]);
  const gone = accesses.filter((one) => lapsedOn(on, used.get(`${one.personId} ${one.region}`) ?? [], term, schemeStart));
  return new Set(gone.map(({ legacyAccessId }) => legacyAccessId));
}
