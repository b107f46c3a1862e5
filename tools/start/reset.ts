import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../engine/child';
import { readRecord, runs } from '../engine/process-identity';
import { dataFolder, isDataFolder, type Mode } from '../engine/project';
import { lockIn, readState } from './data-layout';
import { stopOrphans } from './orphans';

/**
 * Removes the data of these modes; only folders that carry our mark. Nothing is removed while one of them runs.
 * @returns the exit code: 1 when one runs.
 */
export async function reset(
  modes: readonly Mode[],
  print: Log,
  folderOf: (mode: Mode) => string = (mode) => dataFolder(mode),
): Promise<number> {
  for (const mode of modes) {
    const holder = readRecord(lockIn(folderOf(mode)));
    if (!holder || !runs(holder)) continue;
    print(`Frist (${mode}) runs: ${holder['url'] ?? ''} (process ${holder.pid}); stop it first. Nothing was removed.`);
    return 1;
  }
  for (const mode of modes) await resetOne(mode, folderOf(mode), print);
  return 0;
}

async function resetOne(mode: Mode, folder: string, print: Log): Promise<void> {
  if (!existsSync(folder)) return print(`${mode}: there are no data (${folder})`);
  if (!isDataFolder(folder)) return print(`${mode}: ${folder} was not made by Frist; it is left alone`);
  if (existsSync(join(folder, 'run'))) await stopOrphans(join(folder, 'run'), print);
  const { externalDatabase } = readState(folder);
  if (externalDatabase === undefined) {
    rmSync(folder, { recursive: true });
    return print(`${mode}: removed ${folder}`);
  }
  // Person data in that database can only be read with the master key, so it stays as long as the database may.
  for (const name of readdirSync(folder).filter((entry) => !['secrets', 'state.json', '.frist-data'].includes(entry))) {
    rmSync(join(folder, name), { recursive: true });
  }
  print(`${mode}: removed ${folder} except its secrets; the database at ${externalDatabase} is not ours and was not touched`);
}
