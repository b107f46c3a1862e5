import { ageWarningOf } from './age';
import { ageOn, allFields, missing, readField, reasons } from './fields';
import { askFor, isOpen } from './lookups';
import { readNumber, type NationalId } from './numbers';
import { participationFor } from './access';
import type { Act, Fields } from './program';
import { changed as reportsChanged } from './reports';
import { rulesNow } from './rules';
import { refuse, Refused, type Participation, type Person, type Project, type World } from './state';
import { settleByFacts } from './tasks';

/** Why fields were not stored. */
export type NotSaved = Record<string, string>;
type Changes = Record<string, string | number | null>;

/** Reads all that was sent, each field for itself (`domain.md` 6.3). */
export function readAll(world: World, municipality: string, sent: Fields): Readonly<{ values: Changes; faults: NotSaved }> {
  const [values, faults]: [Changes, NotSaved] = [{}, {}];
  for (const field of allFields.filter((one) => one in sent)) {
    const read = readField(world, municipality, field, sent[field]!);
    if ('fault' in read) faults[field] = read.fault;
    else values[field] = read.value;
  }
  return { values, faults };
}

/** A number that may be stored, or what is wrong with it (`domain.md` 1.2, 7). */
export function numberTyped(world: World, typed: unknown): Readonly<{ id: NationalId }> | Readonly<{ fault: string }> {
  if (typeof typed !== 'string' || typed.trim() === '') return { fault: 'fields_missing' };
  const rules = rulesNow(world);
  const { before, changesOn, after } = rules['fnr.k1Rests'];
  try {
    const id = readNumber(typed, { rests: world.now.slice(0, 10) < changesOn ? before : after, synthetic: rules['fnr.allowSynthetic'] === 'on' });
    return id.woman === false ? { fault: 'must_be_woman' } : { id };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.code };
    throw error;
  }
} // prettier-ignore

export const isTooYoung = (id: NationalId | null, startOn: string, under: number): boolean =>
  id !== null && id.bornOn !== null && ageOn(id.bornOn, startOn) < under;

/** Whether a programme can begin in a project on a day (`domain.md` 6.6). */
export const isRunning = (project: Project | undefined, day: string): boolean =>
  project !== undefined && project.offersProgramme && project.startsOn <= day && (project.endsOn === null || day <= project.endsOn);

/** Saves fields of a record, the number among them; tells what was not stored. */
export function save(world: World, act: Extract<Act, { do: 'save' }>): NotSaved {
  const one = participationFor(world, act.by, act.participation);
  const number = 'nationalId' in act.fields ? numberTyped(world, act.fields['nationalId']) : undefined;
  const seen = Math.max(1, one.version - act.back);
  const wanted = number && 'id' in number && number.id.number !== one.person.id?.number ? number.id : undefined;
  if (wanted && (one.changedIn['nationalId'] ?? 0) > seen) refuse('changed_by_other', { nationalId: 'changed_by_other' });
  const holder = wanted && world.people.find((person) => person.id?.number === wanted.number);
  const taken = one.dischargedAt === null && holder !== undefined && isActive(world, holder, one) ? 'already_active' : undefined;
  let numberFault = number && 'fault' in number ? number.fault : taken;
  let judged = judge(world, one, seen, act.fields, wanted && !numberFault ? wanted : one.person.id);
  // A number by which she would be too young stays out; then the old one is what counts for the other fields.
  if (wanted && !numberFault && isTooYoung(wanted, judged.after['startOn'] as string, one.rules['register.ageRefusedUnder'])) {
    numberFault = 'age_under_16';
    judged = judge(world, one, seen, act.fields, one.person.id);
  }
  const faults = { ...(numberFault ? { nationalId: numberFault } : {}), ...judged.faults };
  const moved = numberFault ? undefined : wanted;
  if (Object.keys(judged.changed).length === 0 && !moved) {
    const [first] = Object.values(faults);
    // What is there already is stored (reading S5).
    if (first !== undefined && Object.keys(act.fields).every((field) => field in faults)) refuse(first, faults);
    return faults;
  }
  store(world, one, () => {
    if (moved) moveTo(world, one, moved);
    put(one, judged.changed);
    if (moved) one.changedIn['nationalId'] = one.version;
  });
  if (!moved) return faults;
  askFor(world, one);
  // Her other records that wait for a name by the number given up ask anew as well (reading L6).
  for (const other of world.participations)
    if (other.person === one.person && other.lookups.some((lookup) => isOpen(lookup) && lookup.id !== one.person.id)) askFor(world, other);
  return faults;
}

/** Whether somebody takes part somewhere by another record than this one: any that is not Utskrevet (`domain.md` 6.4). */
export function isActive(world: World, person: Person, but?: Participation): boolean {
  return world.participations.some((other) => other.person === person && other !== but && other.dischargedAt === null);
}

