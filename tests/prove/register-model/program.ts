import type { At, Day } from '../model/program';

/**
 * What random programs of the register are written in: what people do and when, by names that mean the same to the model and to the real stack. A program begins
 * at `beginning`, on an empty installation with the people named here.
 */
export const beginning: At = '2026-01-12T08:00:00.000Z';

/** Oslo and Bergen. */
export const municipalities = ['0301', '4601'] as const;
export type Municipality = (typeof municipalities)[number];

/** Who works in the register from the beginning, and where. */
export const staff = {
  marit: { role: 'municipality_admin', municipality: '0301' },
  nina: { role: 'municipality_user', municipality: '0301' },
  berta: { role: 'municipality_admin', municipality: '4601' },
  bjorn: { role: 'municipality_user', municipality: '4601' },
  dag: { role: 'directorate', municipality: null },
} as const;
/** Who may be invited; no letter reaches those whose name begins with `avvist`. */
export const colleagues = ['kari', 'lise', 'petra', 'avvist-mona', 'avvist-nora'] as const;
export type Colleague = (typeof colleagues)[number];
export type Actor = keyof typeof staff | Colleague;
/** An address that is none. */
export const noAddress = 'ugyldig';

/** By the order in which they came to be: first is 0. Entries are counted within their participation. */
export type Ref = number;
/** What somebody typed or chose; `project 3` is the project of that number. */
export type Typed = string | number | null;
export type Fields = Readonly<Record<string, Typed>>;
export type EntryKind = 'activity' | 'absence' | 'leave' | 'extension';
/** What the population register says of a number. */
export type Told = 'woman' | 'man' | 'dead' | 'ceased' | 'unknown' | 'refused';

/** One thing that somebody does, or that time passes. `back`: how many versions of the record ago the doer looked at it. */
export type Act =
  | Readonly<{ do: 'invite'; by: Actor; whom: Colleague | typeof noAddress; municipality: Municipality; role: 'municipality_admin' | 'municipality_user' }>
  | Readonly<{ do: 'resend'; by: Actor; invitation: Ref; to?: Colleague | typeof noAddress }>
  | Readonly<{ do: 'revoke'; by: Actor; invitation: Ref }>
  /** `link`: the first is 1. */
  | Readonly<{ do: 'open'; invitation: Ref; link: number }>
  | Readonly<{ do: 'accept'; invitation: Ref; link: number; userName: string; password: 'good' | 'other' | 'short' | 'common' }>
  | Readonly<{ do: 'addProject'; by: Actor; municipality: Municipality; name: string; startsOn: string; endsOn: string | null; offersProgramme: boolean }>
  | Readonly<{ do: 'changeProject'; by: Actor; project: Ref; back: number; change: Readonly<{ startsOn?: string; endsOn?: string | null; offersProgramme?: boolean }> }>
  | Readonly<{ do: 'create'; by: Actor; municipality: Municipality; number: string; startOn: string; financing: string }>
  | Readonly<{ do: 'save'; by: Actor; participation: Ref; back: number; fields: Fields }>
  | Readonly<{ do: 'addEntry'; by: Actor; participation: Ref; kind: EntryKind; fields: Fields }>
  | Readonly<{ do: 'changeEntry'; by: Actor; participation: Ref; entry: Ref; back: number; fields: Fields }>
  | Readonly<{ do: 'removeEntry'; by: Actor; participation: Ref; entry: Ref; back: number }>
  | Readonly<{ do: 'end'; by: Actor; participation: Ref; fields: Fields }>
  | Readonly<{ do: 'discharge'; by: Actor; participation: Ref }>
  | Readonly<{ do: 'reopen'; by: Actor; participation: Ref; reason: string }>
  | Readonly<{ do: 'return'; by: Actor; participation: Ref; startOn: string; financing: string; project: string }>
  | Readonly<{ do: 'askName'; by: Actor; participation: Ref }>
  /** How the population register answers from now on: as it should, not at all, or to come again after so many hours. */
  | Readonly<{ do: 'register'; answers: 'well' | 'not' | 'later'; hours?: number }>
  | Readonly<{ do: 'tell'; number: string; as: Told }>
  | Readonly<{ do: 'submit'; by: Actor; year: number; municipality: Municipality }>
  | Readonly<{ do: 'approve'; by: Actor; year: number; municipality: Municipality }>
  | Readonly<{ do: 'returnReport'; by: Actor; year: number; municipality: Municipality; reason: string }>
  /** Without a day: from today. Running cases keep theirs, but for keys that move. */
  | Readonly<{ do: 'setRule'; by: Actor; key: string; value: unknown; validFrom?: Day }>
  /** Time passes up to this instant; everything due on the way happens at its instant. */
  | Readonly<{ do: 'pass'; to: At }>; // prettier-ignore

export type Program = readonly Act[];

/**
 * What an act came to: `ok`, or the code with which it is refused; with the fields that were not stored and why, where it saves some. Where a name is asked for,
 * how that stands.
 */
export type Outcome = string;

export type ParticipationFacts = Readonly<{
  participation: Ref;
  municipality: string;
  /** The first participation of the same person. */
  sameAs: Ref;
  number: string;
  name: string | null;
  state: string;
  fields: Readonly<Record<string, unknown>>;
  entries: readonly Readonly<Record<string, unknown>>[];
  /** How every look-up ended or stands, in the order in which they were asked. */
  lookups: readonly string[];
  warnings: readonly string[];
  missing: Readonly<Record<'start' | 'report' | 'discharge', readonly string[]>>;
  ready: string;
  savedAt: At;
  dischargedAt: At | null;
  changedSinceDischarge: boolean;
  returnOf: Ref | null;
  version: number;
}>;

/** What stands at the end of a program. */
export type Facts = Readonly<{
  now: At;
  participations: readonly ParticipationFacts[];
  invitations: readonly Readonly<{ invitation: Ref; municipality: string; email: string; state: string; links: number; lastDayOn: Day; openedAt: At | null; acceptedAt: At | null }>[];
  grants: readonly Readonly<{ who: Colleague; municipality: string; role: string }>[];
  projects: readonly Readonly<{ project: Ref; municipality: string; startsOn: Day; endsOn: Day | null; offersProgramme: boolean; version: number }>[];
  reports: readonly Readonly<{ municipality: string; year: number; state: string | null; dueOn: Day | null; overdue: boolean; openedAt: At | null; changedSince: boolean; totals: Readonly<Record<string, unknown>>; incomplete: readonly string[]; mismatched: readonly Ref[] }>[];
  /** Letters alike are one row with their number. */
  letters: readonly Readonly<{ to: string; template: string; dueAt: At; state: string; count: number }>[];
  tasks: readonly Readonly<{ case: string; role: string; what: string }>[];
}>; // prettier-ignore
