import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until `probe` gives a value (anything but undefined and false); what it throws counts as "not yet".
 * @throws Error naming `what` and the last reason after `withinMs`, or the reason of `signal` as soon as that is aborted.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  options: { withinMs: number; everyMs?: number; signal?: AbortSignal | undefined },
): Promise<T> {
  const giveUpAt = performance.now() + options.withinMs;
  for (;;) {
    options.signal?.throwIfAborted();
    let reason: unknown;
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      reason = error;
    }
    options.signal?.throwIfAborted();
    if (performance.now() > giveUpAt) {
      throw new Error(`${what}: not within ${Math.round(options.withinMs / 1000)} s${reason ? ` (${messageOf(reason)})` : ''}`, {
        cause: reason,
      });
    }
    await pause(options.everyMs ?? 50);
  }
}

/** The text of anything thrown, also of Node's connection errors, which carry only a code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return error.message || (typeof code === 'string' ? code : error.name);
}
