import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dataFolder, dataHome, isDataFolder, makeDataFolder, projectRoot } from '../../tools/engine/project';
import { temporaryFolder } from './support';

const root = temporaryFolder();
writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'frist' }));

test.each([['tools/engine'], ['dist/tools/engine']])('the project is found from %s', (where) => {
  const folder = join(root, where);
  mkdirSync(folder, { recursive: true });
  expect(projectRoot(folder)).toBe(root);
});

test('the package.json of something else on the way is passed by', () => {
  const bench = join(root, 'bench');
  mkdirSync(bench);
  writeFileSync(join(bench, 'package.json'), JSON.stringify({ name: 'bench' }));
  expect(projectRoot(bench)).toBe(root);
});

test('outside the project it is an error', () => {
  expect(() => projectRoot('/')).toThrow('no package.json named "frist"');
});

test('an ordinary user keeps the data inside the project, root keeps them where others can pass', () => {
  expect(dataHome(root, false)).toBe(join(root, '.frist'));
  expect(dataHome(root, true)).toMatch(/^\/var\/lib\/frist\/[0-9a-f]{12}$/);
  expect(dataHome('/elsewhere', true)).not.toBe(dataHome(root, true));
});

test('live and rehearsal never share a folder', () => {
  expect(dataFolder('live', root)).not.toBe(dataFolder('rehearsal', root));
});

test('a data folder carries our mark, any other folder does not', () => {
  const folder = join(root, 'data');
  makeDataFolder(folder);
  expect(isDataFolder(folder)).toBe(true);
  expect(isDataFolder(root)).toBe(false);
});
