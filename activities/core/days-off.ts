import Holidays from 'date-holidays';
import type { PlainDate } from '../../domain/core/calendar';

/** Danish closing days beside the holidays (`domain.md` 1.1, D). Norway has none. */
const closingDays = { DK: ['06-05', '12-24', '12-31'], NO: [] } as const;

type DayOff = Readonly<{ day: PlainDate; name: string; kind: 'holiday' | 'closing' }>;

/** Reckoning a year takes milliseconds, every night asks for the same ones, and a rehearsal lives through a thousand nights in minutes. */
const known = new Map<string, readonly DayOff[]>();

/** The days off of a country in a year: public holidays, and closing days (`domain.md` 1.1). */
export function daysOffOf(country: 'DK' | 'NO', year: number): readonly DayOff[] {
  const key = `${country} ${year}`;
  const found = known.get(key) ?? reckoned(country, year);
  known.set(key, found);
  return found;
}

function reckoned(country: 'DK' | 'NO', year: number): readonly DayOff[] {
  const calendar = new Holidays(country, { types: ['public'] });
  const holidays = calendar
    .getHolidays(year)
    .map((one) => ({ day: one.date.slice(0, 10) as PlainDate, name: one.name, kind: 'holiday' as const }));
  const closing = closingDays[country].map((monthDay) => ({
    day: `${year}-${monthDay}` as PlainDate,
    name: monthDay,
    kind: 'closing' as const,
  }));
  const seen = new Set<string>();
  // Two holidays may share a day (17 May 2027 in Norway).
  return [...holidays, ...closing].filter(({ day }) => !seen.has(day) && seen.add(day));
}
