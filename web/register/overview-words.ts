import { filterNames, type ParticipationFilter } from '../../domain/register/overview';
import type { Organisation } from '../../db/core/access';
import type { Project } from '../../domain/register/saving';
import { filterBody } from '../../api/register/overview-schemas';
import { isMessageKey, type MessageKey } from '../../letters/core/catalogue';
import type { Option } from '../core/components';
import type { Locale } from '../core/locale';
import { fieldLabel, optionsOf } from './participation-words';
import { registerPaths } from './paths';

export type FilterName = (typeof filterNames)[number];
/** What the filters of a page choose from. */
export type FilterOptions = Readonly<{ municipalities: readonly Organisation[]; projects: readonly Project[] }>;

/** The filter that an address or a form asks for. What cannot be is left out: an old address still shows a list. */
export function filterIn(asked: Readonly<Record<string, string>>): ParticipationFilter {
  const read = filterNames.flatMap((name) => {
    const value = asked[name];
    const parsed = value ? filterBody.shape[name].safeParse(value) : undefined;
    return parsed?.success && parsed.data !== undefined ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(read);
}

/** A filter, and what else an address of the overview says, as its query. */
export function queryOf(filter: ParticipationFilter, more: Readonly<Record<string, string | undefined>> = {}): string {
  const said = Object.entries({ ...filter, ...more }).filter((one): one is [string, string] => Boolean(one[1]));
  return new URLSearchParams(said).toString();
}

export function addressOf(filter: ParticipationFilter, more: Readonly<Record<string, string | undefined>> = {}): string {
  const query = queryOf(filter, more);
  return query ? `${registerPaths.overview}?${query}` : registerPaths.overview;
}

export function filterLabel({ t }: Locale, name: FilterName): string {
  return t(`register.overview.filter.${name}`);
}

/** What a filter has chosen, in words. */
export function filterValue(locale: Locale, name: FilterName, value: string, { municipalities, projects }: FilterOptions): string {
  const { t } = locale;
  switch (name) {
    case 'status':
      return t((value === 'all' ? 'register.overview.state.all' : `register.state.${value}`) as MessageKey);
    case 'municipality':
      return municipalities.find((one) => one.code === value)?.name ?? value;
    case 'project':
      return value === 'none' ? t('register.overview.noProject') : (projects.find((one) => one.projectId === value)?.name ?? '');
    case 'class':
      return textOf(optionsOf(locale, 'participantClass'), value);
    case 'financing':
      return textOf(optionsOf(locale, 'financing'), value);
    case 'missing':
      return value === 'any' ? t('register.overview.missingAny') : fieldLabel(locale, value);
    case 'lookup':
      return lookupText(locale, value);
    case 'startFrom':
    case 'startTo':
    case 'endFrom':
    case 'endTo':
      return locale.day(value);
  }
}

const textOf = (options: readonly Option[], value: string): string => options.find((one) => one.value === value)?.text ?? value;

/** How far the question for a name has come, in a few words. */
export function lookupText({ t }: Locale, state: string): string {
  const key = `register.overview.lookup.${state}`;
  return isMessageKey(key) ? t(key) : state;
}
