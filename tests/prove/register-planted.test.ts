import { expect, test } from '@jest/globals';
import path from 'node:path';
import { hunt, misplaced } from './model-support/planted-hunt';
import { faults, fewFaults } from './register-stack/planted';

test('each fault of the register stands in the code once, where it is planted', () => {
  expect(misplaced(faults)).toEqual([]);
});

test(
  'every fault planted in the register is found by its model, and none where none is',
  async () => hunt({ part: 'register-planted', folder: path.join(__dirname, 'register-stack'), faults, few: fewFaults }),
  4 * 3_600_000,
); // prettier-ignore
