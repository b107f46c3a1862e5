import { daysBetween, type PlainDate } from '../../domain/core/calendar';
import { localeNameOf, textsOf, type Language } from './catalogue';

/** A calendar day as people write it: "15. maj 2026", "15. mai 2026", "15 May 2026". */
export function formatDay(language: Language, day: string): string {
  // Midnight UTC shown in UTC: a day without a zone must not slip to its neighbour.
  return dayFormat(language, 'UTC').format(utcOf(day));
}

/** A calendar day with its weekday: "fredag den 15. maj 2026". */
export function formatLongDay(language: Language, day: string): string {
  return longDayFormat(language).format(utcOf(day));
}

/** An instant as the clock on the wall of a zone showed it: "15. maj 2026 kl. 23:59". */
export function formatInstant(language: Language, instant: string, zone: string): string {
  const at = new Date(instant);
  return textsOf(language)('core.time.dayAndTime', { day: dayFormat(language, zone).format(at), time: timeIn(at, zone) });
}

/** The time of day of an instant in a zone: "23:59", with a colon in every language because deadlines are written so. */
export function formatTime(instant: string, zone: string): string {
  return timeIn(new Date(instant), zone);
}

/** An amount of money, øre only when there are any: "4.000 kr.". */
export function formatMoney(language: Language, amount: number, currency = 'DKK'): string {
  return moneyFormat(language, currency).format(amount);
}

/** The last minute of a deadline's day, which is how a deadline is told to people: "15. maj 2026 kl. 23:59". */
export function formatDeadline(language: Language, day: string): string {
  return textsOf(language)('core.time.dayAndTime', { day: formatDay(language, day), time: '23:59' });
}

/** Phrases of which any one will do: "en aflevering, en flyttet frist eller en aflysning". */
export function formatEither(language: Language, phrases: readonly string[]): string {
  return eitherFormat(language).format(phrases);
}

/** How long a last day is away, as a phrase: "3 dage tilbage", "sidste dag er i dag", "fristen er overskredet med 2 dage". */
export function daysLeft(language: Language, today: PlainDate, lastDay: PlainDate): string {
  const days = daysBetween(today, lastDay);
  const t = textsOf(language);
  return days < 0 ? t('core.time.daysOver', { days: -days }) : t('core.time.daysLeft', { days });
}

function utcOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function timeIn(at: Date, timeZone: string): string {
  return timeFormat(timeZone).format(at);
}

/** Made once each: making one costs a hundred times what using it does, and ten thousand letters may be written in one request. */
function madeOnce<W extends readonly string[], F>(make: (...words: W) => F): (...words: W) => F {
  const made = new Map<string, F>();
  return (...words) => {
    const key = words.join(' ');
    const format = made.get(key) ?? make(...words);
    made.set(key, format);
    return format;
  };
}

const dayFormat = madeOnce(
  (language: Language, timeZone: string) =>
    new Intl.DateTimeFormat(localeNameOf(language), { day: 'numeric', month: 'long', year: 'numeric', timeZone }),
);
const longDayFormat = madeOnce(
  (language: Language) =>
    new Intl.DateTimeFormat(localeNameOf(language), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
);
const timeFormat = madeOnce(
  (timeZone: string) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }),
);
const moneyFormat = madeOnce(
  (language: Language, currency: string) =>
    new Intl.NumberFormat(localeNameOf(language), { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }),
);
const eitherFormat = madeOnce((language: Language) => new Intl.ListFormat(localeNameOf(language), { type: 'disjunction' }));
