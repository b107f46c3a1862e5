import type { Logger } from 'pino';

/** Something that a process does again and again until it is stopped. */
export type Loop = Readonly<{ stop(): Promise<void>; nudge(): void }>;

/**
 * Runs `turn` again and again: at once after a nudge or when it asks for it, else after `restMs`. A turn that fails is logged and tried again.
 * @param turn returns true when there is more to do at once
 */
export function startLoop(name: string, log: Logger, restMs: number, turn: () => Promise<boolean>): Loop {
  let stopped = false;
  let nudged = false;
  let wake: (() => void) | undefined;
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, restMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = (async () => {
    // oxlint-disable-next-line no-unmodified-loop-condition -- `stop` below modifies it
    while (!stopped) {
      nudged = false;
      let more = false;
      try {
        more = await turn();
      } catch (error) {
        log.error({ err: error }, `${name} failed`);
      }
      if (!more && !nudged && !stopped) await rest();
    }
  })();
  return {
    nudge() {
      nudged = true;
      wake?.();
    },
    async stop() {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
