import { describe, expect, test } from '@jest/globals';
import { checkUse, readUseInstant } from '../../../domain/certification/use';
import { aCertificate, theRules } from '../../support/cases';
import { refusalBy } from '../../support/refusals';

const rules = theRules();
const arrivedAt = '2026-03-01T12:00:00.000Z';
const certificates = [aCertificate({ issuedOn: '2025-06-01' }), aCertificate({ issuedOn: '2024-03-01' })];

describe('the instant of a use', () => {
  test.each([
    ['2026-03-01T13:00:00+01:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.123456z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T13:00+0100', '2026-03-01T12:00:00.000Z'],
  ])('%s is %s', (text, expected) => expect(readUseInstant(text)).toBe(expected));

  test.each(['2026-03-01T13:00:00', '2026-03-01T13:00', '2026-03-01T13:00:00.000'])('%s lacks its offset', (text) =>
    expect(refusalBy(() => readUseInstant(text))).toBe('offset_missing'),
  );

  test.each(['', 'yesterday', '2026-03-01', '2026-02-30T12:00:00Z', '2026-03-01T25:00:00Z', '01-03-2026 12:00'])(
    '%j does not parse',
    (text) => expect(refusalBy(() => readUseInstant(text))).toBe('invalid_request'),
  );
});

describe('a use', () => {
  test('may be two minutes ahead of the server and no more', () => {
    expect(refusalBy(() => checkUse({ at: '2026-03-01T12:02:00.000Z' }, certificates, arrivedAt, rules))).toBeUndefined();
    expect(refusalBy(() => checkUse({ at: '2026-03-01T12:02:00.001Z' }, certificates, arrivedAt, rules))).toBe('event_in_future');
  });

  test('counts from the first day on which the person had any certificate, earlier on that day too', () => {
    expect(refusalBy(() => checkUse({ at: '2024-02-29T23:00:00.000Z' }, certificates, arrivedAt, rules))).toBeUndefined();
    expect(refusalBy(() => checkUse({ at: '2024-02-29T22:59:59.999Z' }, certificates, arrivedAt, rules))).toBe('event_before_issue');
  });

  test('of somebody without a certificate is not stored', () =>
    expect(refusalBy(() => checkUse({ at: arrivedAt }, [], arrivedAt, rules))).toBe('no_certificate'));
});
