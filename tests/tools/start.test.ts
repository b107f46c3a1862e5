import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { take } from '../../tools/engine/lock';
import type { Mode } from '../../tools/engine/project';
import { lockIn, openData, readState, writeState } from '../../tools/start/data-layout';
import { reset } from '../../tools/start/reset';
import { run } from '../../tools/start/run';
import { paper, temporaryFolder } from './support';

const both: readonly Mode[] = ['live', 'rehearsal'];

test('a second start refuses and says where the first one is', async () => {
  const folder = temporaryFolder();
  take(lockIn(folder), { url: 'http://127.0.0.1:3000' });
  const { print, text } = paper();
  expect(await run({ mode: 'live', print, folder })).toBe(1);
  expect(text()).toContain(`Frist (live) runs already: http://127.0.0.1:3000 (process ${process.pid})`);
});

test('reset refuses while one runs, and then removes nothing at all', async () => {
  const home = temporaryFolder();
  for (const mode of both) openData(join(home, mode));
  take(lockIn(join(home, 'rehearsal')), { url: 'http://127.0.0.1:3100' });
  const { print, text } = paper();
  expect(await reset(both, print, (mode) => join(home, mode))).toBe(1);
  expect(text()).toContain('Nothing was removed');
  expect(both.map((mode) => existsSync(join(home, mode)))).toEqual([true, true]);
});

test('reset removes the data of the modes it is told, and says so', async () => {
  const home = temporaryFolder();
  for (const mode of both) openData(join(home, mode));
  const { print, lines } = paper();
  expect(await reset(['rehearsal'], print, (mode) => join(home, mode))).toBe(0);
  expect(lines).toEqual([`rehearsal: removed ${join(home, 'rehearsal')}`]);
  expect(both.map((mode) => existsSync(join(home, mode)))).toEqual([true, false]);
});

test('reset leaves a folder without our mark alone', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'live'));
  writeFileSync(join(home, 'live', 'precious'), '');
  const { print, text } = paper();
  expect(await reset(['live'], print, (mode) => join(home, mode))).toBe(0);
  expect(text()).toContain('was not made by Frist');
  expect(existsSync(join(home, 'live', 'precious'))).toBe(true);
});

test('reset keeps the keys of a database that is not ours', async () => {
  const home = temporaryFolder();
  const data = openData(join(home, 'live'));
  const key = data.secret('master-key', 32, 'base64');
  writeState(data.folder, { ports: {}, externalDatabase: 'postgresql://owner@db.example/frist' });
  await reset(
    ['live'],
    () => undefined,
    (mode) => join(home, mode),
  );
  expect(existsSync(join(data.folder, 'logs'))).toBe(false);
  expect(openData(data.folder).secret('master-key', 32, 'base64')).toBe(key);
});

test('a secret is made once, and an unreadable state counts as none', () => {
  const data = openData(temporaryFolder());
  const secret = data.secret('app-password', 24, 'base64url');
  expect(secret).toHaveLength(32);
  expect(data.secret('app-password', 24, 'base64url')).toBe(secret);
  writeFileSync(join(data.folder, 'state.json'), '{"po');
  expect(readState(data.folder)).toEqual({ ports: {} });
  rmSync(data.folder, { recursive: true });
});
