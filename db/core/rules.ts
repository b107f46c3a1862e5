import type { Knex } from 'knex';
import type { PlainDate } from '../../domain/core/calendar';
import type { RuleBook, RuleSetting } from '../../domain/core/rules';
import type { DaysOff } from '../../domain/core/working-days';
import { rows } from './columns';
import { locks } from './installation';
import type { Trx } from './transaction';

// Settings are only ever added, so a book of a version never changes: each pool keeps the newest it has seen.
const books = new WeakMap<object, RuleBook>();
// A transaction that adds one may yet be rolled back: what it reads is kept for nobody else, for the same version may then become another book.
const writing = new WeakSet<object>();

/** The newest version, to be read along with something else. */
export const newestRules = '(select coalesce(max(version), 0) from rule_setting)';

/**
 * The rule book as it is now. Costs one look at the newest version; the settings are read again only when there are new ones.
 * @param newest the newest version, where it was read along
 */
export async function ruleBook(db: Knex, newest?: number): Promise<RuleBook> {
  const shelf = (db.client as { config: object }).config;
  const version = newest ?? (await rows<{ version: number }>(db.raw(`select ${newestRules} as version`)))[0]!.version;
  const known = books.get(shelf);
  if (known?.version === version && !writing.has(db)) return known;
  const settings = await rows<RuleSetting>(
    db.raw(
      'select key, value, valid_from as "validFrom", version, set_at as "setAt", moves from rule_setting where version <= ? order by version',
      [version],
    ),
  );
  const book = { version, settings };
  if (!writing.has(db)) books.set(shelf, book);
  return book;
}

/** A setting with who set it, for the rule page. */
export type RuleHistory = RuleSetting & Readonly<{ setBy: string | null; setByName: string | null; reason: string | null }>;

export async function ruleHistory(db: Knex, key?: string): Promise<RuleHistory[]> {
  return rows(
    db.raw(
      `select r.key, r.value, r.valid_from as "validFrom", r.version, r.set_by as "setBy", p.name as "setByName", r.set_at as "setAt", r.moves, r.reason
       from rule_setting r left join person p on p.id = r.set_by where (?::text is null or r.key = ?) order by r.version desc`,
      [key ?? null, key ?? null],
    ),
  );
}

/** Adds a setting as the next version. Two at once get two versions: the second waits for the first. */
export async function addRuleSetting(
  trx: Trx,
  setting: Omit<RuleSetting, 'version'> & Readonly<{ setBy: string; reason: string | null }>,
): Promise<number> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.rules]);
  writing.add(trx);
  const [row] = await rows<{ version: number }>(
    trx.raw(
      `insert into rule_setting (version, key, value, valid_from, moves, set_by, set_at, reason)
       select coalesce(max(version), 0) + 1, ?, ?::jsonb, ?, ?, ?, ?, ? from rule_setting returning version`,
      [setting.key, JSON.stringify(setting.value), setting.validFrom, setting.moves, setting.setBy, setting.setAt, setting.reason],
    ),
  );
  return row!.version;
}

/** Holidays and closing days of a country. */
export async function daysOff(db: Knex, country: 'DK' | 'NO'): Promise<DaysOff> {
  const found = await rows<{ day: PlainDate }>(db.raw('select day from day_off where country = ? and not worked', [country]));
  return new Set(found.map((row) => row.day));
}

/** Stores days off that are not known yet. */
export async function addDaysOff(
  db: Knex,
  country: 'DK' | 'NO',
  days: readonly { day: PlainDate; name: string; kind: 'holiday' | 'closing' }[],
): Promise<void> {
  if (days.length === 0) return;
  await db('day_off')
    .insert(days.map((one) => ({ country, ...one })))
    .onConflict(['country', 'day'])
    .ignore();
}
