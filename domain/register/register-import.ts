import { parseDay } from '../core/calendar';
import { csvRecords, importLimits } from '../core/csv-file';
import { refuseUnless } from '../core/errors';
import type { ParticipationField } from './participation';

/** A column of a file that a municipality brings. */
export type ImportColumn = ParticipationField | 'nationalId' | 'municipality';

/** One line of a file as it will be judged: the number without its spaces, and codes where the file may have had words. */
export type ImportLine = Readonly<{
  line: number;
  number: string;
  municipality: string;
  sent: Readonly<Partial<Record<ParticipationField, string>>>;
}>;

/** What people call columns and codes, in whichever language: compared without regard to letter case. Names of projects are words too. */
export type Vocabulary = Readonly<{
  column: (title: string) => ImportColumn | undefined;
  /** The code of a word in a column; the word itself where it is none that is known: it is refused later, by the rule of the field. */
  code: (column: ParticipationField, word: string, mainReason: string | undefined) => string;
}>;

export type ReadFile = Readonly<{ lines: readonly ImportLine[]; unknownColumns: readonly string[] }>;

/** Without these nothing can be registered, so a header without them is none (`domain.md` 6.2). */
const needed: readonly ImportColumn[] = ['nationalId', 'startOn', 'financing'];
const dayFields: ReadonlySet<string> = new Set<ParticipationField>(['startOn', 'endOn']);

/**
 * Reads a municipality's own file: comma or semicolon, LF or CRLF, columns by header name in any order (`domain.md` 7). Nothing is judged yet but the header.
 * @throws Refusal `csv_header`, `too_large`
 */
export function readParticipations(text: string, vocabulary: Vocabulary): ReadFile {
  const records = csvRecords(text);
  const titles = records.shift()?.cells ?? [];
  const columns = titles.map((title) => vocabulary.column(title));
  refuseUnless(
    needed.every((column) => columns.includes(column)),
    'csv_header',
  );
  refuseUnless(records.length <= importLimits.lines, 'too_large');
  const lines = records.map(({ line, cells }): ImportLine => {
    const given = new Map<ImportColumn, string>();
    columns.forEach((column, at) => {
      const cell = plain(cells[at] ?? '');
      if (column && cell !== '') given.set(column, cell);
    });
    return lineOf(line, given, vocabulary);
  });
  return {
    lines,
    unknownColumns: titles.filter((title, at) => title !== '' && columns[at] === undefined).map((title) => title.slice(0, 60)),
  };
}

/** A cell without the apostrophe that our own files put before what looks like a formula, and without control signs. */
function plain(cell: string): string {
  return (
    cell
      .replace(/^'(?=[=+\-@])/, '')
      // oxlint-disable-next-line no-control-regex -- exactly these must not get in
      .replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .trim()
      .slice(0, 200)
  );
}

function lineOf(line: number, given: ReadonlyMap<ImportColumn, string>, vocabulary: Vocabulary): ImportLine {
  const mainReason = given.has('mainReason') ? vocabulary.code('mainReason', given.get('mainReason')!, undefined) : undefined;
  const sent: Partial<Record<ParticipationField, string>> = {};
  for (const [column, word] of given) {
    if (column === 'nationalId' || column === 'municipality') continue;
    sent[column] = dayFields.has(column) ? isoDay(word) : vocabulary.code(column, word, mainReason);
  }
  return { line, number: (given.get('nationalId') ?? '').replace(/\s/gu, ''), municipality: given.get('municipality') ?? '', sent };
}

/** `1.2.2026` as people here write it, as `2026-02-01`. */
function isoDay(text: string): string {
  const [, day, month, year] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text) ?? [];
  const iso = day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return parseDay(iso) ?? text;
}
