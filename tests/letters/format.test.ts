import { expect, test } from '@jest/globals';

import { daysLeft, formatDay, formatDeadline, formatEither, formatInstant, formatLongDay, formatMoney } from '../../letters/core/format';

test('days are written as each language writes them', () => {
  expect(formatDay('da', '2026-05-15')).toBe('15. maj 2026');
  expect(formatDay('nb', '2026-05-15')).toBe('15. mai 2026');
  expect(formatDay('en', '2026-05-15')).toBe('15 May 2026');
  expect(formatLongDay('da', '2026-05-15')).toContain('fredag');
});

test('a deadline is told as the last minute of its day', () => {
  expect(formatDeadline('da', '2026-05-15')).toBe('15. maj 2026 kl. 23:59');
  expect(formatDeadline('en', '2026-05-15')).toBe('15 May 2026 at 23:59');
});

test('instants are shown on the local clock, in summer and in winter', () => {
  expect(formatInstant('da', '2026-05-15T21:59:59.999Z', 'Europe/Copenhagen')).toBe('15. maj 2026 kl. 23:59');
  expect(formatInstant('nb', '2026-01-15T22:59:00.000Z', 'Europe/Oslo')).toBe('15. januar 2026 kl. 23:59');
  expect(formatInstant('da', '2026-05-15T22:00:00.000Z', 'Europe/Copenhagen')).toBe('16. maj 2026 kl. 00:00');
});

test('money shows øre only when there are any', () => {
  expect(formatMoney('da', 4000).replace(/\s/g, ' ')).toBe('4.000 kr.');
  expect(formatMoney('da', 4000.5).replace(/\s/g, ' ')).toBe('4.000,50 kr.');
});

test('days left count down to the last day and then count what is over', () => {
  expect(daysLeft('da', '2026-05-01', '2026-05-15')).toBe('14 dage tilbage');
  expect(daysLeft('da', '2026-05-14', '2026-05-15')).toBe('1 dag tilbage');
  expect(daysLeft('da', '2026-05-15', '2026-05-15')).toBe('sidste dag er i dag');
  expect(daysLeft('nb', '2026-05-17', '2026-05-15')).toBe('fristen er overskredet med 2 dager');
});

test('phrases of which one will do are joined by or', () => {
  expect(formatEither('da', ['en aflevering', 'en flyttet frist'])).toBe('en aflevering eller en flyttet frist');
});
