import { continueAsNew } from '@temporalio/workflow';
import type { NightlySteps } from '../../activities/core/nightly-steps';
import { storyClock } from './clock';
import { follow } from './follow';
import { steps } from './proxies';

const { readNightly, keepHouse } = steps<NightlySteps>();

/** Keeps house: lets go of what was kept long enough. */
export async function nightly(installationId: string): Promise<void> {
  await follow(
    () => readNightly(storyClock()),
    (_due, now) => keepHouse(now),
    () => continueAsNew<typeof nightly>(installationId),
  );
}
