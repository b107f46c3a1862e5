import { Temporal } from 'temporal-polyfill/implementation';

/** A calendar day, `YYYY-MM-DD`. Compares as text. */
export type PlainDate = `${number}-${number}-${number}`;
/** An instant in UTC with milliseconds, `2026-05-15T21:59:59.999Z`. Compares as text. */
export type Instant = `${string}T${string}Z`;
/** The zones in which our deadlines are days (`domain.md` 1.1). */
export type Zone = 'Europe/Copenhagen' | 'Europe/Oslo';

/** The instant of a `Date` or of milliseconds since the epoch. */
export function instantOf(time: Date | number): Instant {
  return new Date(time).toISOString() as Instant;
}

/**
 * The years that a day or an instant from outside may lie in. Anything else is a typing mistake; and what is added to a day of these years keeps a year of
 * four digits, without which days would no longer compare as text.
 */
const years = { first: '1800', last: '2999' } as const;
const withinYears = <T extends string>(text: T): T | undefined =>
  years.first <= text.slice(0, 4) && text.slice(0, 4) <= years.last ? text : undefined;

/** Reads an instant that carries an offset or `Z`; a fraction finer than a millisecond is cut. `undefined` when it is none. */
export function parseInstant(text: string): Instant | undefined {
  // What nearly everybody writes is read by the engine, which takes a twentieth of the time; everything else, and all doubt, is Temporal's.
  if (commonInstant.test(text) && isOnClock(text.slice(0, 19))) return withinYears(instantOf(Date.parse(text)));
  try {
    return withinYears(instantOf(Temporal.Instant.from(text).epochMilliseconds));
  } catch {
    return undefined;
  }
}

const commonInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Whether there is such a day and time: the engine would carry 30 February over into March. */
function isOnClock(dayAndTime: string): boolean {
  const ms = Date.parse(`${dayAndTime}Z`);
  return !Number.isNaN(ms) && instantOf(ms).startsWith(dayAndTime);
}

/** Reads a day; `undefined` when there is no such day. */
export function parseDay(text: string): PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return withinYears(Temporal.PlainDate.from(text).toString() as PlainDate);
  } catch {
    return undefined;
  }
}

// Days alone know no zone, and a day's arithmetic is asked for by the hundred thousand: reckoned on the calendar of UTC, in which every day has 24 hours.
const dayMs = 86_400_000;
const partsOf = (day: PlainDate): [year: number, month: number, date: number] => [
  Number(day.slice(0, 4)),
  Number(day.slice(5, 7)),
  Number(day.slice(8, 10)),
];
const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
/** The day of parts of which month and date may lie beyond their year or month. */
const dayOfParts = (year: number, month: number, date: number): PlainDate => {
  // Every month has these days: then there is nothing to carry over.
  if (date >= 1 && date <= 28 && month >= 1 && month <= 12) return `${year}-${twoDigits(month)}-${twoDigits(date)}` as PlainDate;
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10) as PlainDate;
};
const epochMs = (day: PlainDate): number => {
  const [year, month, date] = partsOf(day);
  return Date.UTC(year, month - 1, date);
};

export function addDays(day: PlainDate, days: number): PlainDate {
  const [year, month, date] = partsOf(day);
  return dayOfParts(year, month, date + days);
}

/** The same day number `months` later, or the month's last day when it does not exist (`domain.md` 1.1). */
export function addMonths(day: PlainDate, months: number): PlainDate {
  const [givenYear, givenMonth, date] = partsOf(day);
  const index = givenMonth - 1 + months;
  const [year, month] = [givenYear + Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  const lastOfMonth = date <= 28 ? date : new Date(Date.UTC(year, month, 0)).getUTCDate();
  return dayOfParts(year, month, Math.min(date, lastOfMonth));
}

/** The same day `years` later; 29 February becomes the 28th where it must (`domain.md` 1.1). */
export function addYears(day: PlainDate, years: number): PlainDate {
  return addMonths(day, 12 * years);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return (epochMs(to) - epochMs(from)) / dayMs;
}

/** 1 = Monday … 7 = Sunday. */
export function dayOfWeek(day: PlainDate): number {
  return new Date(epochMs(day)).getUTCDay() || 7;
}

export function yearOf(day: PlainDate): number {
  return Number(day.slice(0, 4));
}

/** The wall-clock time `hour:00` of a day in a zone, as an instant; moved forward where summer time skips it. */
export function atHour(day: PlainDate, hour: number, zone: Zone): Instant {
  return known(`${day}@${hour}${zone}`, () => {
    const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) });
    return instantOf(at.epochMilliseconds);
  });
}
// The same few days are asked for again and again while agendas are computed; zone arithmetic is a hundred times dearer than this map.
const hours = new Map<string, Instant>();
function known(key: string, reckon: () => Instant): Instant {
  const before = hours.get(key);
  if (before) return before;
  const instant = reckon();
  if (hours.size > 5_000) hours.clear();
  hours.set(key, instant);
  return instant;
}

/** The first instant of a day in a zone. */
export function startOfDay(day: PlainDate, zone: Zone): Instant {
  return atHour(day, 0, zone);
}

/** The instant at which a deadline on `day` has passed: the first of the next local day (`domain.md` 1.1). */
export function endOfDay(day: PlainDate, zone: Zone): Instant {
  return known(`${day}@24${zone}`, () => startOfDay(addDays(day, 1), zone));
}

/** Whether something received at `receivedAt` met a deadline on `day`: 23:59:59.999 did, 00:00:00.000 did not (`domain.md` 1.1). */
export function inTime(receivedAt: Instant, day: PlainDate, zone: Zone): boolean {
  return receivedAt < endOfDay(day, zone);
}

/** The local day on which an instant falls. All our zones lie east of Greenwich: it is the day of UTC, or the next one from its midnight on. */
export function localDay(instant: Instant, zone: Zone): PlainDate {
  const day = instant.slice(0, 10) as PlainDate;
  return instant < endOfDay(day, zone) ? day : addDays(day, 1);
}

/** The same time of day `days` later on the clocks of a zone: 23 or 25 hours on where summer time begins or ends. */
export function addDaysAt(instant: Instant, days: number, zone: Zone): Instant {
  return instantOf(Temporal.Instant.from(instant).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds);
}

/** The local hour, 0 to 23. */
export function localHour(instant: Instant, zone: Zone): number {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).hour;
}

export function plusMinutes(instant: Instant, minutes: number): Instant {
  return instantOf(Date.parse(instant) + minutes * 60_000);
}

export function plusMs(instant: Instant, ms: number): Instant {
  return instantOf(Date.parse(instant) + ms);
}

export function latest(...instants: readonly Instant[]): Instant {
  return instants.reduce((a, b) => (a > b ? a : b));
}

export function earliest(...instants: readonly Instant[]): Instant {
  return instants.reduce((a, b) => (a < b ? a : b));
}
