import { rmSync } from 'node:fs';

type Running = { postgres: { stop(): Promise<void> }; temporal: { stop(): Promise<void> }; folder: string };

/** Stops what the run started, and only that. */
export default async function globalTeardown(): Promise<void> {
  const { fristEngines } = globalThis as { fristEngines?: Running };
  if (!fristEngines) return;
  await fristEngines.temporal.stop();
  await fristEngines.postgres.stop();
  rmSync(fristEngines.folder, { recursive: true, force: true });
}
