import { plusYears } from '../model/time';
import type { Day } from '../model/program';
import type { Typed } from './program';
import { today, type Entry, type EntryField, type Participation, type World } from './state';

const income = ['none', 'family', 'transitional_benefit', 'social_assistance', 'introduction_benefit', 'nav_benefit', 'wage', 'other'];

/** Ending reasons (`domain.md` 6.6): each main reason with its sub-reasons. */
export const reasons: Readonly<Record<string, readonly string[]>> = {
  completed: ['full_time_work', 'part_time_work', 'education', 'work_and_education', 'other'],
  interrupted: ['pregnancy_or_birth', 'illness_or_health', 'moved', 'care', 'does_not_want', 'other'],
  transferred: ['other_municipality', 'kvp', 'nav_measure', 'introduction_programme'],
  registered_by_mistake: ['other'],
};

/** What each field may be (`domain.md` 6.2, 6.6); the codes of the lists are the product's, for the book gives words. */
const choices: Readonly<Record<string, readonly string[]>> = {
  financing: ['jobbsjansen_grant', 'transitional_benefit', 'social_assistance', 'municipal_funds', 'other'],
  participantClass: ['home_parent', 'transitional_benefit', 'social_assistance', 'former_introduction_participant', 'other'],
  education: ['none', 'primary', 'upper_secondary', 'vocational', 'higher', 'unknown'],
  norwegianLevel: ['none', 'a1', 'a2', 'b1', 'b2', 'c1', 'c2'],
  literacy: ['reads_and_writes', 'some', 'none'],
  workExperience: ['none', 'abroad', 'norway', 'both'],
  incomeBefore: income,
  mainReason: Object.keys(reasons),
  subReason: Object.values(reasons).flat(),
  situationAfter: ['full_time_work', 'part_time_work', 'education', 'work_and_education', 'job_seeker', 'measure', 'at_home', 'unknown'],
  incomeAfter: income,
};
const activityTypes = [
  'norwegian',
  'social_studies',
  'work_practice',
  'course',
  'primary_school',
  'vocational_training',
  'health',
  'guidance',
];

/** The fields of the four pages, page by page (`domain.md` 6.2). */
export const start = ['startOn', 'financing', 'projectId', 'participantClass'];
export const background = ['countryBackground', 'yearsInNorway', 'education', 'norwegianLevel', 'literacy', 'workExperience', 'children', 'incomeBefore']; // prettier-ignore
export const ending = ['endOn', 'mainReason', 'subReason', 'situationAfter', 'incomeAfter'];
export const allFields = [...start, ...background, ...ending];

/** What was typed, read: a value, or the code of what is wrong with it. */
export type Read = Readonly<{ value: string | number | null }> | Readonly<{ fault: string }>;

export const isBlank = (typed: Typed): boolean => typed === null || (typeof typed === 'string' && typed.trim() === '');

/** Reads one field. A blank empties it, but for those that were mandatory when the record came to be. */
export function readField(world: World, municipality: string, field: string, typed: Typed): Read {
  if (isBlank(typed)) return field === 'startOn' || field === 'financing' ? { fault: 'fields_missing' } : { value: null };
  const text = String(typed).trim();
  if (field === 'startOn') {
    const read = readDay(typed);
    return 'value' in read && read.value! > plusYears(today(world), 1) ? { fault: 'start_too_far_ahead' } : read;
  }
  if (field === 'endOn') return readDay(typed);
  if (field === 'projectId') return known(world.projects.some((one) => `project ${one.ref}` === typed && one.municipality === municipality), typed);
  if (field === 'countryBackground') return known(typeof typed === 'string' && /^[a-z]{2}$/iu.test(text), text.toUpperCase());
  if (field === 'yearsInNorway') return readNumber(typed, 100);
  if (field === 'children') return readNumber(typed, 30);
  return known(choices[field]!.includes(typed as string), typed);
} // prettier-ignore

const known = (is: boolean, value: Typed): Read => (is ? { value } : { fault: 'unknown_option' });

function readDay(typed: Typed): Read {
  const text = String(typed).trim();
  const real = /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
  return real && typeof typed === 'string' ? { value: text } : { fault: 'value_invalid' };
}

function readNumber(typed: Typed, most: number): Read {
  const text = String(typed).trim();
  if (!/^-?\d+$/u.test(text)) return { fault: 'value_invalid' };
  return Number(text) >= 0 && Number(text) <= most ? { value: Number(text) } : { fault: 'out_of_range' };
}

/** Reads one field of an entry of the programme. */
export function readEntryField(kind: Entry['kind'], field: EntryField, typed: Typed): Read {
  if (isBlank(typed)) return { value: null };
  if (field === 'type') return known(kind === 'activity' && activityTypes.includes(typed as string), typed);
  if (field !== 'hoursPerWeek') return readDay(typed);
  const hours = Number(String(typed).trim().replace(',', '.'));
  if (Number.isNaN(hours)) return { fault: 'value_invalid' };
  const tenths = Math.round(hours * 10) / 10;
  return tenths > 0 && tenths <= 60 ? { value: tenths } : { fault: 'out_of_range' };
}

/** An activity with type, first day and hours (`domain.md` 6.2). */
export const isComplete = ({ kind, fields, removed }: Entry): boolean =>
  !removed && kind === 'activity' && fields.type !== null && fields.fromOn !== null && fields.hoursPerWeek !== null;

export type Moment = 'start' | 'report' | 'discharge';

/** What is required at a moment (`domain.md` 6.2): in the report the ending only for who has an end date. */
export function required(fields: Participation['fields'], moment: Moment): readonly string[] {
  if (moment === 'start') return start;
  const all = [...start, ...background, 'activities'];
  return moment === 'discharge' || fields['endOn'] !== null ? [...all, ...ending] : all;
}

export function missing({ fields, entries }: Pick<Participation, 'fields' | 'entries'>, moment: Moment): readonly string[] {
  return required(fields, moment).filter((field) => (field === 'activities' ? !entries.some(isComplete) : fields[field] === null));
}

/** The status (`domain.md` 6.5). */
export function statusOf({ fields, dischargedAt }: Pick<Participation, 'fields' | 'dischargedAt'>): 'registering' | 'in_programme' | 'ended' | 'discharged' {
  if (dischargedAt !== null) return 'discharged';
  if (fields['endOn'] !== null) return 'ended';
  return start.every((field) => fields[field] !== null) ? 'in_programme' : 'registering';
} // prettier-ignore

/** Whole years on a day. */
export function ageOn(bornOn: Day, day: Day): number {
  let years = 0;
  while (plusYears(bornOn, years + 1) <= day) years += 1;
  return bornOn <= day ? years : -1;
}
