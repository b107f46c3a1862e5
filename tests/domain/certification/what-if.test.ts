import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { nothingSettled } from '../../../domain/core/agenda';
import { addDays, type Instant, type PlainDate } from '../../../domain/core/calendar';
import { certificateAgenda } from '../../../domain/certification/certificate';
import { enrolmentAgenda } from '../../../domain/certification/enrolment-agenda';
import { withUsualDates } from '../../../domain/certification/moving';
import { certificationRules, type CertificationRules } from '../../../domain/certification/rules';
import {
  bookWith,
  certificateMeasures,
  compare,
  comparePlaces,
  enrolmentMeasures,
  type Standing,
} from '../../../domain/certification/what-if';
import { aCertificate, aRound, anEnrolment, nine, theRules } from '../../support/cases';

const now: Instant = '2026-05-10T10:00:00.000Z';
const book = { version: 0, settings: [] };
const rulesWith = (key: string, value: unknown, validFrom: PlainDate = '2026-05-10'): CertificationRules =>
  certificationRules(bookWith(book, { key, value, validFrom, setAt: now }), { version: 1, on: '2026-05-10', today: '2026-05-10' }, false);
/** The rules of a case that began before anything was set, and was moved to a value from a day on. */
const movedTo = (key: string, value: unknown, validFrom: PlainDate): CertificationRules =>
  certificationRules(
    bookWith(book, { key, value, validFrom, setAt: '2026-02-01T10:00:00.000Z' }),
    { version: 0, on: '2024-01-01', today: '2026-05-10' },
    false,
  );
const certified = (issuedOn: PlainDate, rules: CertificationRules): Standing => {
  const certificate = aCertificate({ issuedOn });
  return { measures: certificateMeasures(certificate, rules), agenda: certificateAgenda(certificate, nothingSettled, rules) };
};
const enrolled = (state: Parameters<typeof anEnrolment>[0], rules: CertificationRules, changed = {}): Standing => {
  const enrolment = anEnrolment(state, changed);
  return { measures: enrolmentMeasures(enrolment, rules), agenda: enrolmentAgenda(enrolment, aRound(), nothingSettled, rules) };
};

describe('another number of idle years', () => {
  test.each([
    ['2025-12-01', 3, 'gains', false, '2027-12-01', '2028-12-01'],
    ['2025-12-01', 1, 'loses', false, '2027-12-01', '2026-12-01'],
    // Its one year is over already: it lasts through the day before the value holds, and expires at once.
    ['2025-04-01', 1, 'loses', true, '2027-04-01', '2026-05-09'],
  ] as const)('a certificate of %s with %d years %s, in the past: %s', (issuedOn, years, outcome, past, before, after) => {
    const compared = compare(certified(issuedOn, theRules()), certified(issuedOn, rulesWith('jar.idleYears', years)), now);
    expect(compared).toMatchObject({ outcome, past });
    expect(compared?.differences[0]).toEqual({ what: 'expiresOn', before, after });
  });

  test('the expired stay expired, and nothing of them changes', () => {
    expect(compare(certified('2024-05-01', theRules()), certified('2024-05-01', rulesWith('jar.idleYears', 3)), now)).toBeUndefined();
  });
});

describe('other letters', () => {
  test('warnings come, go, and stay, each by its own number of days', () => {
    const compared = compare(certified('2025-12-01', theRules()), certified('2025-12-01', rulesWith('jar.expiryWarnings', [120, 30])), now);
    expect(compared).toEqual({
      outcome: 'other',
      past: false,
      differences: expect.arrayContaining([
        { what: 'expiry-90d', before: nine('2027-09-02'), after: null },
        { what: 'expiry-7d', before: nine('2027-11-24'), after: null },
        { what: 'expiry-120d', before: null, after: nine('2027-08-03') },
      ]),
      letters: { come: 1, go: 2, move: 0 },
    });
  });

  test('a reminder that goes before the new rules take over is no difference: it is still written', () => {
    const before = enrolled('studying', theRules({ deadlineReminders: [3, 1] }));
    const after = enrolled('studying', theRules({ deadlineReminders: [1] }));
    expect(compare(before, after, '2026-05-13T00:00:00.000Z')).toBeUndefined();
    expect(compare(before, after, '2026-05-12T00:00:00.000Z')?.letters).toEqual({ come: 0, go: 1, move: 0 });
  });
});

test.each([
  ['under_grading', 'jar.corrections', 0, { correctionsUsed: 0 }, 'loses'],
  ['under_grading', 'jar.corrections', 2, { correctionsUsed: 0 }, 'gains'],
  ['under_grading', 'jar.corrections', 2, { correctionsUsed: 1 }, 'gains'],
  ['under_grading', 'jar.correctionDays', 14, { correctionsUsed: 0 }, 'gains'],
  ['under_grading', 'jar.correctionDays', 14, { correctionsUsed: 1 }, undefined],
  ['studying', 'jar.paymentGate', 'before_task', {}, 'loses'],
  ['studying', 'jar.paymentGate', 'before_task', { payment: 'paid' }, undefined],
  ['failed', 'jar.corrections', 2, {}, undefined],
] as const)('an enrolment that is %s, with %s = %j and %j: %s', (state, key, value, changed, outcome) => {
  const compared = compare(enrolled(state, theRules(), changed), enrolled(state, rulesWith(key, value), changed), now);
  expect(compared?.outcome).toBe(outcome);
});

