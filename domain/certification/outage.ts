import { addDays, addDaysAt, daysBetween, localDay, plusMs, type Instant, type PlainDate } from '../core/calendar';
import { refuseUnless } from '../core/errors';
import { zone } from './zone';

/** A time in which nobody could reach the product (`domain.md` 2.6): from an instant until, but not at, another. */
export type OutageSpan = Readonly<{ fromAt: Instant; toAt: Instant }>;
export type Outage = OutageSpan & Readonly<{ outageId: string }>;

/** The longest outage that is believed, in days: anything longer is a slip of the pen, and would move every deadline by it. */
const longestDays = 92;

/** @throws Refusal `value_invalid` for an outage that ends before it begins, or lasts longer than a quarter of a year */
export function checkOutage(outage: OutageSpan): void {
  refuseUnless(outage.fromAt < outage.toAt && outageDays(outage) <= longestDays, 'value_invalid', { toAt: 'value_invalid' });
}

/** The local days that an outage touches; one that ends at midnight does not touch the day that begins then. */
export function daysOfOutage({ fromAt, toAt }: OutageSpan): { first: PlainDate; last: PlainDate } {
  return { first: localDay(fromAt, zone), last: localDay(plusMs(toAt, -1), zone) };
}

/** How long an outage lasted, in whole days rounded up. Counted on the clocks of the zone: a change of summer time is no hour more or less (`domain.md` 1.1, 2.6). */
export function outageDays({ fromAt, toAt }: OutageSpan): number {
  const days = daysBetween(localDay(fromAt, zone), localDay(toAt, zone));
  return Math.max(1, addDaysAt(fromAt, days, zone) >= toAt ? days : days + 1);
}

/** Whether a deadline on `day` is one of the outage's. */
function touches(outage: OutageSpan, day: PlainDate): boolean {
  const { first, last } = daysOfOutage(outage);
  return first <= day && day <= last;
}

/**
 * Where outages leave a deadline that was set to `day` (`domain.md` 2.6). Each outage on that day gives a later one, the latest holds, and a deadline so moved
 * may meet another outage on its new day. Outages of one and the same day move it once: by the longest of them, never by their sum. A function of the set, so
 * the order in which outages are declared cannot matter.
 */
export function afterOutages(day: PlainDate, outages: readonly Outage[]): PlainDate {
  const met = outages.filter((outage) => touches(outage, day));
  if (met.length === 0) return day;
  const rest = outages.filter((outage) => !met.includes(outage));
  return met.map((outage) => afterOutages(addDays(day, outageDays(outage)), rest)).reduce((a, b) => (a > b ? a : b));
}

/** A deadline with the day it was set to before outages moved it; `null` when none has. */
export type MovedDay = Readonly<{ on: PlainDate; baseOn: PlainDate | null }>;

/**
 * What a newly declared outage makes of a deadline; `undefined` when it does not move it. Only what this outage itself adds counts: a deadline that somebody
 * set, knowing of earlier outages, stays where it was set.
 */
export function movedByOutage(deadline: MovedDay, outage: Outage, others: readonly Outage[]): MovedDay | undefined {
  const baseOn = deadline.baseOn ?? deadline.on;
  const on = afterOutages(baseOn, [...others, outage]);
  return on > deadline.on && on > afterOutages(baseOn, others) ? { on, baseOn } : undefined;
}
