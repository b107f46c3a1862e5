import { addYears, parseDay, type PlainDate } from '../core/calendar';
import { Refusal, type ErrorCode } from '../core/errors';
import {
  educations,
  endingReasons,
  financings,
  incomeSources,
  literacies,
  mainReasons,
  norwegianLevels,
  participantClasses,
  situationsAfter,
  subReasons,
  workExperiences,
} from './codes';
import { ageWarningOf, isTooYoung } from './age';
import { mandatoryFields, missingFields, type RequiredRules } from './fields';
import { notOffered, type OfferedRules } from './offered';
import type { Participation, ParticipationField, ParticipationFields, ProgrammeEntry } from './participation';
import type { RegisterRules } from './rules';

/** Why a field was not stored; the last good value stays (`domain.md` 6.3). */
export type FieldFault = Extract<
  ErrorCode,
  | 'value_invalid'
  | 'out_of_range'
  | 'unknown_option'
  | 'fields_missing'
  | 'start_too_far_ahead'
  | 'end_before_start'
  | 'reason_mismatch'
  | 'age_under_16'
  | 'start_before_old_end'
  | 'project_not_running'
>;
export type NotSaved = Readonly<Partial<Record<ParticipationField, FieldFault>>>;
export type Changes = Partial<{ -readonly [F in ParticipationField]: ParticipationFields[F] }>;

/** What else is known when a field is judged. */
export type Around = Readonly<{
  today: PlainDate;
  rules: Pick<RegisterRules, 'ageFrom' | 'ageTo' | 'ageRefusedUnder' | 'strictDischarge'> & OfferedRules & RequiredRules;
  /** When she was born, where her number tells; `null` when it does not, and her age is no matter then. */
  bornOn: PlainDate | null;
  entries: readonly ProgrammeEntry[];
  /** The projects of the municipality. */
  projects: readonly Project[];
  /** The end of the participation that this one returns to, and the start of the one that returned to this. */
  oldEndOn: PlainDate | null;
  returnStartOn: PlainDate | null;
}>;

/** A project of a municipality, and the days on which it runs. */
export type Project = Readonly<{
  projectId: string;
  organisationId: string;
  name: string;
  startsOn: PlainDate;
  /** `null`: until further notice. */
  endsOn: PlainDate | null;
  offersProgramme: boolean;
  version: number;
}>;

/** Whether somebody can begin in a project on a day: it runs, and offers a programme (`domain.md` 6.6). */
export function takesIn(project: Project, on: PlainDate): boolean {
  return project.offersProgramme && project.startsOn <= on && (project.endsOn === null || on <= project.endsOn);
}

type Read = Readonly<{ value: string | number | null }> | Readonly<{ fault: FieldFault }>;
type Reader = (given: unknown, around: Around) => Read;

const option =
  (options: readonly string[]): Reader =>
  (given) =>
    typeof given === 'string' && options.includes(given) ? { value: given } : { fault: 'unknown_option' };
const number =
  (most: number): Reader =>
  (given) => {
    const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : '';
    if (!/^-?\d{1,9}$/.test(text)) return { fault: 'value_invalid' };
    const value = Number(text);
    return value >= 0 && value <= most ? { value } : { fault: 'out_of_range' };
  };
const day: Reader = (given) => {
  const value = typeof given === 'string' ? parseDay(given.trim()) : undefined;
  return value ? { value } : { fault: 'value_invalid' };
};

/** How each field is read. Countries are named by their two letters (ISO 3166-1). */
const readers: Readonly<Record<ParticipationField, Reader>> = {
  startOn: (given, around) => {
    const read = day(given, around);
    if ('value' in read && (read.value as PlainDate) > addYears(around.today, 1)) return { fault: 'start_too_far_ahead' };
    return read;
  },
  financing: option(financings),
  projectId: (given, around) => option(around.projects.map((one) => one.projectId))(given, around),
  participantClass: option(participantClasses),
  countryBackground: (given) =>
    typeof given === 'string' && /^[A-Z]{2}$/.test(given.trim().toUpperCase())
      ? { value: given.trim().toUpperCase() }
      : { fault: 'unknown_option' },
  yearsInNorway: number(100),
  education: option(educations),
  norwegianLevel: option(norwegianLevels),
  literacy: option(literacies),
  workExperience: option(workExperiences),
  children: number(30),
  incomeBefore: option(incomeSources),
  endOn: day,
  mainReason: option(mainReasons),
  subReason: option(subReasons),
  situationAfter: option(situationsAfter),
  incomeAfter: option(incomeSources),
};
/** Every field that can be saved, but for the number. */
export const savedFields = Object.keys(readers) as readonly ParticipationField[];