describe('for any two numbers of years', () => {
  const day = fc.integer({ min: 0, max: 1_500 }).map((days) => addDays('2022-06-01', days));
  const years = fc.integer({ min: 1, max: 6 });

  test('the same rules change nothing', () =>
    fc.assert(fc.property(day, years, (on, count) => {
      const rules = theRules({ idleCourse: [{ value: count }] });
      return compare(certified(on, rules), certified(on, rules), now) === undefined;
    }))); // prettier-ignore

  test('who gains one way loses the other, and letters that come one way go the other', () =>
    fc.assert(
      fc.property(day, years, years, (on, one, other) => {
        const [a, b] = [theRules({ idleCourse: [{ value: one }] }), theRules({ idleCourse: [{ value: other }] })];
        const [there, back] = [compare(certified(on, a), certified(on, b), '2020-01-01T00:00:00.000Z'), compare(certified(on, b), certified(on, a), '2020-01-01T00:00:00.000Z')]; // prettier-ignore
        expect(there?.outcome).toBe(one === other ? undefined : other > one ? 'gains' : 'loses');
        expect(back?.outcome).toBe(one === other ? undefined : other > one ? 'loses' : 'gains');
        expect([there?.letters.come, there?.letters.go]).toEqual([back?.letters.go, back?.letters.come]);
      }),
    ));
});

test('rounds: two more a year are two more places, without a deadline until somebody chooses one', () => {
  const rules = theRules();
  expect(comparePlaces(2027, rules, { ...rules, roundsPerYear: 6 })).toEqual([
    { year: 2027, number: 5, before: null, after: { number: 5, deadlineOn: null } },
    { year: 2027, number: 6, before: null, after: { number: 6, deadlineOn: null } },
  ]);
  expect(comparePlaces(2027, rules, { ...rules, roundsPerYear: 3 })).toEqual([
    { year: 2027, number: 4, before: { number: 4, deadlineOn: '2027-11-15' }, after: null },
  ]);
  expect(comparePlaces(2027, rules, { ...rules, roundDeadlines: ['02-15', '05-15', '08-15', '12-01'] })).toHaveLength(1);
});

describe('a case that is moved to newer rules', () => {
  test('gets the reminders of the new rules from that day on, and none that would have been earlier', () => {
    const reminders = (validFrom: PlainDate): string[] =>
      enrolmentAgenda(anEnrolment('studying'), aRound(), nothingSettled, movedTo('jar.deadlineReminders', [40, 10, 2], validFrom))
        .filter((entry) => entry.step === 'remindOfDeadline')
        .map((entry) => entry.occasion);
    expect(reminders('2026-03-01')).toEqual(['deadline-40d:2026-05-15', 'deadline-10d:2026-05-15', 'deadline-2d:2026-05-15']);
    expect(reminders('2026-05-05')).toEqual(['deadline-10d:2026-05-15', 'deadline-2d:2026-05-15']);
    expect(reminders('2026-05-06')).toEqual(['deadline-2d:2026-05-15']);
  });

  test('warns by the warnings of the new rules from that day on', () => {
    const warnings = (validFrom: PlainDate): string[] =>
      certificateAgenda(aCertificate({ issuedOn: '2024-05-20' }), nothingSettled, movedTo('jar.expiryWarnings', [20, 10], validFrom)).map(
        (one) => one.occasion,
      );
    expect(warnings('2026-04-30')).toEqual(['expiry-20d:2026-05-20', 'expiry-10d:2026-05-20', 'expired:2026-05-20']);
    expect(warnings('2026-05-01')).toEqual(['expiry-10d:2026-05-20', 'expired:2026-05-20']);
  });

  test('warns of an expiry only from the day on which a changed rule moved it, whoever looks when', () => {
    const rules = rulesWith('jar.idleYears', 1);
    const agenda = (issuedOn: PlainDate) => certificateAgenda(aCertificate({ issuedOn }), nothingSettled, rules).map((one) => one.occasion);
    // Set on 10 May 2026; it expires on 1 July: 90 days before have passed, 30 have not.
    expect(agenda('2025-07-01')).toEqual(['expiry-30d:2026-07-01', 'expiry-7d:2026-07-01', 'expired:2026-07-01']);
  });
});

describe('the last day of sign-up', () => {
  const rules = theRules();
  const by = (...days: PlainDate[]) => ({ rules, daysOff: new Set(days) });
  const round = aRound({ signUpClosesOn: '2026-05-01' });

  test.each([
    ['a holiday more', round, by(), by('2026-05-04'), '2026-04-20', '2026-04-30'],
    ['a holiday less', aRound({ signUpClosesOn: '2026-04-30' }), by('2026-05-04'), by(), '2026-04-20', '2026-05-01'],
    ['a holiday more when it has closed', round, by(), by('2026-05-04'), '2026-05-02', '2026-05-01'],
    ['a holiday more on its last day: not in the past', round, by(), by('2026-05-04'), '2026-05-01', '2026-05-01'],
    ['a day that somebody chose', aRound({ signUpClosesOn: '2026-04-27' }), by(), by('2026-05-04'), '2026-04-20', '2026-04-27'],
  ] as const)('%s', (_what, one, before, after, today, expected) => {
    expect(withUsualDates(one, before, after, today).signUpClosesOn).toBe(expected);
  });
});
