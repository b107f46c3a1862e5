import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Log } from '../engine/child';
import { forgetProcess, readRecord, runs, type ProcessIdentity } from '../engine/process-identity';
import { until } from '../engine/wait';

/** The others may still need these while they stop. */
const stoppedLast = ['temporal.pid', 'postgres.pid'];

/**
 * Stops what a killed supervisor left behind: every process recorded in `folder` that still is the one recorded. A process that got the
 * same number later is left alone.
 * @returns the names of the parts that were stopped.
 */
export async function stopOrphans(folder: string, print: Log, patienceMs: number = 15_000): Promise<string[]> {
  const stopped: string[] = [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.pid'));
  for (const file of files.sort((one, other) => stoppedLast.indexOf(one) - stoppedLast.indexOf(other))) {
    const path = join(folder, file);
    const record = readRecord(path);
    if (record && runs(record)) {
      const name = basename(file, '.pid');
      print(`stopping ${name} (process ${record.pid}), left over from a start that was killed`);
      await end(record, patienceMs);
      stopped.push(name);
    }
    forgetProcess(path);
  }
  return stopped;
}

/** Kills every process recorded in `folder` at once, with its group. */
export function killRecorded(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pid'))) {
    const record = readRecord(join(folder, file));
    if (record && runs(record)) process.kill(-record.pid, 'SIGKILL');
  }
}

async function end(orphan: ProcessIdentity, patienceMs: number): Promise<void> {
  const gone = (): boolean => !runs(orphan);
  try {
    process.kill(orphan.pid, 'SIGCONT'); // it may have been paused
    process.kill(orphan.pid, 'SIGINT'); // PostgreSQL breaks its sessions off; at SIGTERM it would wait for them
    await until('it ends', gone, { withinMs: patienceMs });
  } catch {
    if (gone()) return;
    process.kill(-orphan.pid, 'SIGKILL'); // it leads a process group of its own
    await until(`process ${orphan.pid} ends`, gone, { withinMs: 10_000 });
  }
}
