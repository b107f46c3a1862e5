import { Temporal } from 'temporal-polyfill';
import type { At, Day } from './program';

/** The zone of the certification system (`domain.md` 1.1). */
const zone = 'Europe/Copenhagen';

/** Sunday of Easter by the rule of Gauss in Butcher's form; the dates listed in `domain.md` 1.1 are its examples. */
export function easter(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - moon - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * weekday) / 451);
  const sum = moon + weekday - 7 * late + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** A day from its parts. */
export function dayOf(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** This many days later; earlier when negative. */
export function plusDays(day: Day, days: number): Day {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The same day number so many months later, else the last day of that month (`domain.md` 1.1). */
export function plusMonths(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }, { overflow: 'constrain' }).toString();
}

/** The same day number so many years later, else the last day of that month (`domain.md` 1.1). */
export function plusYears(day: Day, years: number): Day {
  return plusMonths(day, 12 * years);
}

/** From one day to another, in days. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

const daysOff = new Map<number, ReadonlySet<Day>>();

/** Holidays and closing days of a year in Denmark; Store bededag only up to 2023 (`domain.md` 1.1). */
function daysOffIn(year: number): ReadonlySet<Day> {
  const known = daysOff.get(year);
  if (known) return known;
  const sunday = easter(year);
  const movable = [-3, -2, 0, 1, 39, 49, 50, ...(year <= 2023 ? [26] : [])].map((days) => plusDays(sunday, days));
  const fixed = ['01-01', '12-25', '12-26', '06-05', '12-24', '12-31'].map((date) => `${dayOf(year, 1, 1).slice(0, 4)}-${date}`);
  const found = new Set([...movable, ...fixed]);
  daysOff.set(year, found);
  return found;
}

/** Monday to Friday, neither a holiday nor a closing day (`domain.md` 1.1). */
export function isWorkingDay(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !daysOffIn(Number(day.slice(0, 4))).has(day);
}

/** The n-th working day before a day, that day not counted (`domain.md` 1.1); the day itself for 0. */
export function workingDaysBefore(day: Day, count: number): Day {
  let found = day;
  for (let left = count; left > 0;) {
    found = plusDays(found, -1);
    if (isWorkingDay(found)) left -= 1;
  }
  return found;
}

const instants = new Map<string, At>();

/** The instant of a local hour on a day. */
function atHour(day: Day, hour: number): At {
  const key = `${day} ${hour}`;
  const known = instants.get(key);
  if (known) return known;
  const zoned = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) });
  const found = new Date(zoned.epochMilliseconds).toISOString();
  instants.set(key, found);
  return found;
}

/** Local midnight with which a day begins. */
export function startOf(day: Day): At {
  return atHour(day, 0);
}

/** Local midnight after a day: a deadline on that day has passed from then on (`domain.md` 1.1). */
export function passedFrom(day: Day): At {
  return atHour(plusDays(day, 1), 0);
}

/** When sending opens on a day: 09:00 local (`domain.md` 1.3). */
export function sendingOpensOn(day: Day): At {
  return atHour(day, 9);
}

/** The first instant from this one on at which letters are sent: 09:00-22:00 local, 22:00 itself no more (`domain.md` 1.3). */
export function sentFrom(at: At): At {
  const day = localDay(at);
  if (at < sendingOpensOn(day)) return sendingOpensOn(day);
  return at < atHour(day, 22) ? at : sendingOpensOn(plusDays(day, 1));
}

/** What the clocks of the zone show at an instant: comparable as text. */
export function clockAt(at: At): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'millisecond' });
}

const localDays = new Map<At, Day>();

/** The local day of an instant. */
export function localDay(at: At): Day {
  const known = localDays.get(at);
  if (known) return known;
  const found = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
  localDays.set(at, found);
  return found;
}

/** The later of two instants or days. */
export function later(one: string, other: string): string {
  return one > other ? one : other;
}

/** The earlier of two instants or days. */
export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
