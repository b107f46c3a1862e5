import { parseDay, type PlainDate } from '../core/calendar';
import type { ErrorCode } from '../core/errors';
import type { ActivityType } from './codes';
import type { ProgrammeEntry } from './participation';
import type { Conflicts } from './saving';

export const entryKinds = ['activity', 'absence', 'leave', 'extension'] as const satisfies readonly ProgrammeEntry['kind'][];

/** An entry as somebody sent it; what is not sent stays as it is, blank is empty. */
export type SentEntry = Readonly<{
  type?: unknown;
  fromOn?: unknown;
  toOn?: unknown;
  hoursPerWeek?: unknown;
}>;
type EntryField = 'type' | 'fromOn' | 'toOn' | 'hoursPerWeek';
type EntryFault = Extract<ErrorCode, 'value_invalid' | 'out_of_range' | 'unknown_option' | 'end_before_start'>;
export type EntryFaults = Readonly<Partial<Record<EntryField, EntryFault>>>;

/** A week has no more hours than this. */
const mostHours = 60;

/** An entry with nothing in it yet. */
export function newEntry(entryId: string, kind: ProgrammeEntry['kind']): ProgrammeEntry {
  return { entryId, kind, type: null, fromOn: null, toOn: null, hoursPerWeek: null, changedIn: 0 };
}

type Reader = (given: unknown, before: ProgrammeEntry, offered: readonly ActivityType[]) => { value: unknown } | { fault: EntryFault };

const readers: Readonly<Record<EntryField, Reader>> = {
  // What somebody is absent from, or on leave from, is the whole programme: a type is of activities alone. The one that it has it keeps.
  type: (given, { kind, type }, offered) =>
    kind === 'activity' && (given === type || offered.includes(given as ActivityType)) ? { value: given } : { fault: 'unknown_option' },
  fromOn: (given) => dayOf(given),
  toOn: (given) => dayOf(given),
  hoursPerWeek: (given) => {
    const text = String(given).trim().replace(',', '.');
    if (!/^-?\d{1,5}(\.\d+)?$/.test(text)) return { fault: 'value_invalid' };
    const hours = Math.round(Number(text) * 10) / 10;
    return hours > 0 && hours <= mostHours ? { value: hours } : { fault: 'out_of_range' };
  },
};

function dayOf(given: unknown): { value: PlainDate } | { fault: EntryFault } {
  const value = typeof given === 'string' ? parseDay(given.trim()) : undefined;
  return value ? { value } : { fault: 'value_invalid' };
}

/**
 * Puts what was sent into an entry: what is invalid is named, and keeps its last good value (`domain.md` 6.3).
 * @param offered the types that an activity may be given
 */
export function readEntry(
  before: ProgrammeEntry,
  sent: SentEntry,
  offered: readonly ActivityType[],
): Readonly<{ after: ProgrammeEntry; notSaved: EntryFaults }> {
  const changed: Record<string, unknown> = {};
  const notSaved: Partial<Record<EntryField, EntryFault>> = {};
  for (const field of Object.keys(readers) as EntryField[]) {
    const given = sent[field];
    if (given === undefined) continue;
    const empty = given === null || (typeof given === 'string' && given.trim() === '');
    const read = empty ? { value: null } : readers[field](given, before, offered);
    if ('fault' in read) notSaved[field] = read.fault;
    else changed[field] = read.value;
  }
  const after = { ...before, ...changed } as ProgrammeEntry;
  if (after.fromOn === null || after.toOn === null || after.fromOn <= after.toOn) return { after, notSaved };
  const wrong: EntryField = 'toOn' in changed && changed['toOn'] !== before.toOn ? 'toOn' : 'fromOn';
  const kept: ProgrammeEntry = { ...after, [wrong]: before[wrong] };
  if (kept.fromOn === null || kept.toOn === null || kept.fromOn <= kept.toOn)
    return { after: kept, notSaved: { ...notSaved, [wrong]: 'end_before_start' } };
  // Both days were sent, and the one that is left does not fit the other as it was: both stay as they were, and nobody is to think that one was stored.
  return {
    after: { ...kept, fromOn: before.fromOn, toOn: before.toOn },
    notSaved: { ...notSaved, fromOn: 'end_before_start', toOn: 'end_before_start' },
  };
}

/** An entry is one thing: whoever changes it without having seen its newest version is shown both (`domain.md` 6.3). */
export function entryConflicts(before: ProgrammeEntry, after: ProgrammeEntry, seenVersion: number): Conflicts {
  if (before.changedIn <= seenVersion) return {};
  const fields = (Object.keys(readers) as EntryField[]).filter((field) => before[field] !== after[field]);
  return Object.fromEntries(fields.map((field) => [field, { mine: after[field], theirs: before[field] }]));
}
