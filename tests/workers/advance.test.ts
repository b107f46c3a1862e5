import { expect, test } from '@jest/globals';
import { leaseMs } from '../../db/core/letters';
import { usualPatience } from '../../workers/advance';

test('an advance gives nothing up that a killed worker still holds: letters are free again before its patience ends', () => {
  expect(usualPatience.giveUpMs).toBeGreaterThan(leaseMs + usualPatience.terminateMs);
});
