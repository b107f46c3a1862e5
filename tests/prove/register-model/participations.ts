import { participationFor, worksIn, worksInRegister } from './access';
import { ageWarningOf } from './age';
import { allFields, missing, statusOf } from './fields';
import { askFor } from './lookups';
import type { NationalId } from './numbers';
import type { Act, Fields, Municipality } from './program';
import { changed as reportsChanged, openReports } from './reports';
import { rulesNow } from './rules';
import { addPerson, isActive, isRunning, isTooYoung, judge, numberTyped, put, readAll, store, type NotSaved } from './saving';
import { refuse, type Participation, type Person, type World } from './state';

/** Refuses by the first of the faults, with all of them. */
function refuseFaults(faults: NotSaved): void {
  const [first] = Object.values(faults);
  if (first !== undefined) refuse(first, faults);
}

/** Nothing is stored until the four mandatory fields are valid; then the record exists (`domain.md` 6.3, checks 6.4). */
export function create(world: World, { by, municipality, number, startOn, financing }: Extract<Act, { do: 'create' }>): Participation {
  worksInRegister(world, by);
  if (!worksIn(world, by, municipality)) refuse('not_found');
  const typed = numberTyped(world, number);
  const { values, faults } = readAll(world, municipality, { startOn, financing });
  refuseFaults({ ...('fault' in typed ? { nationalId: typed.fault } : {}), ...faults });
  const { id } = typed as { id: NationalId };
  const person = world.people.find((one) => one.id?.number === id.number);
  if (person && isActive(world, person)) refuse('already_active', { nationalId: 'already_active' });
  if (isTooYoung(id, values['startOn'] as string, rulesNow(world)['register.ageRefusedUnder'])) refuse('age_under_16', { nationalId: 'age_under_16' });
  return begin(world, municipality, person ?? addPerson(world, id), values, null);
} // prettier-ignore

function begin(world: World, municipality: Municipality, person: Person, values: Fields, returnOf: Participation | null): Participation {
  const rules = rulesNow(world);
  const one: Participation = {
    ref: world.participations.length,
    municipality,
    person,
    fields: { ...Object.fromEntries(allFields.map((field) => [field, null])), ...values },
    entries: [],
    ageWarning: null,
    createdAt: world.now,
    savedAt: world.now,
    dischargedAt: null,
    changedSinceDischarge: false,
    returnOf,
    version: 1,
    changedIn: {},
    rules,
    done: new Set(),
    lookups: [],
  };
  if (person.id?.bornOn) one.ageWarning = ageWarningOf(person.id.bornOn, one);
  world.participations.push(one);
  reportsChanged(world, municipality, [one.fields]);
  openReports(world);
  askFor(world, one);
  return one;
}

/** Registers the end, all of it or nothing. */
export function end(world: World, { by, participation, fields }: Extract<Act, { do: 'end' }>): void {
  const one = participationFor(world, by, participation);
  const blank = String(fields['endOn'] ?? '').trim() === '';
  if (blank) refuse('fields_missing', { endOn: 'fields_missing' });
  // Single fields come before the state (1.3).
  refuseFaults(readAll(world, one.municipality, fields).faults);
  if (one.dischargedAt !== null) refuse('not_allowed_in_state');
  const { changed, faults } = judge(world, one, one.version, fields, one.person.id);
  refuseFaults(faults);
  if (Object.keys(changed).length > 0) store(world, one, () => put(one, changed));
}

/** Utskriv og registrer ferdig (`domain.md` 6.5). */
export function discharge(world: World, { by, participation }: Extract<Act, { do: 'discharge' }>): void {
  const one = participationFor(world, by, participation);
  if (one.dischargedAt !== null) refuse('not_allowed_in_state');
  if (one.lookups.at(-1)?.state === 'mismatch') refuse('name_mismatch', { nationalId: 'name_mismatch' });
  const strict = rulesNow(world)['register.strictDischarge'] === 'on';
  const empty = missing(one, 'discharge').filter((field) => strict || field === 'endOn');
  refuseFaults(Object.fromEntries(empty.map((field) => [field, 'fields_missing'])));
  store(world, one, () => {
    one.dischargedAt = world.now;
    one.changedSinceDischarge = false;
  });
}

/** Gjenåpne (`domain.md` 6.5). */
export function reopen(world: World, { by, participation, reason }: Extract<Act, { do: 'reopen' }>): void {
  const one = participationFor(world, by, participation);
  if (reason.trim() === '') refuse('reason_needed', { reason: 'reason_needed' });
  if (one.dischargedAt === null) refuse('not_allowed_in_state');
  if (isActive(world, one.person)) refuse('already_active');
  one.version += 1;
  one.dischargedAt = null;
  one.savedAt = world.now;
  reportsChanged(world, one.municipality, [one.fields]);
}

/** A return, linked to the old participation (`domain.md` 6.6). */
export function comeBack(world: World, act: Extract<Act, { do: 'return' }>): Participation {
  const old = participationFor(world, act.by, act.participation);
  const { values, faults } = readAll(world, old.municipality, { startOn: act.startOn, financing: act.financing, projectId: act.project });
  refuseFaults({ ...faults, ...(values['projectId'] === null ? { projectId: 'fields_missing' } : {}) });
  if (statusOf(old) !== 'discharged') refuse('not_discharged');
  if (isActive(world, old.person)) refuse('already_active');
  if (world.participations.some(({ returnOf }) => returnOf === old)) refuse('not_allowed_in_state');
  const startOn = values['startOn'] as string;
  if (old.fields['endOn'] !== null && startOn <= (old.fields['endOn'] as string)) refuse('start_before_old_end', { startOn: 'start_before_old_end' });
  const project = world.projects.find(({ ref }) => `project ${ref}` === values['projectId']);
  if (!isRunning(project, startOn)) refuse('project_not_running', { projectId: 'project_not_running' });
  if (isTooYoung(old.person.id, startOn, rulesNow(world)['register.ageRefusedUnder'])) refuse('age_under_16', { startOn: 'age_under_16' });
  return begin(world, old.municipality, old.person, values, old);
} // prettier-ignore
