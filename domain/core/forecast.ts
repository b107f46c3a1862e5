import { z } from 'zod';
import { addDays, dayOfWeek, localDay, type Instant, type PlainDate, type Zone } from './calendar';

/** What a forecast counts: deadlines that end, letters that go out, answers that come to grading, certificates that lapse. */
export const forecastKinds = ['deadlines', 'letters', 'gradings', 'lapses'] as const;
export type ForecastKind = (typeof forecastKinds)[number];

/** One week from its Monday, and how much of each kind falls due in it. */
export type ForecastWeek = Readonly<{ weekOn: PlainDate } & Record<ForecastKind, number>>;

export const forecastWeekSchema: z.ZodType<ForecastWeek> = z.strictObject({
  weekOn: z.string().transform((text) => text as PlainDate),
  deadlines: z.number().int(),
  letters: z.number().int(),
  gradings: z.number().int(),
  lapses: z.number().int(),
});

/** The steps of stories that a forecast counts; letters are counted as they go out. */
export const forecastSteps: Readonly<Partial<Record<string, ForecastKind>>> = {
  closeRound: 'deadlines',
  failUncorrected: 'deadlines',
  startGrading: 'gradings',
  recordExpiry: 'lapses',
};

/** The Monday of the local week in which an instant falls. */
export function weekOf(at: Instant, zone: Zone): PlainDate {
  const day = localDay(at, zone);
  return addDays(day, 1 - dayOfWeek(day));
}

/** What falls due in each week between two instants, both included; weeks without anything too. */
export function weeksOf(
  due: readonly Readonly<{ at: Instant; kind: ForecastKind; count: number }>[],
  from: Instant,
  until: Instant,
  zone: Zone,
): ForecastWeek[] {
  const weeks = new Map<PlainDate, Record<ForecastKind, number>>();
  for (let week = weekOf(from, zone); week <= weekOf(until, zone); week = addDays(week, 7))
    weeks.set(week, { deadlines: 0, letters: 0, gradings: 0, lapses: 0 });
  for (const { at, kind, count } of due) {
    const week = weeks.get(weekOf(at, zone));
    if (week && from <= at && at <= until) week[kind] += count;
  }
  return [...weeks].map(([weekOn, counts]) => ({ weekOn, ...counts }));
}

/** The weeks as a file for spreadsheets: UTF-8, semicolons, one line a week. */
export function forecastCsv(weeks: readonly ForecastWeek[]): string {
  return [['week', ...forecastKinds], ...weeks.map((week) => [week.weekOn, ...forecastKinds.map((kind) => String(week[kind]))])]
    .map((cells) => `${cells.join(';')}\n`)
    .join('');
}