/** Changes a record as somebody's doing: one version more, and what follows from it. */
export function store(world: World, one: Participation, change: () => void): void {
  const before = { ...one.fields };
  const wasDischarged = one.dischargedAt !== null;
  one.version += 1;
  change();
  one.savedAt = world.now;
  if (wasDischarged && one.dischargedAt !== null) one.changedSinceDischarge = true;
  reportsChanged(world, one.municipality, [before, one.fields]);
  settleByFacts(world, one);
}

export function put(one: Participation, changed: Changes): void {
  Object.assign(one.fields, changed);
  for (const field of Object.keys(changed)) one.changedIn[field] = one.version;
  if (one.person.id?.bornOn) one.ageWarning = ageWarningOf(one.person.id.bornOn, one);
}

type Judged = Readonly<{ after: Participation['fields']; changed: Changes; faults: NotSaved }>;

/** Judges a save field by field. Refuses with `reopen_needed` and `changed_by_other` (`domain.md` 6.3, 6.5). */
export function judge(world: World, one: Participation, seen: number, sent: Fields, id: NationalId | null): Judged {
  const { values, faults } = readAll(world, one.municipality, sent);
  if (one.dischargedAt !== null && values['endOn'] === null && one.fields['endOn'] !== null) refuse('reopen_needed');
  const conflicts = Object.keys(differing(one, values)).filter((field) => (one.changedIn[field] ?? 0) > seen);
  if (conflicts.length > 0) refuse('changed_by_other', Object.fromEntries(conflicts.map((field) => [field, 'changed_by_other'])));
  for (;;) {
    const changed = differing(one, values);
    const after = { ...one.fields, ...changed };
    const wrong = firstWrong(world, one, changed, after, id);
    if (!wrong) return { after, changed, faults };
    faults[wrong[0]] = wrong[1];
    delete values[wrong[0]];
  }
}

/** What a save changes; a main reason alone empties the sub-reason (`domain.md` 6.6). */
function differing(one: Participation, values: Changes): Changes {
  const changed = Object.fromEntries(Object.entries(values).filter(([field, value]) => one.fields[field] !== value));
  return 'mainReason' in changed && !('subReason' in values) && one.fields['subReason'] !== null
    ? { ...changed, subReason: null }
    : changed;
}

/** The first of the changed fields that breaks a rule between fields, and its code; readings S1 to S6. */
function firstWrong(world: World, one: Participation, changed: Changes, after: Changes, id: NationalId | null): readonly [string, string] | undefined {
  const blame = (code: string, ...fields: readonly string[]): readonly [string, string] => [fields.find((field) => field in changed)!, code];
  const [startOn, endOn] = [after['startOn'] as string, after['endOn'] as string | null];
  const touches = (...fields: readonly string[]): boolean => fields.some((field) => field in changed);
  if (touches('startOn', 'endOn') && endOn !== null && endOn < startOn) return blame('end_before_start', 'endOn', 'startOn');
  if (touches('startOn') && isTooYoung(id, startOn, one.rules['register.ageRefusedUnder'])) return ['startOn', 'age_under_16'];
  const oldEnd = (one.returnOf?.fields['endOn'] ?? null) as string | null;
  if (touches('startOn') && oldEnd !== null && startOn <= oldEnd) return ['startOn', 'start_before_old_end'];
  const back = world.participations.find((other) => other.returnOf === one);
  if (touches('endOn') && endOn !== null && back && (back.fields['startOn'] as string) <= endOn) return ['endOn', 'start_before_old_end'];
  const project = world.projects.find(({ ref }) => `project ${ref}` === after['projectId']);
  if (oldEnd !== null && after['projectId'] !== null && touches('projectId', 'startOn') && !isRunning(project, startOn)) return blame('project_not_running', 'projectId', 'startOn');
  if (touches('mainReason', 'subReason') && after['subReason'] !== null && !(reasons[String(after['mainReason'])] ?? []).includes(after['subReason'] as string)) return blame('reason_mismatch', 'subReason', 'mainReason');
  if (one.dischargedAt === null || rulesNow(world)['register.strictDischarge'] === 'off') return undefined;
  const had = missing(one, 'discharge');
  const emptied = missing({ fields: after, entries: one.entries }, 'discharge').find((field) => !had.includes(field) && field in changed);
  if (emptied === undefined) return undefined;
  return [emptied === 'subReason' && 'mainReason' in changed ? 'mainReason' : emptied, 'fields_missing'];
} // prettier-ignore

/** Whose record it is once its number is another (reading N1). */
function moveTo(world: World, one: Participation, id: NationalId): void {
  const old = one.person;
  const holder = world.people.find((person) => person.id?.number === id.number);
  const elsewhere = world.participations.some((other) => other.person === old && other !== one);
  if (holder === undefined && ((old.id!.isDNumber && !id.isDNumber) || !elsewhere)) {
    old.id = { ...id };
    return;
  }
  one.person = holder ?? addPerson(world, id);
  if (elsewhere) return;
  old.id = null;
  old.name = null;
}

export function addPerson(world: World, id: NationalId): Person {
  const person: Person = { id: { ...id }, name: null };
  world.people.push(person);
  return person;
}
