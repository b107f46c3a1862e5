import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { AskingQueue } from '../../domain/core/stories';

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' } as const;

/**
 * Reads and steps: short transactions on PostgreSQL, harmless to repeat. In an outage a wait of more than two seconds becomes a timer, which frees the slot
 * that every waiting story would otherwise hold.
 */
export function steps<T extends object>(): ReturnType<typeof proxyLocalActivities<T>> {
  return proxyLocalActivities<T>({ startToCloseTimeout: '1 minute', localRetryThreshold: '2 seconds', retry });
}

/** What waits for the outside world: tried again for as long as it takes, watched by heartbeats. */
export function outside<T extends object>(): ReturnType<typeof proxyActivities<T>> {
  return proxyActivities<T>({ startToCloseTimeout: '10 minutes', heartbeatTimeout: '90 seconds', retry: { ...retry, maximumAttempts: 3 } });
}

/** One short question to others, on the queue beside that of the story: a worker that dies in the middle of it is noticed by the time-out alone, and it is asked again. */
export function asking<T extends object>(): ReturnType<typeof proxyActivities<T>> {
  const taskQueue: AskingQueue = `${workflowInfo().taskQueue}-asking`;
  return proxyActivities<T>({ taskQueue, startToCloseTimeout: '15 seconds', retry: { ...retry, maximumAttempts: 3 } });
}
