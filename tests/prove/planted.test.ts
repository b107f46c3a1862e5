import { expect, test } from '@jest/globals';
import path from 'node:path';
import { hunt, misplaced } from './model-support/planted-hunt';
import { faults, fewFaults } from './model-stack/planted';

test('each fault stands in the code once, where it is planted', () => {
  expect(misplaced(faults)).toEqual([]);
});

test(
  'every planted fault is found by the model, and none where none is',
  async () => hunt({ part: 'planted', folder: path.join(__dirname, 'model-stack'), faults, few: fewFaults }),
  4 * 3_600_000,
); // prettier-ignore
