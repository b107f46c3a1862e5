import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startChild } from '../../tools/engine/child';
import { identify, readRecord } from '../../tools/engine/process-identity';
import { until } from '../../tools/engine/wait';
import { killRecorded, stopOrphans } from '../../tools/start/orphans';
import { node, paper, promised, temporaryFolder } from './support';

const forever = 'setInterval(() => undefined, 1000)';
const deaf = `process.on('SIGINT', () => undefined); process.on('SIGTERM', () => undefined); console.log('deaf'); ${forever}`;

test('a process is recorded while it runs, and forgotten when it ends', async () => {
  const pidFile = join(temporaryFolder(), 'api.pid');
  const child = await node(forever, { pidFile });
  expect(readRecord(pidFile)).toEqual(identify(child.pid));
  await child.stop(['SIGTERM', 5_000]);
  expect(existsSync(pidFile)).toBe(false);
  expect(identify(child.pid)).toBeUndefined();
});

test('orphans are found and stopped, PostgreSQL last', async () => {
  const folder = temporaryFolder();
  const children = await Promise.all(
    ['postgres', 'temporal', 'api'].map((name) => node(forever, { pidFile: join(folder, `${name}.pid`) })),
  );
  const { print, lines } = paper();
  expect(await stopOrphans(folder, print)).toEqual(['api', 'temporal', 'postgres']);
  expect(await Promise.all(children.map(({ exited }) => exited))).toEqual(Array(3).fill('ended by SIGINT'));
  expect(lines[0]).toMatch(/^stopping api \(process \d+\)/);
});

test('an orphan that does not listen is killed', async () => {
  const folder = temporaryFolder();
  const listening = promised<void>();
  const child = await node(deaf, { pidFile: join(folder, 'worker.pid'), log: () => listening.resolve() });
  await listening.promise;
  await stopOrphans(folder, () => undefined, 100);
  expect(await child.exited).toBe('ended by SIGKILL');
});

test('a process that got the number of a recorded one later is left alone', async () => {
  const folder = temporaryFolder();
  const child = await node(forever);
  writeFileSync(join(folder, 'api.pid'), JSON.stringify({ pid: child.pid, began: 'another instant' }));
  expect(await stopOrphans(folder, () => undefined)).toEqual([]);
  expect(child.ended()).toBeUndefined();
  expect(existsSync(join(folder, 'api.pid'))).toBe(false);
  child.kill();
});

test('a record cut off by a crash is no record', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'api.pid'), '{"pid":');
  expect(await stopOrphans(folder, () => undefined)).toEqual([]);
});

test('all recorded processes can be killed at once', async () => {
  const folder = temporaryFolder();
  const child = await node(deaf, { pidFile: join(folder, 'worker.pid') });
  killRecorded(folder);
  expect(await child.exited).toBe('ended by SIGKILL');
});

test('a process that has ended but was never collected does not count as running', async () => {
  const number = promised<string>();
  const args = ['-c', 'sleep 0.1 & echo $!; exec sleep 30']; // the sleep of 30 seconds knows nothing of the other, which it inherits as its child
  const parent = await startChild({ command: 'sh', args, cwd: '/', log: number.resolve });
  const pid = Number(await number.promise);
  await until('it counts as ended', () => identify(pid) === undefined, { withinMs: 5_000 });
  expect(parent.ended()).toBeUndefined();
  parent.kill();
});
