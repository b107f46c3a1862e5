import type { Coverage } from './coverage';
import type {
  At,
  CertificateRef,
  Coordinator,
  Agent,
  Day,
  EnrolmentRef,
  Facts,
  Grader,
  Kind,
  Participant,
  RegionCode,
  RoundRef,
  RuleChange,
  UseRow,
} from './program';
import { later } from './time';

/** What the model knows of a round (`domain.md` 2.2). */
export type Round = {
  ref: RoundRef;
  year: number;
  number: number;
  state: Facts['rounds'][number]['state'];
  signUpOpensOn: Day;
  materialOn: Day;
  deadlineOn: Day;
  /** Working days between the last day of sign-up and the deadline, as when the round came to be. */
  signUpClosesWorkingDays: number;
  publishedAt: At | null;
  uploadedAt: At | null;
  /** The deadline as somebody set it, before outages. */
  baseOn: Day;
  /** Material is out. */
  released: boolean;
};

/** States of an enrolment (`domain.md` 2.3). */
export type EnrolmentState =
  | 'requested'
  | 'studying'
  | 'task_open'
  | 'submitted'
  | 'under_grading'
  | 'returned'
  | 'passed'
  | 'failed'
  | 'late'
  | 'not_delivered'
  | 'withdrawn';

export type Payment = 'not_invoiced' | 'invoiced' | 'paid' | 'credited';
export type Verdict = 'satisfactory' | 'not_satisfactory';

/** Rule values that an enrolment keeps from when it was requested (`domain.md` 8). */
export type KeptRules = Readonly<{
  corrections: number;
  correctionDays: number;
  paymentGate: 'none' | 'before_task' | 'before_certificate';
  secondGrader: boolean;
  deadlineReminders: readonly number[];
}>;

/** What the model knows of an enrolment. */
export type Enrolment = {
  ref: EnrolmentRef;
  round: Round;
  person: Participant;
  kind: Kind;
  rules: KeptRules;
  state: EnrolmentState;
  /** Where it came from into `not_delivered`. */
  undeliveredFrom: 'studying' | 'task_open' | null;
  cause: string | null;
  payment: Payment;
  ownDeadlineOn: Day | null;
  /** Its own deadline and its days of correction as they were set, before outages. */
  ownBaseOn: Day | null;
  correctionBaseOn: Day | null;
  correctionUntilOn: Day | null;
  correctionsUsed: number;
  endedAt: At | null;
  admitted: boolean;
  /** Verdicts on the present answer, one for each grader. */
  verdicts: { by: Grader; verdict: Verdict }[];
  /** What the verdicts on the present answer came to. */
  settled: { verdict: Verdict; on: Day; at: At } | null;
  /** The text of the answer that counts. */
  answer: string | null;
  /** What held before each settled verdict, so that it can be taken back. */
  before: { correctionUntilOn: Day | null; correctionsUsed: number }[];
  /** Rises whenever a verdict or an admission is taken back: letters of earlier times are then untrue. */
  times: number;
  late: { at: At; text: string }[];
  materialSent: boolean;
  /** Since when it owes an answer by this deadline. */
  dutySince: At;
  reminded: Set<string>;
  /** A correction that waits for a second person. */
  waiting: { what: 'verdict' | 'admission'; by: Coordinator | Agent } | null;
};

/** What the model knows of a certificate or proof (`domain.md` 2.4). */
export type Certificate = {
  ref: CertificateRef;
  kind: 'jar' | 'rsd_proof';
  issuedOn: Day;
  /** The last activity it began with. */
  firstActiveOn: Day;
  lastActiveOn: Day;
  expiresOn: Day;
  warnings: readonly number[];
  revokedOn: Day | null;
  replacedBy: Certificate | null;
  issuedBy: Enrolment | null;
  /** Since when it stands with this expiry: warnings of days before are not owed. */
  dutySince: At;
  /** When the expiry came to be what it is; that it stands again after a mistake is as if it had always stood. */
  movedAt: At;
  told: Set<string>;
};

export type Template =
  | 'admitted'
  | 'not_admitted'
  | 'material'
  | 'deadline_reminder'
  | 'deadline_moved'
  | 'round_cancelled'
  | 'received'
  | 'late'
  | 'not_delivered'
  | 'returned'
  | 'passed'
  | 'failed'
  | 'certificate'
  | 'expiry_warning'
  | 'expired';

/** A letter; it is queued until `dueAt`. `isTrue` tells whether its text still is. */
export type Letter = {
  person: Participant;
  template: Template;
  dueAt: At;
  withdrawn: boolean;
  about: Enrolment | null;
  isTrue: () => boolean;
};

export type Legacy = { region: RegionCode; person: Participant; endedOn: Day | null };
export type Outage = Readonly<{ firstOn: Day; lastOn: Day; days: number }>;
export type RuleSetting = Readonly<{
  key: RuleChange['key'];
  value: RuleChange['value'];
  from: Day;
  setOn: Day;
  /** How many uses were known when it was set. */
  usesKnown: number;
}>;

/** Everything there is. */
export type World = {
  now: At;
  rounds: Round[];
  enrolments: Enrolment[];
  certificates: Certificate[];
  uses: UseRow[];
  legacies: Legacy[];
  letters: Letter[];
  settings: RuleSetting[];
  outages: Outage[];
  members: Map<RegionCode, { from: Day; until: Day | null }>;
  demands: Map<RegionCode, Day | null>;
  /** The next year whose missing rounds are drafted on 1 October of the year before. */
  draftsFor: number;
  coverage: Coverage;
};

/** An act that is refused: nothing has changed, `code` tells why. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Refuses an act with a code of the domain book. */
export function refuse(code: string): never {
  throw new Refused(code);
}

/** What must be there, else 404. */
export function there<T>(found: T | undefined): T {
  return found ?? refuse('not_found');
}

const openStates: ReadonlySet<EnrolmentState> = new Set(['requested', 'studying', 'task_open', 'submitted', 'under_grading', 'returned']);

/** Still open: none of the states that end an enrolment (`domain.md` 2.3). */
export function isOpen({ state }: Enrolment): boolean {
  return openStates.has(state);
}

/** The open enrolment of a person, if there is one beside `than`. */
export function otherOpen(world: World, person: Participant, than?: Enrolment): Enrolment | undefined {
  return world.enrolments.find((enrolment) => enrolment !== than && enrolment.person === person && isOpen(enrolment));
}

/** The deadline that holds for an enrolment: of several the latest (`domain.md` 2.6). */
export function deadlineOf({ round, ownDeadlineOn }: Enrolment): Day {
  return later(round.deadlineOn, ownDeadlineOn ?? '');
}
