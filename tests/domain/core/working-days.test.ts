import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { daysOffOf } from '../../../activities/core/days-off';
import { addDays, dayOfWeek, daysBetween, type PlainDate } from '../../../domain/core/calendar';
import { isWorkingDay, workingDaysAfter, workingDaysBefore } from '../../../domain/core/working-days';

const years = Array.from({ length: 17 }, (_, at) => 2019 + at);

/** Easter Sunday by the anonymous Gregorian computus. */
function easter(year: number): PlainDate {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate;
}

const fromEaster = [-3, -2, 0, 1, 39, 49, 50];
const holidays = {
  DK: (year: number): PlainDate[] =>
    [
      `${year}-01-01`,
      ...[...fromEaster, ...(year <= 2023 ? [26] : [])].map((days) => addDays(easter(year), days)),
      `${year}-12-25`,
      `${year}-12-26`,
    ] as PlainDate[],
  NO: (year: number): PlainDate[] =>
    [
      `${year}-01-01`,
      ...fromEaster.map((days) => addDays(easter(year), days)),
      `${year}-05-01`,
      `${year}-05-17`,
      `${year}-12-25`,
      `${year}-12-26`,
    ] as PlainDate[],
};
const closing = { DK: ['06-05', '12-24', '12-31'], NO: [] as string[] };

test.each([
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2028, '2028-04-16'],
  [2029, '2029-04-01'],
  [2030, '2030-04-21'],
] as const)('Easter Sunday of %i is %s', (year, expected) => {
  expect(easter(year)).toBe(expected);
  expect(daysOffOf('DK', year).map((one) => one.day)).toContain(expected);
});

describe.each(['DK', 'NO'] as const)('the days off in %s', (country) => {
  test.each(years)('of %i are the holidays and closing days of the book, each once, and no others', (year) => {
    const off = daysOffOf(country, year);
    const expected = new Set([...holidays[country](year), ...closing[country].map((day) => `${year}-${day}`)]);
    expect(off.map((one) => one.day).sort()).toEqual([...expected].sort());
    // A closing day that is a holiday too counts as the holiday.
    const closed = off.filter((one) => one.kind === 'closing').map((one) => one.day as string);
    expect(closed).toEqual(
      closing[country].map((day) => `${year}-${day}`).filter((day) => !holidays[country](year).includes(day as PlainDate)),
    );
  });
});

test('Store bededag was a holiday up to 2023 and is none since', () => {
  expect(daysOffOf('DK', 2023).map((one) => one.day)).toContain('2023-05-05');
  expect(daysOffOf('DK', 2024).map((one) => one.day)).not.toContain('2024-04-26');
});

test('two Norwegian holidays share 17 May 2027', () => {
  expect(daysOffOf('NO', 2027).filter((one) => one.day === '2027-05-17')).toHaveLength(1);
});

const off = new Set(years.flatMap((year) => daysOffOf('DK', year).map((one) => one.day)));
const anyDay = fc.integer({ min: 60, max: 5_500 }).map((days) => addDays('2019-06-01', days));

test.each([
  ['2026-02-15', 10, '2026-02-02'],
  ['2026-05-15', 10, '2026-04-30'],
  ['2026-08-15', 10, '2026-08-03'],
  ['2026-11-15', 10, '2026-11-02'],
  // Over Easter, over Christmas, and over 5 June.
  ['2026-04-08', 3, '2026-03-31'],
  ['2027-01-04', 5, '2026-12-22'],
  ['2026-06-08', 1, '2026-06-04'],
] as const)('the working day that lies before %s by %i is %s', (day, count, expected) =>
  expect(workingDaysBefore(day, count, off)).toBe(expected),
);

test('the n-th working day is one, has n working days up to it, and the day itself is not counted', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 40 }), (day, count) => {
      for (const [found, direction] of [
        [workingDaysBefore(day, count, off), -1],
        [workingDaysAfter(day, count, off), 1],
      ] as const) {
        expect(isWorkingDay(found, off)).toBe(true);
        const passed = Array.from({ length: Math.abs(daysBetween(day, found)) }, (_, at) => addDays(day, direction * (at + 1)));
        expect(passed.filter((one) => isWorkingDay(one, off))).toHaveLength(count);
      }
    }),
  );
});

test('no working day falls on a weekend or a day off, and none working days away is the day itself', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      expect(isWorkingDay(day, off)).toBe(dayOfWeek(day) <= 5 && !off.has(day));
      expect(workingDaysBefore(day, 0, off)).toBe(day);
    }),
  );
});
