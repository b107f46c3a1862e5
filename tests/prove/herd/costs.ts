import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { rows } from '../../../db/core/columns';
import { until } from '../../../tools/engine/wait';
import type { System } from '../../../bench/system';
import { childrenOf, lookInto, processorMsOf, residentOf } from '../support/probe';

/** Processor time that each part has used at a moment, in milliseconds. */
export type Used = Readonly<{ at: number; api: number; worker: number; temporal: number; postgres: number }>;

/** What the system holds at a moment: memory and files in bytes. */
export type Costs = Readonly<{
  workerHeap: number;
  workerMemory: number;
  temporalMemory: number;
  temporalFile: number;
  /** The table with its indexes. */
  certificateBytes: number;
  databaseBytes: number;
}>;

export function usedBy({ processes }: System): Used {
  return {
    at: performance.now(),
    api: processorMsOf(processes.api),
    worker: processorMsOf(processes.worker),
    temporal: processorMsOf(processes.temporal),
    postgres: [processes.postgres, ...childrenOf(processes.postgres)].reduce((sum, pid) => sum + processorMsOf(pid), 0),
  };
}

/** Waits until nobody does anything: a story that was woken has not yet read its case when its wake is delivered. */
export async function untilIdle(system: System): Promise<void> {
  let last = usedBy(system);
  const rests = (): boolean => {
    const now = usedBy(system);
    const busyMs = now.worker + now.temporal - last.worker - last.temporal;
    const isIdle = busyMs < 0.1 * (now.at - last.at);
    last = now;
    return isIdle;
  };
  await pause(500);
  await until('worker and Temporal rest', rests, { withinMs: 600_000, everyMs: 500 });
}

/** Looks at what is held; the worker collects its garbage for it. */
export async function costsOf({ processes, folder, db }: System, probes: string): Promise<Costs> {
  const held = await lookInto(processes.worker, probes);
  const [row] = await rows<{ certificates: number; all: number }>(
    db.raw(`select pg_total_relation_size('certificate')::float8 as certificates, pg_database_size(current_database())::float8 as all`),
  );
  return {
    workerHeap: held.heapUsed,
    workerMemory: residentOf(processes.worker),
    temporalMemory: residentOf(processes.temporal),
    // The log of its changes is emptied into the file now and then: together they only grow.
    temporalFile: ['', '-wal'].reduce(
      (sum, end) => sum + (statSync(path.join(folder, `temporal.db${end}`), { throwIfNoEntry: false })?.size ?? 0),
      0,
    ),
    certificateBytes: row!.certificates,
    databaseBytes: row!.all,
  };
}

/** What each of so many cases added. */
export function perCase(before: Costs, after: Costs, cases: number): Readonly<Record<string, string | number>> {
  const bytes = (of: (costs: Costs) => number): number => Math.round((of(after) - of(before)) / cases);
  return {
    'bytes of Temporal a story': bytes((costs) => costs.temporalFile),
    'memory of Temporal a story': bytes((costs) => costs.temporalMemory),
    'bytes of PostgreSQL a case': bytes((costs) => costs.databaseBytes),
    'bytes of the certificate table a case': bytes((costs) => costs.certificateBytes),
    'memory of the worker a story': bytes((costs) => costs.workerMemory),
    'heap of the worker a story': bytes((costs) => costs.workerHeap),
  };
}

/** Processor time of each part, in seconds per hour. */
export function perHour(before: Used, after: Used): string {
  const hours = (after.at - before.at) / 3_600_000;
  return (['api', 'worker', 'temporal', 'postgres'] as const)
    .map((part) => `${part} ${((after[part] - before[part]) / 1_000 / hours).toFixed(0)}`)
    .join(', ');
}
