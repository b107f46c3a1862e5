import { continueAsNew } from '@temporalio/workflow';
import type { ParticipationSteps } from '../../activities/register/participation-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readParticipation, warnOfLength, askForEnd, askForDischarge, askForFields } = steps<ParticipationSteps>();

/** Follows one participation until it is discharged: asks for what is missing, and warns of a programme that lasts too long. */
export async function participation(participationId: string): Promise<void> {
  await follow(
    () => readParticipation(participationId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'warnOfLength':
          return warnOfLength(participationId, due);
        case 'askForEnd':
          return askForEnd(participationId, due);
        case 'askForDischarge':
          return askForDischarge(participationId, due);
        case 'askForFields':
          return askForFields(participationId, due);
      }
    },
    () => continueAsNew<typeof participation>(participationId),
  );
}
