import { dayOfWeek, localDay, yearOf, type PlainDate } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { daysOff } from '../../db/core/rules';
import type { Context } from '../core/context';
import { roundList, type RoundView } from './queries';

/** The rounds of a year, in the order of their numbers. */
export type CalendarYear = Readonly<{ year: number; rounds: readonly RoundView[] }>;

export type RoundCalendar = Readonly<{
  years: readonly CalendarYear[];
  today: PlainDate;
  /** Why nobody works on a day; deadlines stay on it all the same (`domain.md` 1.1). */
  restOn: (day: PlainDate) => 'weekend' | 'dayOff' | undefined;
}>;

/** The rounds of this year and the next; drafts for those who make them. */
export async function roundCalendar(context: Context): Promise<RoundCalendar> {
  const today = localDay(context.receivedAt, zone);
  const off = await daysOff(context.db, 'DK');
  const years: CalendarYear[] = [];
  for (const year of [yearOf(today), yearOf(today) + 1]) years.push({ year, rounds: await roundList(context, { year }) });
  return { years, today, restOn: (day) => (off.has(day) ? 'dayOff' : dayOfWeek(day) > 5 ? 'weekend' : undefined) };
}
