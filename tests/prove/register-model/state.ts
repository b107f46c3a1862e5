import type { At, Day } from '../model/program';
import { localDay } from '../model/time';
import type { Coverage } from './coverage';
import type { Colleague, EntryKind, Municipality, Ref, Told } from './program';
import type { Rules } from './rules';
import type { NationalId } from './numbers';

export type Person = {
  /** The number that holds, as it was stored once; `null` for one who turned out to be mistyped. */
  id: Readonly<NationalId> | null;
  /** As the population register told it. */
  name: string | null;
};

export type Entry = {
  ref: Ref;
  kind: EntryKind;
  fields: Record<EntryField, string | number | null>;
  changedIn: number;
  removed: boolean;
};
export type EntryField = 'type' | 'fromOn' | 'toOn' | 'hoursPerWeek';

/** One question for a name (`domain.md` 6.4). */
export type Lookup = {
  ref: Ref;
  state: 'pending' | 'delayed' | 'found' | 'not_found' | 'mismatch' | 'failed' | 'cancelled';
  mismatch: 'man' | 'dead' | 'ceased' | null;
  participation: Participation;
  person: Person;
  id: Readonly<NationalId>;
  askedAt: At;
  /** The next try comes after the first and at the latest at the second: waits grow by a rule that the book does not fix. */
  between: readonly [At, At];
  rules: Rules;
};

/** One person in the programme of one municipality. */
export type Participation = {
  ref: Ref;
  municipality: Municipality;
  person: Person;
  fields: Record<string, string | number | null>;
  entries: Entry[];
  ageWarning: string | null;
  createdAt: At;
  savedAt: At;
  dischargedAt: At | null;
  changedSinceDischarge: boolean;
  returnOf: Participation | null;
  version: number;
  /** In which version a field was last changed. */
  changedIn: Record<string, number>;
  rules: Rules;
  /** What its story has done, by occasion. */
  done: Set<string>;
  lookups: Lookup[];
};

export type Letter = {
  to: string;
  template: string;
  dueAt: At;
  state: 'queued' | 'sent' | 'refused' | 'withdrawn';
  about: Invitation | null;
  /** The report that it reminds of. */
  report: string | null;
};

export type Invitation = {
  ref: Ref;
  municipality: Municipality;
  role: 'municipality_admin' | 'municipality_user';
  whom: Colleague;
  madeAt: At;
  links: number;
  openedAt: At | null;
  acceptedAt: At | null;
  revokedAt: At | null;
  expiredAt: At | null;
  rules: Rules;
  done: Set<string>;
};

export type Project = {
  ref: Ref;
  municipality: Municipality;
  name: string;
  startsOn: Day;
  endsOn: Day | null;
  offersProgramme: boolean;
  version: number;
};

export type Report = {
  municipality: Municipality;
  year: number;
  state: 'open' | 'submitted' | 'approved' | 'returned';
  openedAt: At;
  dueOn: Day;
  returnedAt: At | null;
  changedSince: boolean;
  rules: Rules;
  done: Set<string>;
};

/** Everything that the model knows. */
export type World = {
  now: At;
  people: Person[];
  participations: Participation[];
  lookups: Lookup[];
  invitations: Invitation[];
  /** Who was ever written to: only they are known by an address. */
  known: Set<Colleague>;
  accounts: Map<Colleague, Readonly<{ userName: string; password: string }>>;
  grants: Readonly<{ who: Colleague; municipality: Municipality; role: 'municipality_admin' | 'municipality_user' }>[];
  projects: Project[];
  reports: Report[];
  letters: Letter[];
  /** Open tasks: `case|role|what`. */
  tasks: Set<string>;
  settings: Readonly<{ key: string; value: unknown; validFrom: Day }>[];
  register: Readonly<{ answers: 'well' | 'not' | 'later'; hours: number }>;
  told: Map<string, Told>;
  /** The last year whose reports have been opened on their day. */
  openedFor: number;
  coverage: Coverage;
};

/** An act is refused: it has changed nothing. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

export function refuse(code: string, fields: Readonly<Record<string, string>> = {}): never {
  throw new Refused(code, fields);
}

/** The program ends, or something is asked, while it cannot be told from the book whether a try has been made. */
export class Ambiguous extends Error {}

/** The day in Oslo, whose clocks show what those of Copenhagen show. */
export function today(world: Pick<World, 'now'>): Day {
  return localDay(world.now);
}

/** A task is open once for each case and thing. */
export function openTask(world: World, of: string, role: string, what: string): void {
  world.coverage.hit(`task ${what}`);
  world.tasks.add(`${of}|${role}|${what}`);
}

export function settleTask(world: World, of: string, what: string): void {
  for (const task of world.tasks) if (task.startsWith(`${of}|`) && task.endsWith(`|${what}`)) world.tasks.delete(task);
}
