// What others would write for the same: plain workflows that hold their case in memory and act on a signal.
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { MailActivities } from './worker';

const verdict = defineSignal('verdict');
const { sendMail } = proxyActivities<MailActivities>({ startToCloseTimeout: '10 minutes', heartbeatTimeout: '90 seconds' });

/** Holds an answer, which is safe once the start of the workflow is acknowledged, and waits for its verdict. */
export async function heldAnswer(_text: string): Promise<void> {
  await judged();
}

/** Waits for a verdict and sends a mail. */
export async function mailAtVerdict(to: string): Promise<void> {
  await judged();
  await sendMail(to);
}

async function judged(): Promise<void> {
  let is = false;
  setHandler(verdict, () => {
    is = true;
  });
  await condition(() => is);
}