/** Reads what somebody sent for fields: the values that can be, and why the others cannot. Blank is empty. */
export function readChanges(sent: Readonly<Record<string, unknown>>, around: Around): Readonly<{ changes: Changes; notSaved: NotSaved }> {
  const changes: Record<string, unknown> = {};
  const notSaved: Partial<Record<ParticipationField, FieldFault>> = {};
  for (const field of savedFields) {
    if (!Object.hasOwn(sent, field) || sent[field] === undefined) continue;
    const given = sent[field];
    const empty = given === null || (typeof given === 'string' && given.trim() === '');
    const read: Read = !empty ? readers[field](given, around) : mandatoryFields.has(field) ? { fault: 'fields_missing' } : { value: null };
    if ('fault' in read) notSaved[field] = read.fault;
    else changes[field] = read.value;
  }
  return { changes, notSaved };
}

/** As `readChanges`, for somebody new: every code must be one that is offered. */
export function readNew(sent: Readonly<Record<string, unknown>>, around: Around): Readonly<{ changes: Changes; notSaved: NotSaved }> {
  const { changes, notSaved } = readChanges(sent, around);
  const refused = notOffered(changes, changes, around.rules);
  return { changes: without(changes, refused), notSaved: { ...notSaved, ...unknown(refused) } };
}

const without = (changes: Changes, fields: readonly ParticipationField[]): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([field]) => !fields.includes(field as ParticipationField)));
const unknown = (fields: readonly ParticipationField[]): NotSaved =>
  Object.fromEntries(fields.map((one) => [one, 'unknown_option' as const]));

/** Both values of a field that somebody else changed meanwhile. */
export type Conflicts = Readonly<Record<string, Readonly<{ mine: unknown; theirs: unknown }>>>;

/** The fields that a save would set to something else than they are, with what it empties by the way: a main reason alone empties the sub-reason (`domain.md` 6.6). */
export function effective(participation: Participation, changes: Changes): Changes {
  const changed = Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => participation[field as ParticipationField] !== value),
  ) as Changes;
  if (changed.mainReason === undefined || 'subReason' in changes || participation.subReason === null) return changed;
  return { ...changed, subReason: null };
}

/** A save conflicts only if one of its own fields was changed since the version it saw (`domain.md` 6.3). */
export function conflictsOf(participation: Participation, seenVersion: number, changed: Changes): Conflicts {
  return Object.fromEntries(
    Object.entries(changed)
      .filter(([field]) => (participation.changedIn[field as ParticipationField] ?? 0) > seenVersion)
      .map(([field, mine]) => [field, { mine, theirs: participation[field as ParticipationField] }]),
  );
}

/** Both values of every field in conflict, for who must choose between them. */
export function changedByOther(conflicts: Conflicts): Refusal {
  const fields = Object.fromEntries(Object.keys(conflicts).map((field) => [field, 'changed_by_other']));
  return new Refusal('changed_by_other', { fields, details: conflicts });
}

type Fault = Readonly<{ field: ParticipationField; code: FieldFault }>;

/**
 * The first rule across fields that a participation would break, and which of the changed fields breaks it. What was broken before, by a rule that came later,
 * is nobody's fault who changes something else.
 */
