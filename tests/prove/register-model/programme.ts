import { participationFor } from './access';
import { isComplete, missing, readEntryField } from './fields';
import type { Act, Fields } from './program';
import { rulesNow } from './rules';
import { store, type NotSaved } from './saving';
import { refuse, type Entry, type EntryField, type Participation, type World } from './state';

const entryFields = ['type', 'fromOn', 'toOn', 'hoursPerWeek'] as const;
type Values = Entry['fields'];

/** Reads what was sent of an entry: what is invalid keeps its last good value, and is named (`domain.md` 6.3). */
function read(before: Values, kind: Entry['kind'], sent: Fields): Readonly<{ after: Values; faults: NotSaved }> {
  const [after, faults]: [Values, NotSaved] = [{ ...before }, {}];
  for (const field of entryFields.filter((one) => one in sent)) {
    const typed = readEntryField(kind, field, sent[field]!);
    if ('fault' in typed) faults[field] = typed.fault;
    else after[field] = typed.value;
  }
  const crossed = (): boolean => after.fromOn !== null && after.toOn !== null && after.fromOn > after.toOn;
  // The last day is the first to be left as it was; the first day too, where that does not help.
  for (const field of ['toOn', 'fromOn'] as const) {
    if (!crossed() || after[field] === before[field]) continue;
    after[field] = before[field];
    faults[field] = 'end_before_start';
  }
  return { after, faults };
}

const same = (one: Values, other: Values): boolean => entryFields.every((field) => one[field] === other[field]);

/** A discharged record keeps a complete activity if it has one (`domain.md` 6.5). */
function refuseEmptying(world: World, one: Participation, entries: readonly Entry[]): void {
  if (one.dischargedAt === null || rulesNow(world)['register.strictDischarge'] === 'off' || !one.entries.some(isComplete)) return;
  if (missing({ fields: one.fields, entries: [...entries] }, 'discharge').includes('activities')) refuse('fields_missing', { activities: 'fields_missing' });
} // prettier-ignore

function refuseFirst(faults: NotSaved): void {
  // In the order of the fields as they were sent to be read; days that cross come last.
  const [first] = Object.values(faults);
  if (first !== undefined) refuse(first, faults);
}

/** Adds an entry; with nothing in it that can be stored, none. */
export function addEntry(world: World, { by, participation, kind, fields }: Extract<Act, { do: 'addEntry' }>): NotSaved {
  const one = participationFor(world, by, participation);
  const empty: Values = { type: null, fromOn: null, toOn: null, hoursPerWeek: null };
  const { after, faults } = read(empty, kind, fields);
  if (same(after, empty)) refuseFirst(faults);
  store(world, one, () => {
    one.entries.push({ ref: one.entries.length, kind, fields: after, changedIn: one.version, removed: false });
  });
  return faults;
}

function entryOf(one: Participation, ref: number): Entry {
  const entry = one.entries[ref];
  if (!entry || entry.removed) refuse('not_found');
  return entry;
}

/** Changes an entry; whoever has not seen its newest version is shown both (`domain.md` 6.3). */
export function changeEntry(world: World, act: Extract<Act, { do: 'changeEntry' }>): NotSaved {
  const one = participationFor(world, act.by, act.participation);
  const entry = entryOf(one, act.entry);
  const { after, faults } = read(entry.fields, entry.kind, act.fields);
  const differing = entryFields.filter((field) => after[field] !== entry.fields[field]);
  if (differing.length > 0 && entry.changedIn > Math.max(1, one.version - act.back))
    refuse('changed_by_other', Object.fromEntries(differing.map((field: EntryField) => [field, 'changed_by_other'])));
  if (differing.length === 0) {
    refuseFirst(faults);
    return {};
  }
  refuseEmptying(
    world,
    one,
    one.entries.map((other) => (other === entry ? { ...entry, fields: after } : other)),
  );
  store(world, one, () => {
    entry.fields = after;
    entry.changedIn = one.version;
  });
  return faults;
}

/** Takes an entry out. */
export function removeEntry(world: World, act: Extract<Act, { do: 'removeEntry' }>): void {
  const one = participationFor(world, act.by, act.participation);
  const entry = entryOf(one, act.entry);
  if (entry.changedIn > Math.max(1, one.version - act.back)) refuse('changed_by_other', { entry: 'changed_by_other' });
  refuseEmptying(
    world,
    one,
    one.entries.filter((other) => other !== entry),
  );
  store(world, one, () => {
    entry.removed = true;
  });
}
