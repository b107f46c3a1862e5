import { closeSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';

/** Size of a file in bytes; 0 when there is none. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last `count` lines of a file (of its last 64 kB), none from before the byte `from`. */
export function tailOf(file: string, count: number, from: number = 0): string[] {
  const size = sizeOf(file);
  const start = Math.max(from, size - 65_536, 0);
  if (size <= start) return [];
  const bytes = Buffer.alloc(size - start);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, bytes, 0, bytes.length, start);
    return bytes.toString('utf8', 0, length).trimEnd().split('\n').slice(-count);
  } finally {
    closeSync(descriptor);
  }
}

/** Begins a log file anew and keeps one former: `api.log` becomes `api.log.1`. */
export function rotate(file: string): void {
  rmSync(`${file}.1`, { force: true });
  if (sizeOf(file) > 0) renameSync(file, `${file}.1`);
}
