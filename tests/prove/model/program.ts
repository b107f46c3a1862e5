/**
 * What random programs are written in: what people do and when, by names that mean the same to the model and to the real stack.
 * A program begins at `beginning`, on an empty installation with the people named here.
 */
export const beginning = '2026-01-05T08:00:00.000Z';

export const coordinators = ['karen', 'kurt'] as const;
export const graders = ['bent', 'gitte', 'gunnar'] as const;
export const agents = ['agnes', 'arne'] as const;
export const regions = ['nordjylland', 'midtjylland', 'syddanmark', 'hovedstaden', 'sjaelland'] as const;
/** Those who sign up; `gitte` is a grader who may also take the course. */
export const participants = ['anna', 'berit', 'carl', 'dorte', 'erik', 'freja', 'gitte'] as const;

export type Coordinator = (typeof coordinators)[number];
export type Grader = (typeof graders)[number];
export type Agent = (typeof agents)[number];
export type RegionCode = (typeof regions)[number];
export type Participant = (typeof participants)[number];

/** A round, by the order in which rounds came to be, drafts of the year's story included: first is 0. */
export type RoundRef = number;
/** An enrolment, by the order in which they came to be (lines of a list in the list's order): first is 0. */
export type EnrolmentRef = number;
/** A certificate, by its person and the order in which this person's certificates of either kind came to be: first is 0. */
export type CertificateRef = Readonly<{ person: Participant; at: number }>;
/** A day `YYYY-MM-DD` in Europe/Copenhagen. */
export type Day = string;
/** An instant in UTC with milliseconds, `…Z`. */
export type At = string;

export type Kind = 'full' | 'recertification';
export type UseRow = Readonly<{
  /** Distinguishes uses of one region; the same id with the same content is one use. */
  eventId: string;
  person: Participant;
  region: RegionCode;
  kind: 'draft_edit' | 'project_entry' | 'phase_entry' | 'legal_step_entry' | 'approval_request' | 'login';
  at: At;
}>;
export type RuleChange =
  | Readonly<{ key: 'jar.idleYears'; value: number }>
  | Readonly<{ key: 'jar.corrections'; value: 0 | 1 | 2 }>
  | Readonly<{ key: 'jar.correctionDays'; value: number }>
  | Readonly<{ key: 'jar.paymentGate'; value: 'none' | 'before_task' | 'before_certificate' }>
  | Readonly<{ key: 'jar.secondGrader'; value: 'off' | 'on' }>
  | Readonly<{ key: 'jar.deadlineReminders'; value: readonly number[] }>
  | Readonly<{ key: 'jar.expiryWarnings'; value: readonly number[] }>
  | Readonly<{ key: 'jar.signUpClosesWorkingDays'; value: number }>
  | Readonly<{ key: 'jar.roundsPerYear'; value: number }>;

