import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

type Activities = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** The first case that any story asked about, in a variable of the module: the fault that the proof of eviction plants. */
let kept: unknown;

/** `proxies` with a fault: whoever comes later is given the case of whoever came first. */
export function steps(): Activities {
  const real = proxyLocalActivities<Activities>({ startToCloseTimeout: '1 minute' });
  return new Proxy(real, {
    get:
      (target, name: string) =>
      async (...args: unknown[]) => {
        if (args.length < 2) return target[name]!(...args);
        kept ??= args[0];
        return target[name]!(kept, ...args.slice(1));
      },
  });
}

export function outside(): Activities {
  return proxyActivities<Activities>({ startToCloseTimeout: '10 minutes' });
}
