import { codeLists, hasCodes } from '../../domain/register/code-lists';
import { endingReasons } from '../../domain/register/codes';
import type { ParticipationField } from '../../domain/register/participation';
import { savedFields, type Project } from '../../domain/register/saving';
import type { ImportColumn, Vocabulary } from '../../domain/register/register-import';
import { isMessageKey, languages, localeNameOf, textsOf } from '../../letters/core/catalogue';

const columns: readonly ImportColumn[] = ['nationalId', 'municipality', ...savedFields];
/** What files call columns beside what our pages call them. */
const otherTitles: Readonly<Record<string, ImportColumn>> = {
  project: 'projectId',
  fødselsnummer: 'nationalId',
  personnummer: 'nationalId',
  'd-nummer': 'nationalId',
  fnr: 'nationalId',
  kommunenummer: 'municipality',
};

const same = (text: string): string => text.trim().toLowerCase();

/** In every language of ours what a key says. */
function said(key: string): string[] {
  return isMessageKey(key) ? languages.map((language) => same(textsOf(language)(key))) : [];
}

const titles: ReadonlyMap<string, ImportColumn> = new Map([
  ...columns.flatMap((column) => [same(column), ...said(`register.field.${column}`)].map((title) => [title, column] as const)),
  ...Object.entries(otherTitles),
]);

/** The words of one list of codes; where two codes share a word in different languages the first keeps it. */
function wordsOf(list: string, codes: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map(codes.map((code) => [code, code]));
  for (const code of codes) for (const word of said(`register.code.${list}.${code}`)) if (!words.has(word)) words.set(word, code);
  return words;
}

const lists: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(codeLists).map(([field, { list, codes }]) => [field, wordsOf(list, codes)]),
);
/** A sub-reason is read as one of its main reason: the same word stands under several. */
const subLists: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(endingReasons).map(([main, subs]) => [main, wordsOf('subReason', subs)]),
);

let countryWords: ReadonlyMap<string, string> | undefined;
/** Countries by their names in our languages; made when the first file is read. */
function countries(): ReadonlyMap<string, string> {
  return (countryWords ??= readCountries());
}

function readCountries(): ReadonlyMap<string, string> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const words = new Map<string, string>();
  for (const language of languages) {
    const names = new Intl.DisplayNames(localeNameOf(language), { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = names.of(code);
      if (name !== undefined && !words.has(same(name))) words.set(same(name), code);
    }
  }
  return words;
}

/** What a municipality's files may call columns and codes, in all three languages; projects by their names. */
export function importVocabulary(projects: readonly Project[]): Vocabulary {
  const projectIds = new Map(projects.map(({ name, projectId }) => [same(name), projectId]));
  return {
    column: (title) => titles.get(same(title)),
    code: (column: ParticipationField, word, mainReason) => {
      if (column === 'projectId') return projectIds.get(same(word)) ?? word;
      if (column === 'countryBackground') return countries().get(same(word)) ?? word;
      const list = (column === 'subReason' && mainReason !== undefined ? subLists.get(mainReason) : undefined) ?? lists.get(column);
      return hasCodes(column) ? (list?.get(same(word)) ?? word) : word;
    },
  };
}