/** One thing that somebody does, or that time passes. Each is sent over HTTP as the person named. */
export type Act =
  /** Dates that are not named take their defaults. */
  | Readonly<{ do: 'createRound'; by: Coordinator; year: number; number: number; signUpOpensOn?: Day; materialOn?: Day; deadlineOn?: Day }>
  | Readonly<{ do: 'publish'; by: Coordinator; round: RoundRef }>
  | Readonly<{ do: 'uploadMaterial'; by: Coordinator; round: RoundRef }>
  | Readonly<{ do: 'moveDeadline'; by: Coordinator; round: RoundRef; to: Day }>
  | Readonly<{ do: 'cancelRound'; by: Coordinator; round: RoundRef }>
  | Readonly<{ do: 'signUp'; by: Coordinator; round: RoundRef; person: Participant; kind: Kind }>
  /** A list is read and confirmed at once; lines that cannot be signed up are left out, the others are signed up in order. */
  | Readonly<{ do: 'import'; by: Coordinator; round: RoundRef; lines: readonly Readonly<{ person: Participant; kind: Kind }>[] }>
  | Readonly<{ do: 'admit'; by: Coordinator; enrolment: EnrolmentRef }>
  /** By the participant. */
  | Readonly<{ do: 'withdraw'; enrolment: EnrolmentRef }>
  | Readonly<{ do: 'finishSelfStudy'; enrolment: EnrolmentRef }>
  /** By the participant; `text` empty: no file and no text. */
  | Readonly<{ do: 'handIn'; enrolment: EnrolmentRef; text: string }>
  /** `not_satisfactory` is sent with a note of shortcomings. */
  | Readonly<{ do: 'grade'; by: Grader; enrolment: EnrolmentRef; verdict: 'satisfactory' | 'not_satisfactory' }>
  | Readonly<{ do: 'pay'; by: Coordinator; enrolment: EnrolmentRef; state: 'not_invoiced' | 'invoiced' | 'paid' | 'credited' }>
  | Readonly<{ do: 'extend'; by: Coordinator; enrolment: EnrolmentRef; to: Day }>
  /** Takes back the verdict or the admission, always with a reason; where a second person must confirm, it waits for `confirmCorrection`. */
  | Readonly<{ do: 'correct'; by: Coordinator | Agent; enrolment: EnrolmentRef; what: 'verdict' | 'admission' }>
  /** Confirms the correction that waits for this enrolment. */
  | Readonly<{ do: 'confirmCorrection'; by: Coordinator | Agent; enrolment: EnrolmentRef }>
  /** One use alone, by the region's user. */
  | Readonly<{ do: 'use'; use: UseRow }>
  /** A list of uses of one region in one request: a verdict per row. */
  | Readonly<{ do: 'uses'; uses: readonly UseRow[] }>
  | Readonly<{ do: 'revoke'; by: Coordinator | Agent; certificate: CertificateRef }>
  /** An RSD course proof, by the user of Syddanmark. */
  | Readonly<{ do: 'proof'; person: Participant; courseOn: Day; lastUsedOn?: Day }>
  | Readonly<{ do: 'legacy'; region: RegionCode; person: Participant; evidenceOn: Day }>
  /** Ends the legacy access that this person has in this region (404 without one), today. */
  | Readonly<{ do: 'endLegacy'; region: RegionCode; person: Participant }>
  /** The day from which new assignments in this region need a certificate; `null`: none. By the region's user. */
  | Readonly<{ do: 'demand'; region: RegionCode; from: Day | null }>
  /** By the agency. `until`: the last day as a member. */
  | Readonly<{ do: 'membership'; by: Agent; region: RegionCode; from: Day; until: Day | null }>
  /** Without a day: from today. Running cases keep theirs, but for keys marked * in the domain book. */
  | Readonly<{ do: 'setRule'; by: Agent; change: RuleChange; validFrom?: Day }>
  | Readonly<{ do: 'outage'; by: Agent; from: At; to: At }>
  /** Time passes up to this instant; everything due on the way happens at its instant. */
  | Readonly<{ do: 'pass'; to: At }>;

export type Program = readonly Act[];

/** What an act came to: `ok`, or the code of the domain book with which it is refused, or the verdict on a use. */
export type Outcome = string;

/** What stands at the end of a program; lists are sorted by their fields as text, so that both sides can be compared as they are. */
export type Facts = Readonly<{
  now: At;
  rounds: readonly Readonly<{
    round: RoundRef;
    state: 'draft' | 'open' | 'running' | 'closed' | 'completed' | 'cancelled';
    deadlineOn: Day;
    signUpClosesOn: Day;
    gradingTargetOn: Day;
  }>[];
  enrolments: readonly Readonly<{
    enrolment: EnrolmentRef;
    round: RoundRef;
    person: Participant;
    kind: Kind;
    state: string;
    cause: string | null;
    payment: string;
    /** The deadline that holds for this enrolment. */
    deadlineOn: Day;
    correctionUntilOn: Day | null;
    /** When it ended, effective. */
    endedAt: At | null;
  }>[];
  certificates: readonly Readonly<{
    certificate: CertificateRef;
    kind: 'jar' | 'rsd_proof';
    issuedOn: Day;
    lastActiveOn: Day;
    expiresOn: Day;
    state: 'active' | 'expiring' | 'expired' | 'revoked' | 'replaced';
  }>[];
  /** Letters to participants: how many of a template became due at an instant, withdrawn ones apart. */
  letters: readonly Readonly<{ person: Participant; template: string; dueAt: At; withdrawn: boolean; count: number }>[];
  decisions: readonly Readonly<{
    person: Participant;
    region: RegionCode;
    assignmentStart: Day | null;
    on: Day;
    decision: 'allow' | 'deny';
    reason: string;
    validUntil: Day | null;
  }>[];
}>;

/** A day on which write decisions are asked for at the end, for every participant in these regions (in all when none is named), with or without an assignment. */
export type Sample = Readonly<{ on: Day; assignmentStart: Day | null; regions?: readonly RegionCode[] }>;
