import type { ParticipationField, ParticipationFields, ProgrammeEntry } from './participation';
import type { RegisterRules } from './rules';

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

/** Fields that may be asked for before somebody is in the programme; the mandatory ones are there from the beginning (`domain.md` 6.2). */
export const startChoices = ['projectId', 'participantClass', ...fieldPages.background] as const satisfies readonly RequiredField[];
/** Fields that may be asked for in the report and before the discharge, for which an end date is always needed (`domain.md` 6.5). */
export const dischargeChoices = [
  ...startChoices,
  ...fieldPages.programme,
  'mainReason',
  'subReason',
  'situationAfter',
  'incomeAfter',
] as const satisfies readonly RequiredField[];

export type StartRules = Pick<RegisterRules, 'requiredForStart'>;
export type DischargeRules = Pick<RegisterRules, 'requiredForDischarge'>;
/** Which fields are required of a case (`domain.md` 6.2, 8): it keeps what was asked when it began. */
export type RequiredRules = StartRules & DischargeRules;

/** Every field in the order of the pages. */
export const everyField: readonly RequiredField[] = Object.values(fieldPages).flat();
const ofEnding: ReadonlySet<RequiredField> = new Set(fieldPages.ending);

/** The fields that count in the report, in the order of the pages; those of the ending only for who has an end date. */
export function reportFields(ended: boolean, { requiredForDischarge }: DischargeRules): readonly RequiredField[] {
  const asked = new Set<RequiredField>([...mandatoryFields, 'endOn', ...requiredForDischarge]);
  return everyField.filter((field) => asked.has(field) && (ended || !ofEnding.has(field)));
}

/** The fields that count at a moment, in the order of the pages. */
export function requiredAt(participation: ParticipationFields, moment: Moment, rules: RequiredRules): readonly RequiredField[] {
  if (moment !== 'start') return reportFields(moment === 'discharge' || participation.endOn !== null, rules);
  const asked = new Set<RequiredField>([...mandatoryFields, ...rules.requiredForStart]);
  return everyField.filter((field) => asked.has(field));
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
  rules: RequiredRules,
): readonly RequiredField[] {
  return requiredAt(participation, moment, rules).filter((field) =>
    field === 'activities' ? !entries.some(isComplete) : participation[field] === null,
  );
}

/** How much of what the report asks is filled. */
export type Readiness = Readonly<{ filled: number; of: number }>;

export function readiness(participation: ParticipationFields, entries: readonly ProgrammeEntry[], rules: RequiredRules): Readiness {
  const of = requiredAt(participation, 'report', rules).length;
  return { filled: of - missingFields(participation, entries, 'report', rules).length, of };
}
