import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import {
  addDays,
  addMonths,
  addYears,
  atHour,
  dayOfWeek,
  daysBetween,
  earliest,
  endOfDay,
  inTime,
  instantOf,
  latest,
  localDay,
  localHour,
  parseDay,
  parseInstant,
  plusMinutes,
  plusMs,
  startOfDay,
  type PlainDate,
  type Zone,
} from '../../../domain/core/calendar';

const zones: readonly Zone[] = ['Europe/Copenhagen', 'Europe/Oslo'];
const anyDay = fc
  .integer({ min: 0, max: 60_000 })
  .map((days) => new Date(Date.UTC(1990, 0, 1) + days * 86_400_000).toISOString().slice(0, 10) as PlainDate);

describe.each(zones)('a deadline in %s', (zone) => {
  test.each([
    ['2026-02-15', '2026-02-15T22:59:59.999Z', '2026-02-15T23:00:00.000Z'],
    ['2026-05-15', '2026-05-15T21:59:59.999Z', '2026-05-15T22:00:00.000Z'],
    // The night before summer time begins, its first day, and the last day of summer time with its 25 hours.
    ['2026-03-28', '2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00.000Z'],
    ['2024-02-29', '2024-02-29T22:59:59.999Z', '2024-02-29T23:00:00.000Z'],
    ['2026-12-31', '2026-12-31T22:59:59.999Z', '2026-12-31T23:00:00.000Z'],
  ] as const)('on %s is met at 23:59:59.999 and missed at 00:00:00.000', (day, last, tooLate) => {
    expect(inTime(last, day, zone)).toBe(true);
    expect(inTime(tooLate, day, zone)).toBe(false);
    expect(endOfDay(day, zone)).toBe(tooLate);
  });

  test('is met the day before and missed the day after', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 23 }), (day, hour) => {
        expect(inTime(atHour(addDays(day, -1), hour, zone), day, zone)).toBe(true);
        expect(inTime(atHour(addDays(day, 1), hour, zone), day, zone)).toBe(false);
      }),
    );
  });

  test('is met by exactly the instants of its day and before, whatever summer time does', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -200_000_000, max: 200_000_000 }), (day, ms) => {
        const at = plusMs(startOfDay(day, zone), ms);
        expect(inTime(at, day, zone)).toBe(localDay(at, zone) <= day);
      }),
    );
  });

  test('belongs to a day of 23, 24 or 25 hours, and the next one begins where it ends', () => {
    const hours = (day: PlainDate): number => (Date.parse(endOfDay(day, zone)) - Date.parse(startOfDay(day, zone))) / 3_600_000;
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-03-28')).toBe(24);
    fc.assert(fc.property(anyDay, (day) => expect(startOfDay(addDays(day, 1), zone)).toBe(endOfDay(day, zone))));
  });

  test('at an hour that summer time skips lies an hour later, and at one it repeats the first time round', () => {
    expect(atHour('2026-03-29', 2, zone)).toBe('2026-03-29T01:00:00.000Z');
    expect(localHour(atHour('2026-03-29', 2, zone), zone)).toBe(3);
    expect(atHour('2026-10-25', 2, zone)).toBe('2026-10-25T00:00:00.000Z');
    expect(atHour('2026-10-25', 3, zone)).toBe('2026-10-25T02:00:00.000Z');
  });

  test('holds the instants that Temporal says it holds', () => {
    const instant = fc.date({ min: new Date('1850-01-01'), max: new Date('2150-01-01'), noInvalidDate: true }).map(instantOf);
    fc.assert(
      fc.property(instant, (at) => {
        expect(localDay(at, zone)).toBe(Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString());
      }),
    );
  });

  test('nine in the morning is nine in the morning on every day of the year', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const at = atHour(day, 9, zone);
        expect([localDay(at, zone), localHour(at, zone)]).toEqual([day, 9]);
      }),
    );
  });
});

