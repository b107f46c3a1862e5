import { startFields, type ParticipationField, type ParticipationFields, type ProgrammeEntry } from './participation';

/** What may be missing: a field, or at least one complete activity (`domain.md` 6.2). */
export type RequiredField = ParticipationField | 'activities';

/** The four pages, each with its fields in the order in which they are asked (`domain.md` 6.2). Number, municipality and name stand on the first as well. */
export const fieldPages = {
  person: ['startOn', 'financing', 'projectId', 'participantClass'],
  background: [
    'countryBackground',
    'yearsInNorway',
    'education',
    'norwegianLevel',
    'literacy',
    'workExperience',
    'children',
    'incomeBefore',
  ],
  programme: ['activities'],
  ending: ['endOn', 'mainReason', 'subReason', 'situationAfter', 'incomeAfter'],
} as const satisfies Record<string, readonly RequiredField[]>;
export type FieldPage = keyof typeof fieldPages;

/** On which page somebody finds a field. */
export function pageOf(field: RequiredField): FieldPage {
  return (Object.keys(fieldPages) as FieldPage[]).find((page) => (fieldPages[page] as readonly RequiredField[]).includes(field))!;
}

/** Fields that are there from the first save on: they may be changed, never emptied (`domain.md` 6.3). */
export const mandatoryFields: ReadonlySet<ParticipationField> = new Set(['startOn', 'financing']);

/** What is asked for a moment in the life of a participation. */
export type Moment = 'start' | 'discharge' | 'report';

/** Which fields must be filled, in the order of the pages (`domain.md` 6.2). In the report the ending counts only for who has an end date. */
export const requiredFields = {
  start: startFields,
  discharge: [...fieldPages.person, ...fieldPages.background, ...fieldPages.programme, ...fieldPages.ending],
  running: [...fieldPages.person, ...fieldPages.background, ...fieldPages.programme],
} as const satisfies Record<string, readonly RequiredField[]>;

/** The fields that count at a moment. */
export function requiredAt(participation: ParticipationFields, moment: Moment): readonly RequiredField[] {
  if (moment === 'start') return requiredFields.start;
  return moment === 'discharge' || participation.endOn !== null ? requiredFields.discharge : requiredFields.running;
}

/** An activity counts once its type, its first day and its hours are known. */
export function isComplete(entry: ProgrammeEntry): boolean {
  return entry.kind === 'activity' && entry.type !== null && entry.fromOn !== null && entry.hoursPerWeek !== null;
}

/** The required fields that are empty, in the order of the pages. The name is no field: a look-up that has no answer yet blocks nothing (`domain.md` 6.2). */
export function missingFields(
  participation: ParticipationFields,
  entries: readonly ProgrammeEntry[],
  moment: Moment,
): readonly RequiredField[] {
  return requiredAt(participation, moment).filter((field) =>
    field === 'activities' ? !entries.some(isComplete) : participation[field] === null,
  );
}

/** How much of what the report asks is filled. */
export type Readiness = Readonly<{ filled: number; of: number }>;

export function readiness(participation: ParticipationFields, entries: readonly ProgrammeEntry[]): Readiness {
  const of = requiredAt(participation, 'report').length;
  return { filled: of - missingFields(participation, entries, 'report').length, of };
}
