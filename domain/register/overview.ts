import type { PlainDate } from '../core/calendar';
import type { Financing, ParticipantClass } from './codes';
import { everyField, type RequiredField } from './fields';
import { lookupStates, type LookupState } from './name-lookup';
import { participationStates, type ParticipationState } from './participation';

/** States to choose from. Without a choice the overview shows all but Utskrevet, which its own filter finds (`domain.md` 6.5); `all` shows those too. */
export const statusChoices = [...participationStates, 'all'] as const;
/** Fields that may be looked for where they are empty; `any`: at least one of what the report asks of that case. */
export const missingChoices = ['any', ...everyField] as const;
/** How far the question for the name has come; a cancelled one is never the newest for long. */
export const lookupChoices = lookupStates.filter((state) => state !== 'cancelled');

/** Which participations are looked for. What is left out limits nothing. It names nobody: it may stand in an address and in the log. */
export type ParticipationFilter = Readonly<{
  status?: ParticipationState | 'all' | undefined;
  /** The number of one municipality, for who registers for several. */
  municipality?: string | undefined;
  /** A project, or `none`. */
  project?: string | undefined;
  class?: ParticipantClass | undefined;
  financing?: Financing | undefined;
  missing?: 'any' | RequiredField | undefined;
  lookup?: LookupState | undefined;
  startFrom?: PlainDate | undefined;
  startTo?: PlainDate | undefined;
  endFrom?: PlainDate | undefined;
  endTo?: PlainDate | undefined;
}>;
export const filterNames = [
  'status',
  'municipality',
  'project',
  'class',
  'financing',
  'missing',
  'lookup',
  'startFrom',
  'startTo',
  'endFrom',
  'endTo',
] as const satisfies readonly (keyof ParticipationFilter)[];

/** What a list is sorted by. `created` is the order in which they were registered: nothing moves in it, whatever is changed meanwhile. */
export const sortings = ['name', 'start', 'state', 'saved', 'created'] as const;
export type Sorting = (typeof sortings)[number];
export const directions = ['asc', 'desc'] as const;
export type Direction = (typeof directions)[number];

/** What somebody typed to find a participant: a whole number, or the beginnings of names. */
export type Search = Readonly<{ by: 'number'; number: string }> | Readonly<{ by: 'name'; words: readonly string[] }>;

/** Reads the words of a search; spaces within a number are dropped, as everywhere (`domain.md` 7). `undefined`: nothing is looked for. */
export function readSearch(text: string | undefined): Search | undefined {
  const typed = (text ?? '').trim();
  if (typed === '') return undefined;
  const number = typed.replace(/\s/gu, '');
  if (/^\d{11}$/.test(number)) return { by: 'number', number };
  return { by: 'name', words: typed.toLowerCase().split(/\s+/u).slice(0, 8) };
}
