import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { instantOf, localDay, localHour } from '../../../domain/core/calendar';
import { sendingOpens, withinMessageHours } from '../../../domain/core/message-hours';
import { sharedRules } from '../../../domain/core/rules';

const hours = { opens: 9, closes: 22 };
const zone = 'Europe/Copenhagen';

test.each([
  ['2026-05-15T06:59:59.999Z', '2026-05-15T07:00:00.000Z'],
  ['2026-05-15T07:00:00.000Z', '2026-05-15T07:00:00.000Z'],
  ['2026-05-15T12:34:56.789Z', '2026-05-15T12:34:56.789Z'],
  ['2026-05-15T19:59:59.999Z', '2026-05-15T19:59:59.999Z'],
  ['2026-05-15T20:00:00.000Z', '2026-05-16T07:00:00.000Z'],
  ['2026-05-15T22:00:00.000Z', '2026-05-16T07:00:00.000Z'],
  // Over the nights in which summer time begins and ends.
  ['2026-03-28T22:00:00.000Z', '2026-03-29T07:00:00.000Z'],
  ['2026-10-24T21:00:00.000Z', '2026-10-25T08:00:00.000Z'],
] as const)('what is written at %s goes at %s', (at, expected) => expect(withinMessageHours(at, hours, zone)).toBe(expected));

test('a letter never goes before it is written, never outside the hours, and at once within them', () => {
  const instant = fc.date({ min: new Date('2019-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }).map(instantOf);
  fc.assert(
    fc.property(instant, (at) => {
      const goes = withinMessageHours(at, hours, zone);
      expect(goes >= at).toBe(true);
      expect(localHour(goes, zone)).toBeGreaterThanOrEqual(9);
      expect(localHour(goes, zone)).toBeLessThan(22);
      const within = localHour(at, zone) >= 9 && localHour(at, zone) < 22;
      expect(goes).toBe(within ? at : sendingOpens(localDay(goes, zone), hours, zone));
    }),
  );
});

test('hours that would never open cannot be set', () => {
  const { schema } = sharedRules.messageHours;
  for (const good of [hours, { opens: 0, closes: 24 }, { opens: 8, closes: 9 }]) expect(schema.safeParse(good).success).toBe(true);
  for (const bad of [
    { opens: 22, closes: 9 },
    { opens: 9, closes: 9 },
    { opens: 24, closes: 24 },
    { opens: 9.5, closes: 22 },
    { opens: -1, closes: 3 },
    { opens: 9 },
  ])
    expect(schema.safeParse(bad).success).toBe(false);
});
