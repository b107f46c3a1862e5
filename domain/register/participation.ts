import type { Instant, PlainDate } from '../core/calendar';
import type { StartRules } from './fields';
import type {
  ActivityType,
  Education,
  Financing,
  IncomeSource,
  Literacy,
  MainReason,
  NorwegianLevel,
  ParticipantClass,
  SituationAfter,
  SubReason,
  WorkExperience,
} from './codes';

/** What is registered of a participation, page by page (`domain.md` 6.2). `null`: not filled in. Each field saves itself. */
export type ParticipationFields = Readonly<{
  // Person og prosjekt. National number and municipality stand apart: the one is sealed, the other is whose record it is.
  startOn: PlainDate;
  financing: Financing;
  projectId: string | null;
  participantClass: ParticipantClass | null;
  // Bakgrunn
  countryBackground: string | null;
  yearsInNorway: number | null;
  education: Education | null;
  norwegianLevel: NorwegianLevel | null;
  literacy: Literacy | null;
  workExperience: WorkExperience | null;
  children: number | null;
  incomeBefore: IncomeSource | null;
  // Avslutning
  endOn: PlainDate | null;
  mainReason: MainReason | null;
  subReason: SubReason | null;
  situationAfter: SituationAfter | null;
  incomeAfter: IncomeSource | null;
}>;
export type ParticipationField = keyof ParticipationFields;

/** What happens in the programme: an activity, or time away from it, or a decision to go on longer (`domain.md` 6.2, Program og aktiviteter). */
export type ProgrammeEntry = Readonly<{
  entryId: string;
  kind: 'activity' | 'absence' | 'leave' | 'extension';
  /** Of activities alone. */
  type: ActivityType | null;
  fromOn: PlainDate | null;
  toOn: PlainDate | null;
  hoursPerWeek: number | null;
  /** The version of the participation in which it was last changed. */
  changedIn: number;
}>;

/** What was seen of the age at the start: a warning kept on the record, never a refusal but under 16 (`domain.md` 6.4). */
export type AgeWarning = 'age_under_18' | 'age_over_55';

/** One person in the programme of one municipality (deltakelse). */
export type Participation = ParticipationFields &
  Readonly<{
    participationId: string;
    personId: string;
    organisationId: string;
    ageWarning: AgeWarning | null;
    createdAt: Instant;
    /** When a field was last saved. */
    savedAt: Instant;
    dischargedAt: Instant | null;
    /** Changed since the discharge: allowed, and marked (`domain.md` 6.5). */
    changedSinceDischarge: boolean;
    /** The participation that this one returns to (`domain.md` 6.6). */
    returnOf: string | null;
    /** In which version each field was last changed: a save conflicts only with changes of its own fields (`domain.md` 6.3). */
    changedIn: Readonly<Partial<Record<ParticipationField | 'nationalId', number>>>;
    rulesVersion: number;
    rulesOn: PlainDate;
    version: number;
  }>;

export const participationStates = ['registering', 'in_programme', 'ended', 'discharged'] as const;
/** Under registrering, I program, Avsluttet, Utskrevet (`domain.md` 6.5). */
export type ParticipationState = (typeof participationStates)[number];

/** Which state it has: discharged by the button alone, ended by its end date, in programme once the start fields are complete (`domain.md` 6.5). */
export function stateOf(participation: ParticipationFields & Pick<Participation, 'dischargedAt'>, rules: StartRules): ParticipationState {
  if (participation.dischargedAt) return 'discharged';
  if (participation.endOn) return 'ended';
  return rules.requiredForStart.every((field) => participation[field] !== null) ? 'in_programme' : 'registering';
}
