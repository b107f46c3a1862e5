import { readdirSync, readFileSync } from 'node:fs';

/**
 * Waits, blocking, until every thread of a process that was sent SIGSTOP stands still, a second at most: a thread on another processor
 * still answers what arrives within the same fraction of a millisecond. Elsewhere than on Linux it does not wait.
 */
export function awaitStandstill(pid: number): void {
  const giveUpAt = performance.now() + 1_000;
  while (process.platform === 'linux' && performance.now() < giveUpAt && !threadsStand(pid)) continue;
}

function threadsStand(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      return 'TtZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2)); // stopped, traced, or ended
    });
  } catch {
    return true; // it has ended
  }
}
