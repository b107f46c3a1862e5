import { continueAsNew } from '@temporalio/workflow';
import type { RuleBatchSteps } from '../../activities/certification/rule-batch-steps';
import { storyClock } from './clock';
import { follow } from './follow';
import { steps } from './proxies';

const { readBatchNext, workBatch } = steps<RuleBatchSteps>();

/** Works one batch chunk by chunk until all its cases are looked at. */
export async function batch(batchId: string): Promise<void> {
  await follow(
    () => readBatchNext(batchId, storyClock()),
    (due) => workBatch(batchId, due),
    () => continueAsNew<typeof batch>(batchId),
  );
}
