import type { PlainDate } from '../../domain/core/calendar';
import { harmless } from '../../domain/core/csv';
import { codeLists, hasCodes } from '../../domain/register/code-lists';
import { fieldPages, readiness } from '../../domain/register/fields';
import { lookupChoices } from '../../domain/register/overview';
import { participationStates, stateOf, type ProgrammeEntry } from '../../domain/register/participation';
import { entryKinds } from '../../domain/register/programme';
import type { ListedParticipation } from '../../db/register/participation-lists';
import { isMessageKey, textsOf, type Language } from '../../letters/core/catalogue';

export type TableCell = string | number | null;
export type DownloadContent = 'participants' | 'activities';

type Column = Readonly<{ name: string; cell: (one: ListedParticipation, fullNumbers: boolean) => TableCell }>;
type EntryColumn = Readonly<{ name: string; cell: (entry: ProgrammeEntry) => TableCell }>;

const identity: readonly Column[] = [
  { name: 'participationId', cell: (one) => one.participationId },
  { name: 'nationalId', cell: (one, full) => (full ? one.nationalId : one.maskedNumber) },
  { name: 'name', cell: (one) => one.name },
];
const fields = [...fieldPages.person, ...fieldPages.background, ...fieldPages.ending].filter((field) => field !== 'projectId');

/** What a file of participants holds. Codes as they are stored: the list that comes with the file says what they mean. */
const participantColumns: readonly Column[] = [
  ...identity,
  { name: 'state', cell: (one) => stateOf(one, one.rules) },
  { name: 'municipality', cell: (one) => one.municipality.code },
  { name: 'project', cell: (one) => one.projectName },
  ...fields.map((name): Column => ({ name, cell: (one) => one[name] })),
  { name: 'lookup', cell: (one) => one.lookupState },
  { name: 'filled', cell: (one) => readiness(one, one.entries, one.rules).filled },
  { name: 'of', cell: (one) => readiness(one, one.entries, one.rules).of },
  { name: 'savedAt', cell: (one) => one.savedAt },
  { name: 'dischargedAt', cell: (one) => one.dischargedAt },
];
const entryColumns: readonly EntryColumn[] = [
  { name: 'kind', cell: (entry) => entry.kind },
  { name: 'type', cell: (entry) => entry.type },
  { name: 'fromOn', cell: (entry) => entry.fromOn },
  { name: 'toOn', cell: (entry) => entry.toOn },
  { name: 'hoursPerWeek', cell: (entry) => entry.hoursPerWeek },
];

/** The names of the columns, in their order. */
export function columnNames(content: DownloadContent): readonly string[] {
  const columns = content === 'participants' ? participantColumns : [...identity, ...entryColumns];
  return columns.map(({ name }) => name);
}

/** The rows that one participation comes to: itself, or each entry of its programme. */
export function tableRows(content: DownloadContent, one: ListedParticipation, fullNumbers: boolean): TableCell[][] {
  if (content === 'participants') return [participantColumns.map(({ cell }) => safe(cell(one, fullNumbers)))];
  const who = identity.map(({ cell }) => safe(cell(one, fullNumbers)));
  return one.entries.map((entry) => [...who, ...entryColumns.map(({ cell }) => safe(cell(entry)))]);
}

/** In every export, whatever it is written as (`domain.md` 6.7). */
const safe = (cell: TableCell): TableCell => (typeof cell === 'string' ? harmless(cell) : cell);

/** What stands as a day in a file that knows days. */
export const dayColumns: ReadonlySet<string> = new Set(['startOn', 'endOn', 'fromOn', 'toOn']);
export const asDate = (day: PlainDate): Date => new Date(`${day}T00:00:00Z`);

/** One line of the guide that comes with a file: a column and what it holds, or one of its codes and what that means. */
export type GuideLine = Readonly<{ column: string; meaning: string; code: string; word: string }>;

/** What the columns of a file hold, in words. */
export function columnGuide(content: DownloadContent, language: Language): GuideLine[] {
  return columnNames(content).map((column) => ({ column, meaning: meaningOf(column, language), code: '', word: '' }));
}

/** What the codes of a file mean, column by column. */
export function codeGuide(content: DownloadContent, language: Language): GuideLine[] {
  const t = textsOf(language);
  const say = (key: string): string => (isMessageKey(key) ? t(key) : '');
  const codesOf = (column: string): readonly (readonly [code: string, key: string])[] => {
    if (hasCodes(column)) return codeLists[column].codes.map((code) => [code, `register.code.${codeLists[column].list}.${code}`] as const);
    if (column === 'state') return participationStates.map((code) => [code, `register.state.${code}`] as const);
    if (column === 'lookup') return lookupChoices.map((code) => [code, `register.overview.lookup.${code}`] as const);
    if (column === 'kind') return entryKinds.map((code) => [code, `register.overview.kind.${code}`] as const);
    return [];
  };
  return columnNames(content).flatMap((column) =>
    codesOf(column).map(([code, key]) => ({ column, meaning: meaningOf(column, language), code, word: say(key) })),
  );
}

function meaningOf(column: string, language: Language): string {
  const keys = [`register.column.${column}`, `register.field.${column}`];
  const key = keys.find(isMessageKey);
  return key ? textsOf(language)(key) : column;
}
