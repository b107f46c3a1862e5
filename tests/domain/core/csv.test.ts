import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { csvOf } from '../../../domain/core/csv';

test.each([
  ['=1+1', `'=1+1`],
  ['+45 12', `'+45 12`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\tx', `'\tx`],
  ['\r=1', `"'\r=1"`],
  ['a=1', 'a=1'],
  ['a;b', '"a;b"'],
  ['a "b"', '"a ""b"""'],
  ['to\nlinjer', '"to\nlinjer"'],
  [null, ''],
])('the cell %j is written as %j', (cell, text) => expect(csvOf([[cell, 'x']])).toBe(`\ufeff${text};x\r\n`));

test('whatever stands in the cells comes back as it was, and none of them begins a formula', () => {
  const cells = fc.array(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(cells, (rows) => {
      const read = parse(csvOf(rows), { delimiter: ';', bom: true, relax_column_count: true, record_delimiter: '\r\n' });
      expect(read).toEqual(rows.map((row) => row.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))));
    }),
  );
});
