import type { At, Day } from '../model/program';
import { localDay, plusDays, plusMonths, startOf } from '../model/time';
import { missing, statusOf } from './fields';
import { openTask, settleTask, today, type Participation, type World } from './state';

/** Something that a story does by itself: when, on which occasion, and what. */
export type Event = Readonly<{ at: At; happen: () => void }>;

const caseOf = ({ ref }: Participation): string => `participation ${ref}`;
const endOf = ({ fields }: Participation): Day | null => fields['endOn'] as Day | null;
const startDay = ({ fields }: Participation): Day => fields['startOn'] as Day;

/** From the day after the start and so many months a length is passed (`domain.md` 6.5). */
const passedOn = (one: Participation, months: number): Day => plusDays(plusMonths(startDay(one), months), 1);

/** The longest length that is passed today, or was on the last day; `null` for none. */
export function lengthPassed(world: World, one: Participation): number | null {
  const end = endOf(one);
  const last = end !== null && end < today(world) ? end : today(world);
  const passed = one.rules['register.lengthWarningMonths'].filter((months) => passedOn(one, months) <= last);
  return passed.length > 0 ? Math.max(...passed) : null;
}

/** When all that is planned is over: the last day of activities and extensions, none while one goes on. */
function plannedEnd(one: Participation): Day | null {
  const days = one.entries.filter(({ kind, removed }) => !removed && (kind === 'activity' || kind === 'extension')).map(({ fields }) => fields.toOn as Day | null);
  return days.length === 0 || days.includes(null) ? null : (days as Day[]).toSorted().at(-1)!;
} // prettier-ignore

/** What a record asks of its municipality by itself, unless it is discharged (readings T1 to T4). */
export function participationEvents(world: World, one: Participation): readonly Event[] {
  if (one.dischargedAt !== null) return [];
  const end = endOf(one);
  const events: Event[] = [];
  const on = (day: Day, occasion: string, happen: () => void): void => {
    if (!one.done.has(occasion)) events.push({ at: startOf(day), happen: () => { one.done.add(occasion); happen(); } });
  }; // prettier-ignore
  const asks = (what: string) => () => openTask(world, caseOf(one), 'municipality_user', what);
  for (const months of one.rules['register.lengthWarningMonths']) {
    const day = passedOn(one, months);
    if (end === null || day <= end) on(day, `length ${months} ${startDay(one)}`, asks('programme_length'));
  }
  const planned = plannedEnd(one);
  if (planned !== null && end === null && statusOf(one) !== 'registering') on(plusDays(planned, one.rules['register.missedEndDays']), `end missed ${planned}`, asks('end_date_missing'));
  if (end !== null) on(plusDays(end, one.rules['register.undischargedDays']), `undischarged ${end}`, asks('discharge_missing'));
  const registered = localDay(one.createdAt);
  const from = registered > startDay(one) ? registered : startDay(one);
  if (missing(one, 'report').length > 0) on(plusDays(from, one.rules['register.missingFieldsDays']), `fields ${from}`, asks('fields_missing'));
  return events;
} // prettier-ignore

/** Tasks are settled by the facts they ask for. */
export function settleByFacts(world: World, one: Participation): void {
  const over = one.dischargedAt !== null;
  const [end, planned] = [endOf(one), plannedEnd(one)];
  const settled: Readonly<Record<string, boolean>> = {
    fields_missing: over || missing(one, 'report').length === 0,
    end_date_missing: over || end !== null || planned === null || planned >= today(world),
    discharge_missing: over || end === null || end > today(world),
    programme_length: over || end !== null || lengthPassed(world, one) === null,
  };
  for (const [what, is] of Object.entries(settled)) if (is) settleTask(world, caseOf(one), what);
}
