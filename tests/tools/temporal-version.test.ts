import { expect, test } from '@jest/globals';
import { isNewEnough, serverVersionIn, serverVersionOf } from '../../tools/engine/temporal-version';

test.each([
  ['temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)', '1.32.0'],
  ['temporal version 0.0.0-DEV (Server 1.32.0, UI 2.54.1)\n', '1.32.0'],
  ['temporal version 1.4.0 (Server 1.28.0-148.4, UI 2.38.3)', '1.28.0-148.4'],
  ['tctl version 1.18.1', undefined],
  ['', undefined],
])('the server version in %j is %s', (answer, version) => {
  expect(serverVersionIn(answer)).toBe(version);
});

test.each([
  ['1.31.0', true],
  ['1.32.0', true],
  ['2.0.0', true],
  ['1.31.0-151.6', true],
  ['1.30.9', false],
  ['1.4.0', false],
  ['0.31.0', false],
])('a server %s is new enough: %s', (version, enough) => {
  expect(isNewEnough(version)).toBe(enough);
});

test('a program that is none tells no version', async () => {
  expect(await serverVersionOf('/nowhere/temporal')).toBeUndefined();
});
