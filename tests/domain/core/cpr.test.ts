import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { maskNationalId, parseCpr } from '../../../domain/core/cpr';
import { faultsOf, refusalBy } from '../../support/refusals';

describe('a CPR number', () => {
  test.each([
    ['0101700003', '0101700003'],
    ['010170-0003', '0101700003'],
    [' 010170 - 0003 ', '0101700003'],
    ['01 01 70 00 03', '0101700003'],
    ['010170\u00a00003', '0101700003'],
    // 29 February: digit 7 says which century, and so whether there was one.
    ['2902004000', '2902004000'],
    ['2902005000', '2902005000'],
    // 1 January 2030 lies ahead, which is no fault of the number.
    ['0101304000', '0101304000'],
    // Without a valid check digit: there are such numbers.
    ['0101700001', '0101700001'],
  ])('%j is %s', (text, expected) => expect(parseCpr(text)).toBe(expected));

  test.each([
    '',
    '010170',
    '010170000',
    '01017000033',
    '0101-700003',
    '010170--0003',
    '010170-00-03',
    'O101700003',
    '0101700003x',
    '010170/0003',
    '٠١٠١٧٠٠٠٠٣',
  ])('%j is not written as one', (text) => {
    expect(refusalBy(() => parseCpr(text))).toBe('cpr_format');
    expect(faultsOf(() => parseCpr(text))).toEqual({ nationalId: 'cpr_format' });
  });

  test.each([
    '0000000000',
    '3102700003',
    '0113700003',
    '0100700003',
    '2902700003',
    // 1900 was no leap year.
    '2902000003',
    // Replacement numbers: day + 60.
    '6101700003',
    '9112700003',
  ])('%s has a date that never was', (text) => expect(refusalBy(() => parseCpr(text))).toBe('cpr_date'));

  test('of every day that was is read, with the century that the seventh digit gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1858, max: 2057 }),
        fc.integer({ min: 0, max: 365 }),
        fc.integer({ min: 0, max: 999 }),
        (year, dayOfYear, serial) => {
          const day = new Date(Date.UTC(year, 0, 1 + dayOfYear));
          fc.pre(day.getUTCFullYear() === year);
          const yy = year % 100;
          const digit7 = year < 1900 ? 5 : year < 1937 ? 0 : year < 2000 ? 4 : year <= 2036 ? 9 : 6;
          const number = `${String(day.getUTCDate()).padStart(2, '0')}${String(day.getUTCMonth() + 1).padStart(2, '0')}${String(yy).padStart(2, '0')}${digit7}${String(serial).padStart(3, '0')}`;
          expect(parseCpr(`${number.slice(0, 6)}-${number.slice(6)}`)).toBe(number);
        },
      ),
    );
  });
});

test('a masked number shows the birth date alone', () => {
  expect(maskNationalId('0101700003')).toBe('010170****');
  expect(maskNationalId('12838520020')).toBe('128385*****');
});
