import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { PlainDate } from '../../../domain/core/calendar';
import { maskNationalId } from '../../../domain/core/cpr';
import { checkWoman, parseNorwegianId, restsOn, type NorwegianId } from '../../../domain/core/norwegian-id';
import { registerRuleDefinitions } from '../../../domain/register/rules';
import { norwegianNumber } from '../../support/norwegian-numbers';
import { faultsOf, refusalBy } from '../../support/refusals';

const k1Rests = registerRuleDefinitions.k1Rests.initial;
const read = (text: string, today: PlainDate = '2026-03-02', allowSynthetic = true): NorwegianId =>
  parseNorwegianId(text, { today, k1Rests, allowSynthetic });
const codeOf = (text: string, today?: PlainDate, allowSynthetic?: boolean): string | undefined =>
  refusalBy(() => read(text, today, allowSynthetic));

describe('the numbers of the book', () => {
  test.each([
    ['12838520020', 'fnr', '1985-03-12', 'woman'],
    ['12838520101', 'fnr', '1985-03-12', 'man'],
    ['45879030017', 'd', '1990-07-05', 'woman'],
    ['20810450267', 'fnr', '2004-01-20', 'woman'],
    ['01815010260', 'fnr', '1950-01-01', 'woman'],
    ['15861060087', 'fnr', '2010-06-15', 'woman'],
  ])('%s is a synthetic %s of %s, a %s', (number, kind, bornOn, sex) => {
    expect(read(number)).toEqual({ number, kind, synthetic: true, bornOn, sex, onlyBy2032: false });
  });

  test('12838520021 has a wrong check digit', () => expect(codeOf('12838520021')).toBe('id_check_digits'));

  test.each(['12838520039', '02013299903'])('%s is valid only by the rule of 2032, and tells neither sex nor age', (number) => {
    expect(codeOf(number, '2031-12-31')).toBe('id_check_digits');
    expect(read(number, '2032-01-01')).toMatchObject({ onlyBy2032: true, bornOn: null, sex: null });
  });

  test('02013299997 is valid by both', () => {
    for (const today of ['2031-12-31', '2032-01-01'] as const)
      expect(read(today === '2031-12-31' ? '02013299997' : '020132 99997', today)).toMatchObject({
        onlyBy2032: false,
        bornOn: '2032-01-02',
      });
  });

  test('numbers of living people are read like synthetic ones', () => {
    expect(read('12038520065', '2026-03-02', false)).toMatchObject({ synthetic: false, bornOn: '1985-03-12', sex: 'woman' });
  });
});

describe('the order of the checks', () => {
  test.each([
    ['1283852002x', 'id_format'],
    ['12838520-20', 'id_format'],
    ['١٢٨٣٨٥٢٠٠٢٠', 'id_format'],
    ['x', 'id_format'],
    ['', 'id_length'],
    ['1283852002', 'id_length'],
    ['128385200200', 'id_length'],
    ['00000000000', 'id_date'],
    ['31028520020', 'id_date'],
    ['82038520065', 'id_date'],
    ['12138520020', 'id_date'],
    ['12338520020', 'id_date'],
    ['12538520020', 'id_date'],
    ['12938520020', 'id_date'],
    // 1900 was no leap year, 2000 was: the individual number says which.
    ['29820010092', 'id_date'],
    ['12838520021', 'id_check_digits'],
    ['12438520048', 'id_help_number'],
  ])('%j is refused with %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
    expect(faultsOf(() => read(text))).toEqual({ nationalId: code });
  });

  test('a synthetic number is refused last, where it is not allowed', () => {
    expect(codeOf('12838520020', '2026-03-02', false)).toBe('id_synthetic_not_allowed');
    expect(codeOf('12838520021', '2026-03-02', false)).toBe('id_check_digits');
  });

  test('a number valid only by the rule of 2032 has its date tested as 20yy', () => {
    // 29 February of a year 00.
    expect(read('29820010262', '2032-01-01')).toMatchObject({ onlyBy2032: true, bornOn: null });
    expect(codeOf('29820010262', '2026-03-02')).toBe('id_check_digits');
  });

  test.each(['12835075042', '12835080038'])('%s lies in no range of a century: accepted, its age unknown, its sex told', (number) => {
    expect(read(number)).toMatchObject({ bornOn: null, sex: 'woman', onlyBy2032: false });
  });

  test.each([' 12838520020 ', '128385 20020', '12 83 85 20 02 0', '128385\u00a020020', '128385\u202f20020'])(
    '%j is read without its spaces',
    (text) => expect(read(text).number).toBe('12838520020'),
  );
});

