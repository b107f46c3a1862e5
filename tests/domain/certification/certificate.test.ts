import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dueAt, nothingSettled } from '../../../domain/core/agenda';
import { addDays, addYears, type PlainDate } from '../../../domain/core/calendar';
import {
  certificateAgenda,
  certificateIsOver,
  certificateReminders,
  expiresOn,
  lastActiveFrom,
  stateOn,
  usedOn,
  validOn,
  type Certificate,
} from '../../../domain/certification/certificate';
import { aCertificate, nine, theRules } from '../../support/cases';

const rules = theRules();
const occasions = (certificate: Certificate, by = rules): string[] =>
  certificateAgenda(certificate, nothingSettled, by).map((one) => one.occasion);

describe('a certificate issued on 2024-03-01 and never used', () => {
  const certificate = aCertificate({ issuedOn: '2024-03-01' });
  test.each([
    ['2025-11-30', 'active'],
    ['2025-12-01', 'expiring'],
    ['2026-03-01', 'expiring'],
    ['2026-03-02', 'expired'],
    ['2030-01-01', 'expired'],
  ] as const)('is on %s %s', (day, state) => expect(stateOn(day, certificate, rules)).toBe(state));

  test('gives the right to write from its issue through 2026-03-01, and not the day before or after', () => {
    expect(expiresOn(certificate, rules)).toBe('2026-03-01');
    expect([validOn('2024-02-29', certificate, rules), validOn('2024-03-01', certificate, rules)]).toEqual([false, true]);
    expect([validOn('2026-03-01', certificate, rules), validOn('2026-03-02', certificate, rules)]).toEqual([true, false]);
  });

  test('used on its last day is valid through 2028-03-01', () => {
    const used = usedOn(certificate, lastActiveFrom(certificate.lastActiveOn, ['2026-03-01'], rules), '2026-03-01T11:00:00.000Z');
    expect(expiresOn(used, rules)).toBe('2028-03-01');
    expect(stateOn('2026-03-02', used, rules)).toBe('active');
  });

  test('used on the day after its last is not revived', () =>
    expect(lastActiveFrom(certificate.lastActiveOn, ['2026-03-02'], rules)).toBe('2024-03-01'));

  test('is restored by a use within its validity that is reported after it expired, and by what waited behind that gap', () => {
    expect(lastActiveFrom('2024-03-01', ['2026-05-01'], rules)).toBe('2024-03-01');
    expect(lastActiveFrom('2024-03-01', ['2026-05-01', '2025-06-01'], rules)).toBe('2026-05-01');
  });
});

test('a certificate issued on 29 February is valid through 28 February two years on', () =>
  expect(expiresOn({ lastActiveOn: '2024-02-29' }, rules)).toBe('2026-02-28'));

test('a revoked or replaced certificate is so from its day on, revoked before replaced', () => {
  const one = aCertificate({ issuedOn: '2024-03-01', revokedOn: '2025-05-05' });
  expect([stateOn('2025-05-04', one, rules), stateOn('2025-05-05', one, rules)]).toEqual(['active', 'revoked']);
  expect([validOn('2025-05-04', one, rules), validOn('2025-05-05', one, rules)]).toEqual([true, false]);
  const other = aCertificate({ issuedOn: '2024-03-01', replacedOn: '2025-05-05' });
  expect([stateOn('2025-05-04', other, rules), stateOn('2025-05-05', other, rules)]).toEqual(['active', 'replaced']);
  expect(validOn('2025-05-05', other, rules)).toBe(false);
  expect(stateOn('2026-01-01', { ...other, revokedOn: '2025-06-01' }, rules)).toBe('revoked');
});

describe('the life of a certificate is a function of the set of its uses', () => {
  const start: PlainDate = '2020-01-01';
  const uses = fc.array(
    fc.integer({ min: -100, max: 4_000 }).map((days) => addDays(start, days)),
    { maxLength: 40 },
  );

  test('so the order in which they arrive cannot matter', () => {
    fc.assert(
      fc.property(
        uses.chain((days) => fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length }))),
        ([days, shuffled]) => expect(lastActiveFrom(start, shuffled, rules)).toBe(lastActiveFrom(start, days, rules)),
      ),
    );
  });

  test('nor can it matter in how many reports they come: what is kept from report to report is the last day alone', () => {
    fc.assert(
      fc.property(
        uses.chain((days) => fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length }))),
        ([days, shuffled]) => {
          let last = start;
          const arrived: PlainDate[] = [];
          for (const day of shuffled) {
            arrived.push(day);
            // As the product does it: from the last day reached, by all that is stored after it.
            last = lastActiveFrom(
              last,
              arrived.filter((one) => one > last),
              rules,
            );
          }
          expect(last).toBe(lastActiveFrom(start, days, rules));
        },
      ),
    );
  });

  test('it is the last day that can be reached without a gap of more than two years', () => {
    fc.assert(
      fc.property(uses, (days) => {
        const last = lastActiveFrom(start, days, rules);
        expect(last === start || days.includes(last)).toBe(true);
        const chain = [start, ...days.filter((day) => day > start && day <= last).sort()];
        for (let at = 1; at < chain.length; at += 1) expect(chain[at]! <= addYears(chain[at - 1]!, 2)).toBe(true);
        expect(days.filter((day) => day > last && day <= addYears(last, 2))).toEqual([]);
      }),
    );
  });
});

