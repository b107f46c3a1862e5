import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, addDaysAt, endOfDay, plusMs, startOfDay, type Instant, type PlainDate } from '../../../domain/core/calendar';
import { afterOutages, checkOutage, daysOfOutage, movedByOutage, outageDays, type Outage } from '../../../domain/certification/outage';
import { zone } from '../../../domain/certification/zone';
import { refusalBy } from '../../support/refusals';

const outage = (fromAt: string, toAt: string, outageId = 'o'): Outage => ({
  outageId,
  fromAt: new Date(fromAt).toISOString() as Instant,
  toAt: new Date(toAt).toISOString() as Instant,
});

describe('the days and the length of an outage', () => {
  test.each([
    ['an hour', '2026-05-15T10:00+02:00', '2026-05-15T11:00+02:00', '2026-05-15', '2026-05-15', 1],
    ['a millisecond', '2026-05-15T10:00:00.000+02:00', '2026-05-15T10:00:00.001+02:00', '2026-05-15', '2026-05-15', 1],
    ['a day to the minute', '2026-05-15T10:00+02:00', '2026-05-16T10:00+02:00', '2026-05-15', '2026-05-16', 1],
    ['a day and a millisecond', '2026-05-15T10:00:00.000+02:00', '2026-05-16T10:00:00.001+02:00', '2026-05-15', '2026-05-16', 2],
    ['until midnight', '2026-05-15T10:00+02:00', '2026-05-16T00:00+02:00', '2026-05-15', '2026-05-15', 1],
    ['a millisecond past midnight', '2026-05-15T10:00:00+02:00', '2026-05-16T00:00:00.001+02:00', '2026-05-15', '2026-05-16', 1],
    ['over the day of 23 hours', '2026-03-28T12:00+01:00', '2026-03-29T12:00+02:00', '2026-03-28', '2026-03-29', 1],
    ['over the day of 25 hours', '2026-10-24T12:00+02:00', '2026-10-25T12:00+01:00', '2026-10-24', '2026-10-25', 1],
    ['the whole day of 25 hours', '2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00', '2026-10-25', '2026-10-25', 1],
    ['over 29 February', '2028-02-28T22:00+01:00', '2028-03-01T02:00+01:00', '2028-02-28', '2028-03-01', 2],
    ['three days and a half', '2026-05-12T00:00+02:00', '2026-05-15T12:00+02:00', '2026-05-12', '2026-05-15', 4],
  ] as const)('%s', (_what, from, to, first, last, days) => {
    expect(daysOfOutage(outage(from, to))).toEqual({ first, last });
    expect(outageDays(outage(from, to))).toBe(days);
  });

  test('it must end after it began, and not last longer than a quarter of a year', () => {
    expect(refusalBy(() => checkOutage(outage('2026-05-15T10:00Z', '2026-05-15T10:00Z')))).toBe('value_invalid');
    expect(refusalBy(() => checkOutage(outage('2026-05-15T10:00Z', '2026-05-15T09:59Z')))).toBe('value_invalid');
    expect(refusalBy(() => checkOutage(outage('2026-01-01T00:00+01:00', '2026-04-03T00:00+02:00')))).toBeUndefined();
    expect(refusalBy(() => checkOutage(outage('2026-01-01T00:00+01:00', '2026-04-03T00:01+02:00')))).toBe('value_invalid');
  });
});

describe('a deadline', () => {
  const one = outage('2026-05-15T10:00+02:00', '2026-05-15T11:00+02:00', 'one');
  const deadline = (outages: readonly Outage[], day: PlainDate = '2026-05-15'): PlainDate => afterOutages(day, outages);

  test('on the day moves by the length, one the day before or after does not', () => {
    expect(deadline([one])).toBe('2026-05-16');
    expect(deadline([one], '2026-05-14')).toBe('2026-05-14');
    expect(deadline([one], '2026-05-16')).toBe('2026-05-16');
  });
  test('is concerned to the millisecond: what ends as its day begins, or begins as it ends, is none of its', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2028-02-29'] as const) {
      const [begins, ends] = [startOfDay(day, zone), endOfDay(day, zone)];
      const before = (ms: number): Outage => ({ outageId: 'b', fromAt: plusMs(begins, -3_600_000), toAt: plusMs(begins, ms) });
      const after = (ms: number): Outage => ({ outageId: 'a', fromAt: plusMs(ends, ms), toAt: plusMs(ends, 3_600_000) });
      expect([-1, 0, 1].map((ms) => deadline([before(ms)], day))).toEqual([day, day, addDays(day, 1)]);
      expect([-1, 0, 1].map((ms) => deadline([after(ms)], day))).toEqual([addDays(day, 1), day, day]);
    }
  });
  test('of several outages on its day moves once, by the longest', () => {
    const again = outage('2026-05-15T14:00+02:00', '2026-05-15T15:00+02:00', 'again');
    const longer = outage('2026-05-15T09:00+02:00', '2026-05-17T08:00+02:00', 'longer');
    expect(deadline([one, again])).toBe('2026-05-16');
    expect(deadline([one, longer])).toBe('2026-05-17');
    expect(deadline([longer, one])).toBe('2026-05-17');
  });
  test('that was moved onto the day of another outage moves once more', () =>
    expect(deadline([one, outage('2026-05-16T10:00+02:00', '2026-05-16T12:00+02:00', 'next')])).toBe('2026-05-17'));
  test('is not moved again by the outage that moved it', () =>
    expect(deadline([outage('2026-05-14T10:00+02:00', '2026-05-16T10:00+02:00')], '2026-05-14')).toBe('2026-05-16'));

  const someOutage = fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 100 }), fc.uuid())
    .map(([hour, hours, outageId]): Outage => {
      const fromAt = plusMs(startOfDay('2026-03-25', zone), hour * 3_600_000);
      return { outageId, fromAt, toAt: plusMs(fromAt, hours * 3_600_000) };
    });
  const some = fc.array(someOutage, { maxLength: 6 });
  const day = fc.integer({ min: -2, max: 12 }).map((days) => addDays('2026-03-25', days));

  test('comes to the same day in whatever order outages are declared, and never to an earlier one', () => {
    fc.assert(
      fc.property(day, some, fc.func(fc.integer()), (on, outages, by) => {
        const shuffled = outages.toSorted((a, b) => by(a.outageId) - by(b.outageId));
        expect(afterOutages(on, shuffled)).toBe(afterOutages(on, outages));
        expect(afterOutages(on, outages) >= on).toBe(true);
      }),
    );
  });
  test('one more outage never makes it earlier, and one declared after the other comes to what all at once come to', () => {
    fc.assert(
      fc.property(day, some, (on, outages) => {
        let present = { on, baseOn: null as PlainDate | null };
        for (const [at, next] of outages.entries()) {
          const moved = movedByOutage(present, next, outages.slice(0, at)) ?? present;
          expect(moved.on >= present.on).toBe(true);
          present = moved;
        }
        expect(present.on).toBe(afterOutages(on, outages));
      }),
    );
  });
  test('has as many days more as the outage lasted, whatever summer time does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 1, max: 20 }), (start, days) => {
        const fromAt = plusMs(startOfDay(addDays('2026-01-01', start), zone), 12 * 3_600_000);
        expect(outageDays({ fromAt, toAt: addDaysAt(fromAt, days, zone) })).toBe(days);
      }),
    );
  });
});