describe('the century', () => {
  test.each([
    [499, 99, '1999'],
    [500, 54, '1854'],
    [749, 99, '1899'],
    [500, 39, '2039'],
    [999, 39, '2039'],
    [900, 40, '1940'],
    [999, 99, '1999'],
    [0, 0, '1900'],
    [500, 0, '2000'],
    [749, 53, null],
    [750, 54, null],
    [899, 40, null],
  ])('of individual number %i and year %i is that of %s', (individual, year, born) => {
    const days = Array.from({ length: 28 }, (_, at) => norwegianNumber({ day: at + 1, month: 5, year, individual }));
    expect(read(days.find(Boolean)!).bornOn?.slice(0, 4) ?? null).toBe(born);
  });
});

describe('who may take part', () => {
  const man = (): NorwegianId => read('12838520101');
  test("a man's number is refused until 2032, and a warning from then on", () => {
    expect(refusalBy(() => checkWoman(man(), '2031-12-31'))).toBe('must_be_woman');
    expect(checkWoman(man(), '2032-01-01')).toBe('must_be_woman');
  });
  test("a woman's number, and one that tells no sex, give neither", () => {
    expect(checkWoman(read('12838520020'), '2026-03-02')).toBeNull();
    expect(checkWoman(read('12838520039', '2032-01-01'), '2032-01-01')).toBeNull();
  });
});

test('which rests are allowed follows the day', () => {
  expect(restsOn(k1Rests, '2031-12-31')).toEqual([0]);
  expect(restsOn(k1Rests, '2032-01-01')).toEqual([0, 1, 2, 3]);
  expect(restsOn(k1Rests, '2040-01-01')).toEqual([0, 1, 2, 3]);
});

test('a list shows the first six digits alone', () => expect(maskNationalId('12838520020')).toBe('128385*****'));

describe('any number', () => {
  const someParts = fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    month: fc.integer({ min: 1, max: 12 }),
    year: fc.integer({ min: 0, max: 99 }),
    individual: fc.integer({ min: 0, max: 999 }),
    kind: fc.constantFrom('fnr' as const, 'd' as const),
    synthetic: fc.boolean(),
  });
  const someNumber = someParts.map((parts) => ({ parts, number: norwegianNumber(parts) })).filter(({ number }) => number !== undefined);

  test('made by the formula is read as what it was made of', () => {
    fc.assert(
      fc.property(someNumber, ({ parts, number }) => {
        const one = read(number!);
        expect(one).toMatchObject({ kind: parts.kind, synthetic: parts.synthetic, sex: parts.individual % 2 === 0 ? 'woman' : 'man' });
        if (one.bornOn)
          expect(one.bornOn.slice(2)).toBe([parts.year, parts.month, parts.day].map((part) => String(part).padStart(2, '0')).join('-'));
      }),
    );
  });

  test('with one digit changed is caught', () => {
    fc.assert(
      fc.property(someNumber, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 9 }), ({ number }, at, by) => {
        const digits = number!.split('');
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(['id_check_digits', 'id_date']).toContain(codeOf(digits.join('')));
      }),
    );
  });

  test('of rests 1 to 3 is refused before 2032 and read from then on', () => {
    fc.assert(
      fc.property(someParts, fc.integer({ min: 1, max: 3 }), (parts, rest) => {
        const number = norwegianNumber({ ...parts, rest });
        fc.pre(number !== undefined);
        expect(codeOf(number, '2031-12-31')).toBe('id_check_digits');
        expect(read(number, '2032-01-01')).toMatchObject({ onlyBy2032: true, sex: null, bornOn: null });
      }),
    );
  });

  test('or any other text gives a number or one of the codes, and nothing else', () => {
    const codes = ['id_format', 'id_length', 'id_date', 'id_check_digits', 'id_help_number', 'id_synthetic_not_allowed', undefined];
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), fc.boolean(), (text, synthetic) =>
        expect(codes).toContain(codeOf(text, '2032-01-01', synthetic)),
      ),
    );
  });
});