describe('what a certificate owes', () => {
  const certificate = aCertificate({ issuedOn: '2024-03-01' });

  test('are warnings 90, 30 and 7 days before its last day at nine, and to say on the day after that it expired', () => {
    expect(certificateAgenda(certificate, nothingSettled, rules).map((one) => [one.step, one.effectiveAt, one.dueAt])).toEqual([
      ['warnOfExpiry', nine('2025-12-01'), nine('2025-12-01')],
      ['warnOfExpiry', nine('2026-01-30'), nine('2026-01-30')],
      ['warnOfExpiry', nine('2026-02-22'), nine('2026-02-22')],
      ['recordExpiry', '2026-03-01T23:00:00.000Z', '2026-03-01T23:00:00.000Z'],
    ]);
  });

  test('moves with a use; a warning whose day had passed by then is skipped, one of that very day is not', () => {
    const moved = { ...certificate, lastActiveOn: '2024-04-01' as PlainDate };
    expect(occasions({ ...moved, movedOn: '2026-01-02' })).toEqual(['expiry-30d:2026-04-01', 'expiry-7d:2026-04-01', 'expired:2026-04-01']);
    expect(occasions({ ...moved, movedOn: '2026-01-01' })).toHaveLength(4);
  });

  test('is nothing once it is revoked or replaced, and nothing once the expiry is recorded', () => {
    expect(certificateIsOver({ ...certificate, revokedOn: '2025-05-05' }, nothingSettled, rules)).toBe(true);
    expect(certificateIsOver({ ...certificate, replacedOn: '2025-05-05' }, nothingSettled, rules)).toBe(true);
    expect(certificateIsOver(certificate, nothingSettled, rules)).toBe(false);
    expect(certificateIsOver(certificate, new Set(occasions(certificate)), rules)).toBe(true);
  });

  test('comes back with a use that was reported late: settled is the expiry of the old date alone', () => {
    const settled = new Set(occasions(certificate));
    const restored = usedOn(certificate, '2026-02-20', '2026-04-01T08:00:00.000Z');
    expect(certificateAgenda(restored, settled, rules).map((one) => one.occasion)).toEqual([
      'expiry-90d:2028-02-20',
      'expiry-30d:2028-02-20',
      'expiry-7d:2028-02-20',
      'expired:2028-02-20',
    ]);
  });

  test('of warnings due together only the latest goes', () => {
    const due = dueAt(certificateAgenda(certificate, nothingSettled, rules), '2026-02-25T12:00:00.000Z', certificateReminders);
    expect(due.map((one) => one.passOver ?? false)).toEqual([true, true, false]);
  });

  test('a use that moves nothing changes nothing', () =>
    expect(usedOn(certificate, '2024-03-01', '2026-01-01T08:00:00.000Z')).toBe(certificate));
});

describe('a changed number of idle years', () => {
  const certificate = aCertificate({ issuedOn: '2024-03-01' });
  const by = (...changes: readonly (readonly [PlainDate, number])[]) =>
    theRules({ idleCourse: [{ value: 2 }, ...changes.map(([from, value]) => ({ from, value }))] });

  test('holds from its day for what has not expired by then', () => {
    expect(expiresOn(certificate, by(['2026-03-01', 3]))).toBe('2027-03-01');
    expect(expiresOn(certificate, by(['2025-01-01', 3]))).toBe('2027-03-01');
  });

  test('leaves the expired expired', () => {
    expect(expiresOn(certificate, by(['2026-03-02', 3]))).toBe('2026-03-01');
    expect(stateOn('2026-06-01', certificate, by(['2026-03-02', 3]))).toBe('expired');
  });

  test('does not reach back: what was valid the day before the change was valid', () => {
    const shorter = by(['2025-09-01', 1]);
    expect(expiresOn(certificate, shorter)).toBe('2025-08-31');
    expect(stateOn('2025-08-31', certificate, shorter)).toBe('expiring');
    expect(stateOn('2025-09-01', certificate, shorter)).toBe('expired');
    expect(validOn('2025-08-01', certificate, shorter)).toBe(true);
    expect(expiresOn({ lastActiveOn: '2025-01-01' }, shorter)).toBe('2026-01-01');
  });

  test('to what it is already changes nothing, and of two the later one holds', () => {
    expect(expiresOn(certificate, by(['2025-09-01', 2]))).toBe('2026-03-01');
    expect(expiresOn(certificate, by(['2025-01-01', 3], ['2025-06-01', 5]))).toBe('2029-03-01');
  });

  test('set after a certificate was revoked or replaced is nothing to it; set before, it had moved already', () => {
    const course = by(['2026-02-01', 1]).idleCourse;
    const set = (setOn: PlainDate) =>
      theRules({
        idleCourse: course,
        idleCourses: [
          { setOn: null, course: [{ value: 2 }] },
          { setOn, course },
        ],
      });
    const revoked = { ...certificate, revokedOn: '2025-06-01' } as const;
    expect(expiresOn(revoked, set('2025-06-01'))).toBe('2026-03-01');
    expect(expiresOn(revoked, set('2025-05-31'))).toBe('2026-01-31');
    expect(expiresOn({ ...certificate, replacedOn: '2025-06-01' }, set('2025-07-01'))).toBe('2026-03-01');
    expect(expiresOn(certificate, set('2025-07-01'))).toBe('2026-01-31');
  });

  test('keeps the order of arrival of uses from mattering', () => {
    const course = by(['2022-01-01', 1], ['2024-06-01', 3]);
    const uses = fc.array(
      fc.integer({ min: 0, max: 4_000 }).map((days) => addDays('2020-01-01', days)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        uses.chain((days) => fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length }))),
        ([days, shuffled]) => {
          let last: PlainDate = '2020-01-01';
          const arrived: PlainDate[] = [];
          for (const day of shuffled) {
            arrived.push(day);
            last = lastActiveFrom(last, arrived, course);
          }
          expect(last).toBe(lastActiveFrom('2020-01-01', days, course));
        },
      ),
    );
  });
});
