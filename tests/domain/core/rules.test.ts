import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  bookBefore,
  movedOn,
  rule,
  ruleCourse,
  ruleValue,
  sharedRules,
  versionAt,
  type RuleBook,
  type RuleSetting,
} from '../../../domain/core/rules';
import { certificationRuleDefinitions, certificationRules } from '../../../domain/certification/rules';
import type { Instant, PlainDate } from '../../../domain/core/calendar';

const still = rule('test.still', z.number(), 10);
const moving = rule('test.moving', z.number(), 10, { moving: true });

function book(
  ...settings: readonly [key: string, value: unknown, validFrom: PlainDate, setAt?: Instant, transition?: 'keep' | 'move'][]
): RuleBook {
  const numbered = settings.map(([key, value, validFrom, setAt = '2025-01-01T09:00:00.000Z', transition = 'keep'], at): RuleSetting => ({
    key,
    value,
    validFrom,
    version: at + 1,
    setAt,
    moves: transition === 'move',
  }));
  return { version: numbered.length, settings: numbered };
}

describe('a rule value', () => {
  const ruled = { version: 1, on: '2026-03-01', today: '2027-01-01' } as const;

  test('is the one it came with as long as nobody set it', () => {
    expect(ruleValue(book(), still, { ...ruled, version: 0 })).toBe(10);
    expect(ruleValue(book(['test.other', 3, '2026-01-01']), still, ruled)).toBe(10);
  });

  test('holds from its day on, and not the day before', () => {
    const set = book(['test.still', 20, '2026-03-01']);
    expect(ruleValue(set, still, { ...ruled, on: '2026-03-01' })).toBe(20);
    expect(ruleValue(set, still, { ...ruled, on: '2026-02-28' })).toBe(10);
  });

  test('set later does not reach a case that began before: the case keeps its version and its day', () => {
    const set = book(['test.still', 20, '2026-01-01'], ['test.still', 30, '2026-01-01']);
    expect(ruleValue(set, still, ruled)).toBe(20);
    expect(ruleValue(set, still, { ...ruled, version: 2 })).toBe(30);
  });

  test('that was known to come when the case began does not reach it either', () => {
    const set = book(['test.still', 20, '2026-06-01']);
    expect(ruleValue(set, still, ruled)).toBe(10);
  });

  test('of several holds the one from the latest day, of equal days the newest', () => {
    const set = book(['test.still', 20, '2026-02-01'], ['test.still', 30, '2026-01-01'], ['test.still', 40, '2026-02-01']);
    expect(ruleValue(set, still, { ...ruled, version: 3 })).toBe(40);
    expect(ruleValue(set, still, { ...ruled, version: 2 })).toBe(20);
    expect(ruleValue(set, still, { ...ruled, version: 3, on: '2026-01-15' })).toBe(30);
  });

  test('that moves reaches every case from its day on, whichever version the case began with', () => {
    const set = book(['test.moving', 20, '2026-06-01']);
    expect(ruleValue(set, moving, { version: 0, on: '2020-01-01', today: '2026-06-01' })).toBe(20);
    expect(ruleValue(set, moving, { version: 0, on: '2020-01-01', today: '2026-05-31' })).toBe(10);
  });

  test('through time is every value with the day from which it holds', () => {
    const set = book(
      ['test.still', 30, '2027-01-01'],
      ['test.still', 20, '2026-01-01'],
      ['test.other', 5, '2026-01-01'],
      ['test.still', 40, '2027-01-01'],
    );
    expect(ruleCourse(set, still)).toEqual([{ value: 10 }, { from: '2026-01-01', value: 20 }, { from: '2027-01-01', value: 40 }]);
  });
});

describe('the version of the rule book at an instant', () => {
  const set = book(
    ['test.still', 20, '2026-01-01', '2026-01-01T09:00:00.000Z'],
    ['test.still', 30, '2026-01-01', '2026-02-01T09:00:00.000Z'],
  );

  test.each([
    ['before anything was set', '2025-12-31T23:00:00.000Z', 0],
    ['a millisecond before a setting', '2026-02-01T08:59:59.999Z', 1],
    ['with the setting of that very instant', '2026-02-01T09:00:00.000Z', 2],
    ['long after', '2030-01-01T00:00:00.000Z', 2],
  ] as const)('is the newest that was known %s', (_when, at, version) => expect(versionAt(set, at)).toBe(version));
});

