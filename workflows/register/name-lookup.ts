import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { LookupSteps } from '../../activities/register/lookup-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readNameLookup, showLookupDelay, giveUpLookup } = steps<LookupSteps>();
// One short question: a worker that dies in the middle of it is noticed by the time-out alone, and the question asked again.
const { askRegister } = proxyActivities<LookupSteps>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes', maximumAttempts: 3 },
});

/** Asks the population register for one name until it is told, or 14 days are over. Has a story of its own, so that nothing else waits for the register. */
export async function nameLookup(lookupId: string): Promise<void> {
  await follow(
    () => readNameLookup(lookupId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'askRegister':
          return askRegister(lookupId, due);
        case 'showDelay':
          return showLookupDelay(lookupId, due);
        case 'giveUp':
          return giveUpLookup(lookupId, due);
      }
    },
    () => continueAsNew<typeof nameLookup>(lookupId),
  );
}
