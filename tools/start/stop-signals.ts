import type { Log } from '../engine/child';

/** What `signal` is aborted with when somebody asks us to stop. */
export class StopAsked extends Error {}

const asking = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C under npm arrives twice: from the terminal, and passed on by npm. */
const sameAskingMs = 1_000;

/** Aborts `stopping` when somebody asks us to stop (Ctrl-C, SIGTERM, a closed terminal), and calls `atOnce` when asked again. */
export function onStopAsked(stopping: AbortController, print: Log, atOnce: () => void): void {
  let firstAt: number | undefined;
  const asked = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      print('stopping; once more stops at once');
      stopping.abort(new StopAsked('stopped'));
    } else if (performance.now() - firstAt > sameAskingMs) {
      atOnce();
    }
  };
  for (const name of asking) process.on(name, asked);
}
