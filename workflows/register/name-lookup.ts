import { continueAsNew } from '@temporalio/workflow';
import type { LookupSteps } from '../../activities/register/lookup-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { asking, steps } from '../core/proxies';

const { readNameLookup, showLookupDelay, giveUpLookup } = steps<LookupSteps>();

/** Asks the population register for one name until it is told, or 14 days are over. Has a story of its own, so that nothing else waits for the register. */
export async function nameLookup(lookupId: string): Promise<void> {
  const { askRegister } = asking<LookupSteps>();
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
