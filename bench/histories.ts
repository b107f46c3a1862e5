import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { EventType } = temporal.api.enums.v1;

/** What only the skipping of a story's time leaves behind; a story that waits for its timers has none of it. */
const ofSkipping: ReadonlySet<unknown> = new Set([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
]);

/** How many events all runs of a story have together. */
export async function eventsOf({ workflow }: Client, workflowId: string): Promise<{ runs: number; events: number }> {
  let [runs, events] = [0, 0];
  for await (const { runId } of workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { events: all } = await workflow.getHandle(workflowId, runId).fetchHistory();
    runs += 1;
    events += (all ?? []).filter(({ eventType }) => !ofSkipping.has(eventType)).length;
  }
  return { runs, events };
}
