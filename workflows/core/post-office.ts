import { continueAsNew } from '@temporalio/workflow';
import type { PostOfficeSteps } from '../../activities/core/post-office';
import { storyClock } from './clock';
import { follow } from './follow';
import { outside, steps } from './proxies';

const { readPostOffice } = steps<PostOfficeSteps>();
const { deliverLetters } = outside<PostOfficeSteps>();

/** Delivers letters as they become due. Has a story of its own, so that no deadline waits behind a mail server. */
export async function postOffice(installationId: string): Promise<void> {
  await follow(
    () => readPostOffice(storyClock()),
    (_due, now) => deliverLetters(now),
    () => continueAsNew<typeof postOffice>(installationId),
  );
}