describe('adding to a day', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-03-31', 1, '2026-04-30'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
  ] as const)('%s and %i months is %s', (day, months, expected) => expect(addMonths(day, months)).toBe(expected));

  test.each([
    ['2024-02-29', 2, '2026-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2024-03-01', 2, '2026-03-01'],
    ['2023-02-28', 1, '2024-02-28'],
  ] as const)('%s and %i years is %s', (day, years, expected) => expect(addYears(day, years)).toBe(expected));

  test('a month keeps the day number or gives the last day of its month', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 240 }), (day, months) => {
        const later = addMonths(day, months);
        const lastOfMonth = addDays(addMonths(`${later.slice(0, 7)}-01` as PlainDate, 1), -1);
        expect(later.slice(8) === day.slice(8) || (later === lastOfMonth && later.slice(8) < day.slice(8))).toBe(true);
        expect(Number(later.slice(0, 4)) * 12 + Number(later.slice(5, 7))).toBe(
          Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) + months,
        );
      }),
    );
  });

  test('days there and back is the same day, and the days between are counted', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5_000, max: 5_000 }), (day, days) => {
        expect(addDays(addDays(day, days), -days)).toBe(day);
        expect(daysBetween(day, addDays(day, days))).toBe(days);
      }),
    );
  });

  test('gives the very day that the calendar of the platform gives', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.integer({ min: -9_000, max: 9_000 }), (day, other, count) => {
        const plain = Temporal.PlainDate.from(day);
        expect(addDays(day, count)).toBe(plain.add({ days: count }).toString());
        expect(addMonths(day, count % 600)).toBe(plain.add({ months: count % 600 }).toString());
        expect(addYears(day, count % 50)).toBe(plain.add({ years: count % 50 }).toString());
        expect(daysBetween(day, other)).toBe(plain.until(other, { largestUnit: 'days' }).days);
        expect(dayOfWeek(day)).toBe(plain.dayOfWeek);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a week is seven days, across summer time too', () => {
    expect(addDays('2026-03-25', 7)).toBe('2026-04-01');
    expect(dayOfWeek('2026-04-01')).toBe(dayOfWeek('2026-03-25'));
    expect(dayOfWeek('2026-05-15')).toBe(5);
  });
});

describe('reading', () => {
  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', '', ' 2026-01-01', '２026-01-01'])(
    '"%s" is no day',
    (text) => expect(parseDay(text)).toBeUndefined(),
  );

  test.each(['0000-01-01', '0001-01-01', '1799-12-31', '9999-12-31', '3000-01-01'])(
    'the typing mistake %s is no day of ours: what is added to a day must stay one that compares as text',
    (text) => expect(parseDay(text)).toBeUndefined(),
  );

  test.each(['2024-02-29', '1858-01-01', '2099-12-31'])('%s is a day', (text) => expect(parseDay(text)).toBe(text));

  test.each([
    ['2026-05-15T23:59:59.999+02:00', '2026-05-15T21:59:59.999Z'],
    ['2026-05-15T21:59:59.9999999Z', '2026-05-15T21:59:59.999Z'],
    ['2026-05-15T21:59Z', '2026-05-15T21:59:00.000Z'],
    ['2026-05-15T14:29:59.5-07:30', '2026-05-15T21:59:59.500Z'],
  ])('the instant %s is %s', (text, expected) => expect(parseInstant(text)).toBe(expected));

  test.each([
    '2026-05-15T21:59:59',
    '2026-05-15',
    'now',
    '',
    '2026-05-15T25:00Z',
    '2026-02-30T12:00:00Z',
    '2026-05-15T24:00:00Z',
    '2026-05-15T12:00:00+24:00',
    '+275760-01-01T00:00Z',
    '-000001-01-01T00:00Z',
    '0001-01-01T00:00Z',
  ])('"%s" is no instant', (text) => expect(parseInstant(text)).toBeUndefined());
});

test('instants compare as text as they do as time', () => {
  const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }).map(instantOf);
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(a < b).toBe(Date.parse(a) < Date.parse(b));
      expect(latest(a, b)).toBe(instantOf(Math.max(Date.parse(a), Date.parse(b))));
      expect(earliest(a, b)).toBe(instantOf(Math.min(Date.parse(a), Date.parse(b))));
      expect(parseInstant(a)).toBe(a);
    }),
  );
  expect(plusMinutes('2026-05-15T21:59:00.000Z', 6)).toBe('2026-05-15T22:05:00.000Z');
});
