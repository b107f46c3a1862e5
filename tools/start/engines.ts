import { existsSync, renameSync } from 'node:fs';
import type { Log } from '../engine/child';
import { startPostgres, type PostgresEngine } from '../engine/postgres';
import { startTemporal, type TemporalEngine, type TemporalOptions } from '../engine/temporal';
import { messageOf } from '../engine/wait';
import type { DataLayout } from './data-layout';
import type { Part } from './part';

/** PostgreSQL as a part. Its port is the same at every start: the programs were told it once. */
export function postgresPart(data: DataLayout, port: number, log: Log): Part<PostgresEngine> {
  const logFile = data.logOf('postgres');
  const options = { dataDir: data.postgres, port, portIsFixed: true, log, logFile, pidFile: data.pidFileOf('postgres') };
  return { title: 'PostgreSQL', logFile, start: (signal) => startPostgres({ ...options, signal }) };
}

/** Temporal as a part, with its pages. */
export function temporalPart(data: DataLayout, binary: string, port: number, uiPort: number, log: Log): Part<TemporalEngine> {
  const logFile = data.logOf('temporal');
  const dbFile = data.temporalDatabase;
  const options = { binary, dbFile, port, uiPort, ui: true, portIsFixed: true, log, logFile, pidFile: data.pidFileOf('temporal') };
  return { title: 'Temporal', logFile, start: (signal) => startOrBeginAnew({ ...options, dbFile, signal }, log) };
}

/** What is true lies in PostgreSQL, so a damaged Temporal database is no reason not to start: the stories begin anew from the facts. */
async function startOrBeginAnew(options: TemporalOptions & { dbFile: string; signal: AbortSignal }, log: Log): Promise<TemporalEngine> {
  try {
    return await startTemporal(options);
  } catch (error) {
    options.signal.throwIfAborted();
    const { dbFile } = options;
    if (!existsSync(dbFile) || !/database|sqlite|malformed/i.test(messageOf(error))) throw error;
    for (const ending of ['', '-wal', '-shm']) if (existsSync(dbFile + ending)) renameSync(dbFile + ending, `${dbFile}.damaged${ending}`);
    log(`Temporal could not use its database; it is put aside as ${dbFile}.damaged, and the stories begin anew from the facts`);
    return startTemporal(options);
  }
}
