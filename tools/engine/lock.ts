import { linkSync, renameSync, rmSync } from 'node:fs';
import type { Log } from './child';
import { readRecord, recordProcess, runs } from './process-identity';
import { until } from './wait';

/**
 * Does `work` while no other process does the same under this lock file; waits for one that does. The lock of a process that is gone is
 * taken over.
 * @throws what `work` throws, or the reason of `signal`.
 */
export async function exclusively<T>(file: string, log: Log, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let told = false;
  await until(
    `the lock ${file}`,
    () => {
      if (take(file)) return true;
      if (!told) log('another start is busy with the same, waiting for it');
      told = true;
      return false;
    },
    { withinMs: 3_600_000, everyMs: 500, signal },
  );
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Takes the lock file for this process; false when a living process holds it. */
export function take(file: string, more: Readonly<Record<string, string>> = {}): boolean {
  const mine = `${file}.${process.pid}.mine`;
  recordProcess(mine, process.pid, more);
  try {
    if (linkIfFree(mine, file)) return true; // link, unlike rename, refuses to replace
    const holder = readRecord(file);
    if (holder && runs(holder)) return false;
    return clearAway(file, holder?.pid) && linkIfFree(mine, file);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes the lock of a process that is gone; false when somebody else did so first and holds the lock now. */
function clearAway(file: string, gonePid: number | undefined): boolean {
  const aside = `${file}.${process.pid}.gone`;
  try {
    renameSync(file, aside); // only one of us can move it
  } catch {
    return true; // moved by another; who of us links first has the lock
  }
  const moved = readRecord(aside);
  const wasGone = moved?.pid === gonePid;
  if (!wasGone) linkIfFree(aside, file);
  rmSync(aside, { force: true });
  return wasGone;
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
