import {
  activityTypes,
  financings,
  endingReasons,
  mainReasons,
  participantClasses,
  type ActivityType,
  type Financing,
  type MainReason,
  type ParticipantClass,
  type SubReason,
} from './codes';
import { isComplete, missingFields, type RequiredField, type RequiredRules } from './fields';
import {
  participationStates,
  stateOf,
  type Participation,
  type ParticipationFields,
  type ParticipationState,
  type ProgrammeEntry,
} from './participation';
import { ranIn } from './yearly-report';

/** A participation of the year with what the report asks of it. */
export type Reported = Readonly<{
  participation: Participation;
  entries: readonly ProgrammeEntry[];
  /** The newest look-up says that the number and the register do not fit. */
  mismatch: boolean;
  /** What is asked of it: each case keeps what was asked when it began. */
  rules: RequiredRules;
}>;

/** One participation as a report tells it: codes, days, numbers and ids alone. */
export type ReportRow = ParticipationFields &
  Readonly<{ participationId: string; state: ParticipationState; entries: readonly Omit<ProgrammeEntry, 'changedIn'>[] }>;

/** The rows of a report about a year, in the order of their first days. */
export function reportRows(reported: readonly Reported[], year: number): ReportRow[] {
  return reported
    .filter(({ participation }) => ranIn(participation, year))
    .map(rowOf)
    .sort((a, b) => (`${a.startOn} ${a.participationId}` < `${b.startOn} ${b.participationId}` ? -1 : 1));
}

function rowOf({ participation, entries, rules }: Reported): ReportRow {
  const {
    personId: _,
    organisationId: __,
    ageWarning: ___,
    createdAt: ____,
    savedAt: _____,
    dischargedAt,
    changedSinceDischarge: ______,
    returnOf: _______,
    changedIn: ________,
    rulesVersion: _________,
    rulesOn: __________,
    version: ___________,
    ...told
  } = participation;
  return {
    ...told,
    state: stateOf({ ...told, dischargedAt }, rules),
    entries: entries.map(({ changedIn: _changedIn, ...entry }) => entry),
  };
}

/** Below each main reason how many there are of each of its sub-reasons. */
export type SubReasonTotals = Readonly<{ [M in MainReason]: Readonly<Record<(typeof endingReasons)[M][number], number>> }>;

/** How many participations of a year there are, by status, reason, class, financing and activity (`domain.md` 6.7). Who has none of a list is in none of it. */
export type ReportTotals = Readonly<{
  participations: number;
  state: Readonly<Record<ParticipationState, number>>;
  mainReason: Readonly<Record<MainReason, number>>;
  /** Below each main reason its own: the same word stands under several (`domain.md` 6.6). Snapshots of before have none. */
  subReason?: SubReasonTotals;
  participantClass: Readonly<Record<ParticipantClass, number>>;
  financing: Readonly<Record<Financing, number>>;
  /** Participations with at least one complete activity of the type on a day of the year; one may be in several. */
  activity: Readonly<Record<ActivityType, number>>;
}>;

export function reportTotals(rows: readonly ReportRow[], year: number): ReportTotals {
  return {
    participations: rows.length,
    state: counted(participationStates, rows, (row) => [row.state]),
    mainReason: counted(mainReasons, rows, (row) => [row.mainReason]),
    subReason: subReasonTotals(rows),
    participantClass: counted(participantClasses, rows, (row) => [row.participantClass]),
    financing: counted(financings, rows, (row) => [row.financing]),
    activity: counted(activityTypes, rows, (row) => [...activitiesIn(row, year)]),
  };
}

function subReasonTotals(rows: readonly ReportRow[]): SubReasonTotals {
  const of = <M extends MainReason>(main: M) =>
    counted<SubReason>(
      endingReasons[main],
      rows.filter(({ mainReason }) => mainReason === main),
      (row) => [row.subReason],
    ) as SubReasonTotals[M];
  return {
    completed: of('completed'),
    interrupted: of('interrupted'),
    transferred: of('transferred'),
    registered_by_mistake: of('registered_by_mistake'),
  };
}

function activitiesIn({ entries }: ReportRow, year: number): Set<ActivityType> {
  const ran = entries.filter(
    (entry) => isComplete({ ...entry, changedIn: 0 }) && ranIn({ startOn: entry.fromOn!, endOn: entry.toOn }, year),
  );
  return new Set(ran.map(({ type }) => type!));
}

function counted<C extends string>(
  codes: readonly C[],
  rows: readonly ReportRow[],
  of: (row: ReportRow) => readonly (C | null)[],
): Record<C, number> {
  const counts = Object.fromEntries(codes.map((code) => [code, 0])) as Record<C, number>;
  for (const row of rows) for (const code of of(row)) if (code !== null) counts[code] += 1;
  return counts;
}

/** A participation in which something is empty that the report asks for. */
export type Incomplete = Readonly<{ participationId: string; fields: readonly RequiredField[] }>;

/** What keeps a report from being submitted (`domain.md` 6.7). */
export type ReportFaults = Readonly<{ incomplete: readonly Incomplete[]; mismatched: readonly string[] }>;

export function reportFaults(reported: readonly Reported[], year: number): ReportFaults {
  const ofYear = reported.filter(({ participation }) => ranIn(participation, year));
  return {
    incomplete: ofYear
      .map(({ participation, entries, rules }) => ({
        participationId: participation.participationId,
        fields: missingFields(participation, entries, 'report', rules),
      }))
      .filter(({ fields }) => fields.length > 0),
    mismatched: ofYear.filter(({ mismatch }) => mismatch).map(({ participation }) => participation.participationId),
  };
}