describe('a value to which running cases are moved', () => {
  const [key, setAt] = ['test.still', '2026-05-01T10:00:00.000Z'] as const;
  const began = { version: 1, on: '2026-03-01' } as const;
  const set = book([key, 20, '2026-03-01'], [key, 30, '2026-06-01', setAt, 'move'], ['test.other', 5, '2026-05-01', setAt, 'keep']);

  test('holds for them from its day on, and only it: what was set to be kept stays out', () => {
    const other = rule('test.other', z.number(), 1);
    expect([ruleValue(set, still, { ...began, today: '2026-05-31' }), ruleValue(set, still, { ...began, today: '2026-06-01' })]).toEqual([
      20, 30,
    ]);
    expect(ruleValue(set, other, { ...began, today: '2026-06-01' })).toBe(1);
  });

  test.each([
    ['before it was set', '2026-04-30T10:00:00.000Z', 20],
    ['before its day', '2026-05-31T21:59:59.999Z', 20],
    ['on its day', '2026-05-31T22:00:00.000Z', 30],
  ] as const)('a case that ended %s keeps what it was decided by, whenever it is asked', (_when, endedAt, expected) => {
    expect(ruleValue(set, still, { ...began, today: '2027-01-01', endedAt })).toBe(expected);
  });

  test('and one that ended on its day, but before anybody set it', () => {
    const today = book([key, 30, '2026-05-01', setAt, 'move']);
    const asked = { version: 0, on: '2026-03-01', today: '2026-05-01' } as const;
    expect(ruleValue(today, still, { ...asked, endedAt: '2026-05-01T09:59:59.999Z' })).toBe(10);
    expect(ruleValue(today, still, { ...asked, endedAt: setAt })).toBe(30);
  });

  test('tells the day from which it is owed; who began with a value was never moved to it', () => {
    expect(movedOn(set, still as never, { ...began, today: '2026-05-31' })).toBe(null);
    expect(movedOn(set, still as never, { ...began, today: '2026-06-01' })).toBe('2026-06-01');
    expect(movedOn(set, still as never, { version: 2, on: '2026-06-02', today: '2026-06-02' })).toBe(null);
  });

  test('of a case that began later leaves what it began with alone, whatever was set first', () => {
    const later = book([key, 30, '2026-06-01', setAt, 'move'], [key, 40, '2026-06-02', setAt, 'keep']);
    expect(ruleValue(later, still, { version: 2, on: '2026-06-02', today: '2026-07-01' })).toBe(40);
    expect(ruleValue(later, still, { version: 1, on: '2026-05-20', today: '2026-07-01' })).toBe(30);
  });

  test('before it took hold the one before it held, also when another was set for its day or after it', () => {
    const three = book(
      [key, 20, '2026-06-01', setAt, 'move'],
      [key, 30, '2026-06-01', setAt, 'move'],
      [key, 40, '2026-07-01', setAt, 'move'],
    );
    const asked = { version: 0, on: '2026-03-01', today: '2026-08-01' } as const;
    const before = three.settings.map((setting) => ruleValue(bookBefore(three, setting), still, asked));
    expect(before).toEqual([10, 20, 30]);
  });
});

test('a value that was taken back before its day never held; one that was changed on its day held until then', () => {
  const first = ['test.still', 20, '2026-06-01'] as const;
  const evening = '2026-05-31T21:59:59.999Z';
  const morning = '2026-05-31T22:00:00.000Z';
  expect(ruleCourse(book([...first], ['test.still', 30, '2026-06-01', evening]), still)).toEqual([
    { value: 10 },
    { from: '2026-06-01', value: 30 },
  ]);
  expect(ruleCourse(book([...first], ['test.still', 30, '2026-06-01', morning]), still)).toEqual([
    { value: 10 },
    { from: '2026-06-01', value: 20 },
    { from: '2026-06-01', value: 30 },
  ]);
});

describe('the rules of certification', () => {
  test('are those of the book as long as nobody set any', () => {
    const rules = certificationRules(book(), { version: 0, on: '2026-03-01', today: '2026-03-01' }, false);
    expect(rules).toMatchObject({
      roundsPerYear: 4,
      roundDeadlines: ['02-15', '05-15', '08-15', '11-15'],
      signUpClosesWorkingDays: 10,
      gradingTargetWeeks: 3,
      closingGraceMinutes: 6,
      price: 4_000,
      recertificationPrice: 4_000,
      vat: 25,
      idleYears: 2,
      corrections: 1,
      correctionDays: 7,
      paymentGate: 'none',
      clockSkewMinutes: 2,
      useBatch: 1_000,
      answerFiles: { count: 5, bytes: 10 * 1024 * 1024 },
      deadlineReminders: [14, 3, 1],
      expiryWarnings: [90, 30, 7],
      messageHours: { opens: 9, closes: 22 },
    });
    expect(rules.countedKinds).toEqual(['draft_edit', 'project_entry', 'phase_entry', 'legal_step_entry', 'approval_request']);
  });

  test('need no grace of closing in rehearsal, whose clock stands still during a request', () => {
    expect(certificationRules(book(), { version: 0, on: '2026-03-01', today: '2026-03-01' }, true).closingGraceMinutes).toBe(0);
  });

  test('of a running case stay while those of a moving rule follow', () => {
    const set = book(['jar.corrections', 3, '2026-01-01'], ['jar.idleYears', 3, '2026-01-01'], ['jar.correctionDays', 14, '2026-01-01']);
    const rules = certificationRules(set, { version: 0, on: '2026-03-01', today: '2026-03-01' }, false);
    expect(rules).toMatchObject({ corrections: 1, correctionDays: 7, idleYears: 3 });
    expect(certificationRules(set, { version: 2, on: '2026-03-01', today: '2026-03-01' }, false)).toMatchObject({
      corrections: 3,
      correctionDays: 7,
    });
  });

  test.each(Object.values({ ...sharedRules, ...certificationRuleDefinitions }).map((one) => [one.key, one] as const))(
    '%s comes with a value that its own form takes',
    (_key, { schema, initial }) => expect(schema.parse(initial)).toEqual(initial),
  );

  test.each([
    ['roundDeadlines', ['13-01']],
    ['roundDeadlines', ['02-30']],
    ['roundDeadlines', ['02-29']],
    ['roundDeadlines', []],
    ['vat', -1],
    ['idleYears', 0],
    ['idleYears', 2.5],
    ['paymentGate', 'sometimes'],
    ['deadlineReminders', [0]],
    ['countedKinds', ['log_in']],
    ['answerFiles', { count: 5, bytes: 1, more: true }],
  ] as const)('%s cannot be %j', (name, value) => expect(certificationRuleDefinitions[name].schema.safeParse(value).success).toBe(false));
});
