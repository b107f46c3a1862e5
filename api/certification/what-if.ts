import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { latest, localDay, startOfDay, yearOf, type Instant, type PlainDate } from '../../domain/core/calendar';
import { csvOf, type CsvCell } from '../../domain/core/csv';
import { agencyOnly, allow } from '../../domain/core/policies';
import { certificationRules, type CertificationRules } from '../../domain/certification/rules';
import { bookWith, compare, comparePlaces, type Comparison, type PlaceChange } from '../../domain/certification/what-if';
import { zone } from '../../domain/certification/zone';
import { servicesOf } from '../../db/core/database';
import { logListLookup } from '../../db/core/lookups';
import { readOnly } from '../../db/core/read-only';
import { ruleBook } from '../../db/core/rules';
import { liveCases, type LiveCase, type OtherRules } from '../../db/certification/live-cases';
import { rounds } from '../../db/certification/rounds';
import type { Context } from '../core/context';
import { Bytes } from '../core/route';
import { wantedValue, type WantedValue } from '../core/rule-commands';

/** One case that another value would change. */
export type ChangedCase = Readonly<Pick<LiveCase, 'kind' | 'caseId' | 'name'> & Omit<Comparison, 'letters'>>;

export type WhatIfTotals = Readonly<{
  /** Cases looked at, and how many of them change. */
  cases: number;
  changed: number;
  gains: number;
  loses: number;
  past: number;
  /** Reminders and warnings that would be written, would not, or on another day. */
  lettersCome: number;
  lettersGo: number;
  lettersMove: number;
}>;

/** What a value would change if running cases were moved to it; a rule that `moves` always holds for them. */
export type WhatIf = Readonly<{
  key: string;
  value: unknown;
  validFrom: PlainDate;
  moves: boolean;
  totals: WhatIfTotals;
  places: readonly PlaceChange[];
  rows: readonly ChangedCase[];
}>;

/** Rows that are shown; all of them are in the CSV file. */
const shown = 200;

/** Looks at every live case under the present rules and under those with another value, and changes nothing. Refuses with `value_invalid`. */
export async function whatIf(context: Context, key: string, wanted: WantedValue): Promise<WhatIf> {
  allow(context.actor, agencyOnly, undefined);
  const { definition, value, validFrom } = wantedValue(context, key, wanted);
  const found = await readOnly(context.db, async (trx) => {
    const totals = { cases: 0, changed: 0, gains: 0, loses: 0, past: 0, lettersCome: 0, lettersGo: 0, lettersMove: 0 };
    const first: ChangedCase[] = [];
    const other = await otherRules(trx, context, key, wanted);
    for await (const one of liveCases(trx, other, context.receivedAt)) {
      totals.cases += 1;
      const compared = compare(one.before, one.after, takesOver(other, context.receivedAt));
      if (!compared) continue;
      totals.changed += 1;
      if (compared.outcome !== 'other') totals[compared.outcome] += 1;
      if (compared.past) totals.past += 1;
      totals.lettersCome += compared.letters.come;
      totals.lettersGo += compared.letters.go;
      totals.lettersMove += compared.letters.move;
      if (first.length < shown) first.push(changedCase(one, compared));
    }
    return { totals, places: await changedPlaces(trx, other, context.receivedAt), rows: first };
  });
  await logListLookup(context.db, context.actor, 'what-if', { key }, found.rows.length, context.receivedAt);
  return { key, value, validFrom, moves: definition.moving, ...found };
}

const headings = ['kind', 'case', 'name', 'outcome', 'past', 'what', 'before', 'after'];

/** Every difference of every case as one line of CSV, written while the cases are read, so that any number of them fits. Refuses with `value_invalid`. */
export async function whatIfCsv(context: Context, key: string, wanted: WantedValue): Promise<Bytes> {
  allow(context.actor, agencyOnly, undefined);
  wantedValue(context, key, wanted);
  await logListLookup(context.db, context.actor, 'what-if', { key }, 0, context.receivedAt);
  const content = Readable.from(csvLines(context, key, wanted));
  return new Bytes(content, `${key}.csv`, 'text/csv; charset=utf-8');
}

async function* csvLines(context: Context, key: string, wanted: WantedValue): AsyncGenerator<string> {
  yield csvOf([headings]);
  const trx = await context.db.transaction(undefined, { isolationLevel: 'repeatable read', readOnly: true });
  try {
    const other = await otherRules(trx, context, key, wanted);
    for await (const one of liveCases(trx, other, context.receivedAt)) {
      const compared = compare(one.before, one.after, takesOver(other, context.receivedAt));
      // The mark of the byte order stands at the beginning of the file alone.
      if (compared) yield csvOf(linesOf(one, compared)).slice(1);
    }
  } finally {
    // Also when the reader went away in the middle.
    await trx.rollback();
  }
}

function linesOf({ kind, caseId, name }: LiveCase, { outcome, past, differences }: Comparison): CsvCell[][] {
  const text = (value: string | number | null): CsvCell => (value === null ? null : String(value));
  return differences.map(({ what, before, after }) => [kind, caseId, name, outcome, String(past), what, text(before), text(after)]);
}

function changedCase({ kind, caseId, name }: LiveCase, { outcome, past, differences }: Comparison): ChangedCase {
  return { kind, caseId, name, outcome, past, differences };
}

async function otherRules(db: Knex, context: Context, key: string, wanted: WantedValue): Promise<OtherRules> {
  const { definition, value, validFrom } = wantedValue(context, key, wanted);
  return { book: bookWith(await ruleBook(db), { key, value, validFrom, setAt: context.receivedAt }), definition, validFrom };
}

/** A moving rule is reckoned with at once, also when it changes on a coming day; cases are moved on the day itself. */
function takesOver({ definition, validFrom }: OtherRules, at: Instant): Instant {
  return definition.moving ? at : latest(at, startOfDay(validFrom, zone));
}

/** The places of the first year whose rounds are drafted by the new value, but for those that have a round already. */
async function changedPlaces(db: Knex, { book, validFrom }: OtherRules, at: Instant): Promise<PlaceChange[]> {
  const { rehearsal } = servicesOf(db);
  const ruled = { version: book.version, on: validFrom, today: localDay(at, zone) };
  const [before, after] = [await ruleBook(db), book].map((one) => certificationRules(one, ruled, rehearsal)) as [
    CertificationRules,
    CertificationRules,
  ];
  const draftedOn: string = `${yearOf(validFrom)}-${after.draftsOn}`;
  const year = yearOf(validFrom) + (validFrom <= draftedOn ? 1 : 2);
  const taken = new Set((await rounds(db, { year })).map(({ number }) => number));
  return comparePlaces(year, before, after).filter(({ number }) => !taken.has(number));
}

/** A value as it stands in an address. What is no JSON is no value of any rule, and refused as one. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