function faultAcross(before: Participation, changed: Changes, around: Around): Fault | undefined {
  const after = { ...before, ...changed };
  const touched = (...fields: readonly ParticipationField[]): ParticipationField | undefined => fields.find((field) => field in changed);
  const ends = touched('endOn', 'startOn');
  if (ends && after.endOn !== null && after.endOn < after.startOn) return { field: ends, code: 'end_before_start' };
  if ('startOn' in changed && isTooYoung(around.bornOn, after.startOn, around.rules)) return { field: 'startOn', code: 'age_under_16' };
  if ('startOn' in changed && around.oldEndOn !== null && after.startOn <= around.oldEndOn)
    return { field: 'startOn', code: 'start_before_old_end' };
  if ('endOn' in changed && around.returnStartOn !== null && after.endOn !== null && around.returnStartOn <= after.endOn)
    return { field: 'endOn', code: 'start_before_old_end' };
  const places = touched('projectId', 'startOn');
  if (places && around.oldEndOn !== null && after.projectId !== null) {
    const project = around.projects.find((one) => one.projectId === after.projectId);
    if (!project || !takesIn(project, after.startOn)) return { field: places, code: 'project_not_running' };
  }
  const reason = touched('subReason', 'mainReason');
  if (reason && after.subReason !== null && !subReasonsOf(after.mainReason).includes(after.subReason))
    return { field: reason, code: 'reason_mismatch' };
  if (before.dischargedAt !== null && around.rules.strictDischarge === 'on') return emptied(before, after, changed, around);
  return undefined;
}

/** After the discharge nothing that was required may be emptied (`domain.md` 6.5); a main reason alone would empty the sub-reason. */
function emptied(before: Participation, after: Participation, changed: Changes, around: Around): Fault | undefined {
  const missed = new Set(missingFields(before, around.entries, 'discharge', around.rules));
  const [now] = missingFields(after, around.entries, 'discharge', around.rules).filter((field) => !missed.has(field) && field in changed);
  if (now === undefined || now === 'activities') return undefined;
  return { field: now === 'subReason' && changed.mainReason !== undefined ? 'mainReason' : now, code: 'fields_missing' };
}

export function subReasonsOf(main: Participation['mainReason']): readonly string[] {
  return main === null ? [] : endingReasons[main];
}

/** What a save comes to. */
export type Saved = Readonly<{ after: Participation; changed: Changes; notSaved: NotSaved }>;

/**
 * Judges a save: the fields that are sound are changed, each invalid one is named with its code, and keeps its last good value (`domain.md` 6.3). Nothing
 * depends on the order in which fields are saved. `after` carries the next version wherever a field was changed.
 * @throws Refusal `changed_by_other` with both values, `reopen_needed`
 */
export function save(before: Participation, seenVersion: number, sent: Readonly<Record<string, unknown>>, around: Around): Saved {
  const { changes, notSaved: unread } = readChanges(sent, around);
  if (before.dischargedAt !== null && changes.endOn === null && before.endOn !== null) throw new Refusal('reopen_needed');
  const conflicts = conflictsOf(before, seenVersion, effective(before, changes));
  if (Object.keys(conflicts).length > 0) throw changedByOther(conflicts);
  // What is stored stays, also when it is not offered any more.
  const refused = notOffered(effective(before, changes), { ...before, ...changes }, around.rules);
  const notSaved: Partial<Record<ParticipationField, FieldFault>> = { ...unread, ...unknown(refused) };
  let kept = without(changes, refused);
  for (;;) {
    const changed = effective(before, kept);
    const fault = faultAcross(before, changed, around);
    if (!fault) return { after: changedBy(before, changed, around), changed, notSaved };
    notSaved[fault.field] = fault.code;
    kept = without(kept, [fault.field]);
  }
}

function changedBy(before: Participation, changed: Changes, around: Around): Participation {
  const fields = Object.keys(changed) as ParticipationField[];
  const after = { ...before, ...changed };
  const version = before.version + 1;
  return {
    ...after,
    // What the register alone told of an age stays, where the number tells nothing.
    ageWarning: around.bornOn === null ? before.ageWarning : ageWarningOf(around.bornOn, after.startOn, around.rules),
    changedIn: { ...before.changedIn, ...Object.fromEntries(fields.map((field) => [field, version])) },
  };
}
