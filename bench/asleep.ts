import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../tools/engine/wait';
import type { System } from './system';

/** Waits until the worker has nothing more to do. */
export async function asleep(system: System): Promise<void> {
  const isIdle = async (): Promise<boolean> => {
    const before = await system.processorMs();
    await pause(1_000);
    return (await system.processorMs()).worker - before.worker < 100;
  };
  await until('every story sleeps', isIdle, { withinMs: 600_000, everyMs: 100 });
}
