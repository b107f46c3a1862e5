import { textsOf, type Language, type Texts } from '../../letters/core/catalogue';
import { formatDay, formatDeadline, formatEither, formatInstant, formatMoney } from '../../letters/core/format';

/** How one reader is spoken to: language, zone, and the few ways to write a value. Handed to every component that says something itself. */
export type Locale = Readonly<{
  language: Language;
  zone: string;
  t: Texts;
  /** 'YYYY-MM-DD' -> "15. maj 2026" */
  day: (day: string) => string;
  /** '2026-05-15' -> "15. maj 2026 kl. 23:59", the last minute of a deadline's day */
  deadline: (day: string) => string;
  /** '2026-05-15T21:59:00Z' -> "15. maj 2026 kl. 23:59" */
  instant: (instant: string) => string;
  /** 4000 -> "4.000 kr." */
  money: (amount: number) => string;
  /** ['a', 'b', 'c'] -> "a, b eller c" */
  either: (phrases: readonly string[]) => string;
}>;

export function localeOf(language: Language, zone = 'Europe/Copenhagen'): Locale {
  return {
    language,
    zone,
    t: textsOf(language),
    day: (day) => formatDay(language, day),
    deadline: (day) => formatDeadline(language, day),
    instant: (instant) => formatInstant(language, instant, zone),
    money: (amount) => formatMoney(language, amount),
    either: (phrases) => formatEither(language, phrases),
  };
}
