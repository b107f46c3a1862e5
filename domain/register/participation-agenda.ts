import { agendaOf, type Agenda, type Entry, type Reminding, type Settled } from '../core/agenda';
import { addDays, addMonths, localDay, startOfDay, type PlainDate } from '../core/calendar';
import { missingFields } from './fields';
import { stateOf, type Participation, type ProgrammeEntry } from './participation';
import type { RegisterRules } from './rules';
import { zone } from './zone';

/** What a participation does by itself: it never changes a field, it asks somebody to look. */
export type ParticipationStep = 'warnOfLength' | 'askForEnd' | 'askForDischarge' | 'askForFields';

/** Of several lengths passed together, as when somebody is registered late, only the longest is warned of. */
export const participationReminders: Reminding<ParticipationStep> = new Set<ParticipationStep>(['warnOfLength']);

type ByLength = Pick<RegisterRules, 'lengthWarningMonths'>;

/** From which day on a length is passed: the day after the start and so many months (`domain.md` 6.5). */
export function lengthPassedOn(startOn: PlainDate, months: number): PlainDate {
  return addDays(addMonths(startOn, months), 1);
}

/**
 * How many months a programme has passed on a day, or had on its last day; `null` while it has passed none. A warning, never a refusal, also of the longest
 * that the law allows (`domain.md` 6.5).
 */
export function lengthWarning(participation: Pick<Participation, 'startOn' | 'endOn'>, on: PlainDate, rules: ByLength): number | null {
  const { startOn, endOn } = participation;
  const last = endOn !== null && endOn < on ? endOn : on;
  const passed = rules.lengthWarningMonths.filter((months) => lengthPassedOn(startOn, months) <= last);
  return passed.length > 0 ? Math.max(...passed) : null;
}

/**
 * When the programme was to end by what is registered of it: the last day of its activities and of its extensions. `null` while there is none, or one of the
 * activities goes on without an end.
 */
export function plannedEndOn(entries: readonly ProgrammeEntry[]): PlainDate | null {
  const planned = entries.filter(({ kind }) => kind === 'activity' || kind === 'extension');
  if (planned.length === 0 || planned.some(({ toOn }) => toOn === null)) return null;
  return planned.map(({ toOn }) => toOn!).reduce((last, day) => (day > last ? day : last));
}

/** Whether a participation needs its story no longer: discharged. Reopening begins it anew. */
export function participationIsOver(participation: Pick<Participation, 'dischargedAt'>): boolean {
  return participation.dischargedAt !== null;
}

/** What will happen to a participation, and when, if nobody acts. */
export function participationAgenda(
  participation: Participation,
  entries: readonly ProgrammeEntry[],
  settled: Settled,
  rules: RegisterRules,
): Agenda<ParticipationStep> {
  if (participationIsOver(participation)) return [];
  return agendaOf(
    [
      ...warnings(participation, rules),
      ...missedEnd(participation, entries, rules),
      ...undischarged(participation, rules),
      ...emptyFields(participation, entries, rules),
    ],
    settled,
  );
}

/** The lengths that the programme passes: all of them while no end is known, those before the end once it is. */
function warnings({ startOn, endOn }: Participation, rules: RegisterRules): Entry<ParticipationStep>[] {
  return rules.lengthWarningMonths
    .map((months) => ({ months, on: lengthPassedOn(startOn, months) }))
    .filter(({ on }) => endOn === null || on <= endOn)
    .map(({ months, on }) => entry('warnOfLength', `length-${months}m:${startOn}`, on, 'length', ['endSet', 'startMoved']));
}

/** Everything planned is over, and nobody has said that she ended. */
function missedEnd(participation: Participation, entries: readonly ProgrammeEntry[], rules: RegisterRules): Entry<ParticipationStep>[] {
  const planned = plannedEndOn(entries);
  if (planned === null || participation.endOn !== null || stateOf(participation, rules) === 'registering') return [];
  const on = addDays(planned, rules.missedEndDays);
  return [entry('askForEnd', `end-missed:${planned}`, on, 'plannedEnd', ['endSet', 'planMoved'])];
}

/** She ended, and was not discharged: she stays in the overview for as long. */
function undischarged({ endOn }: Participation, rules: RegisterRules): Entry<ParticipationStep>[] {
  if (endOn === null) return [];
  const on = addDays(endOn, rules.undischargedDays);
  return [entry('askForDischarge', `undischarged:${endOn}`, on, 'ended', ['discharged', 'endMoved'])];
}

/** What the report will ask for is asked for in good time, once. */
function emptyFields(participation: Participation, entries: readonly ProgrammeEntry[], rules: RegisterRules): Entry<ParticipationStep>[] {
  if (missingFields(participation, entries, 'report', rules).length === 0) return [];
  const registeredOn = localDay(participation.createdAt, zone);
  const from = registeredOn > participation.startOn ? registeredOn : participation.startOn;
  return [entry('askForFields', `fields-missing:${from}`, addDays(from, rules.missingFieldsDays), 'fieldsMissing', ['filled'])];
}

function entry(step: ParticipationStep, occasion: string, on: PlainDate, because: string, movedBy: string[]): Entry<ParticipationStep> {
  const at = startOfDay(on, zone);
  return {
    step,
    occasion,
    effectiveAt: at,
    dueAt: at,
    because: `register.because.${because}`,
    movedBy: movedBy.map((one) => `register.movedBy.${one}`),
  };
}
