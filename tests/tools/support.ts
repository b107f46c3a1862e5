import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { startChild, type Child } from '../../tools/engine/child';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frist-tools-'));
  folders.push(folder);
  return folder;
}

/** Collects what is printed. */
export function paper(): { print: (line: string) => void; lines: string[]; text: () => string } {
  const lines: string[] = [];
  return { print: (line) => void lines.push(line), lines, text: () => lines.join('\n') };
}

/** A Node process of the test's own that runs `script`, recorded in `pidFile` when that is given. */
export function node(script: string, more: { pidFile?: string; log?: (line: string) => void } = {}): Promise<Child> {
  return startChild({ command: process.execPath, args: ['-e', script], cwd: tmpdir(), log: () => undefined, ...more });
}

/** A promise to be kept from outside. */
export function promised<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}
