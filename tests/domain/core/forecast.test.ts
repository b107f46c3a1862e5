import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { instantOf } from '../../../domain/core/calendar';
import { forecastCsv, forecastKinds, weekOf, weeksOf } from '../../../domain/core/forecast';

const zone = 'Europe/Copenhagen';

test.each([
  ['2026-03-01T22:59:59.999Z', '2026-02-23'],
  ['2026-03-01T23:00:00.000Z', '2026-03-02'],
  ['2026-03-29T21:59:59.999Z', '2026-03-23'],
  ['2026-03-29T22:00:00.000Z', '2026-03-30'],
  ['2026-12-31T23:30:00.000Z', '2026-12-28'],
] as const)('%s lies in the local week from Monday %s', (at, week) => {
  expect(weekOf(at, zone)).toBe(week);
});

test('weeks without anything are there too, and what lies outside is not counted', () => {
  const weeks = weeksOf(
    [
      { at: '2026-03-01T09:00:00.000Z', kind: 'letters', count: 5 },
      { at: '2026-03-02T09:00:00.000Z', kind: 'letters', count: 2 },
      { at: '2026-03-16T09:00:00.000Z', kind: 'lapses', count: 1 },
      { at: '2026-03-20T09:00:00.001Z', kind: 'lapses', count: 7 },
    ],
    '2026-03-02T09:00:00.000Z',
    '2026-03-20T09:00:00.000Z',
    zone,
  );
  expect(forecastCsv(weeks)).toBe('week;deadlines;letters;gradings;lapses\n2026-03-02;0;2;0;0\n2026-03-09;0;0;0;0\n2026-03-16;0;0;0;1\n');
});

test('nothing within the time is lost or counted twice', () => {
  const from = Date.parse('2026-01-01T00:00:00Z');
  const due = fc.record({
    at: fc.integer({ min: 0, max: 400 * 86_400_000 }).map((ms) => instantOf(from + ms)),
    kind: fc.constantFrom(...forecastKinds),
    count: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(due), (all) => {
      const weeks = weeksOf(all, instantOf(from), instantOf(from + 400 * 86_400_000), zone);
      const counted = weeks.reduce((sum, week) => sum + forecastKinds.reduce((part, kind) => part + week[kind], 0), 0);
      expect(counted).toBe(all.reduce((sum, one) => sum + one.count, 0));
    }),
  );
});
