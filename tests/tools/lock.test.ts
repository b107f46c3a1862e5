import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exclusively, take } from '../../tools/engine/lock';
import { readRecord } from '../../tools/engine/process-identity';
import { paper, promised, temporaryFolder } from './support';

test('a lock held by a living process is refused', () => {
  const file = join(temporaryFolder(), 'lock');
  expect(take(file)).toBe(true);
  expect(take(file)).toBe(false);
  expect(readRecord(file)?.pid).toBe(process.pid);
});

test.each([
  ['of a process that is gone', JSON.stringify({ pid: 999_999_999, began: 'long ago' })],
  ['of another process with the same number', JSON.stringify({ pid: process.pid, began: 'long ago' })],
  ['cut off by a crash', ''],
])('a lock %s is taken over', (_, text) => {
  const file = join(temporaryFolder(), 'lock');
  writeFileSync(file, text);
  expect(take(file)).toBe(true);
});

test('the same work is done by one at a time, and who waits is told so', async () => {
  const file = join(temporaryFolder(), 'lock');
  const { print, lines } = paper();
  const order: string[] = [];
  const finish = promised<void>();
  const first = exclusively(file, print, async () => {
    order.push('first begins');
    await finish.promise;
    order.push('first ends');
  });
  const second = exclusively(file, print, async () => void order.push('second'));
  finish.resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
  expect(lines).toEqual(['another start is busy with the same, waiting for it']);
  expect(existsSync(file)).toBe(false);
});
