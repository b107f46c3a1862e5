import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

type Activities = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Where the first case that any story asked about is kept: on what a whole V8 context shares. The fault that the proof of eviction plants. */
const shared = Array.prototype as unknown as Record<symbol, unknown>;
const kept = Symbol.for('kept');

/** `proxies` with a fault: whoever comes later is given the case of whoever came first. */
export function steps(): Activities {
  const real = proxyLocalActivities<Activities>({ startToCloseTimeout: '1 minute' });
  return new Proxy(real, {
    get:
      (target, name: string) =>
      async (...args: unknown[]) => {
        if (args.length < 2) return target[name]!(...args);
        shared[kept] ??= args[0];
        return target[name]!(shared[kept], ...args.slice(1));
      },
  });
}

export function outside(): Activities {
  return proxyActivities<Activities>({ startToCloseTimeout: '10 minutes' });
}
