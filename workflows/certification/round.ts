import { continueAsNew } from '@temporalio/workflow';
import type { RoundSteps } from '../../activities/certification/round-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readRound, openRound, askForMaterial, releaseRoundMaterial, closeRound, completeRound } = steps<RoundSteps>();

/** Follows one round from its publication until every enrolment has ended. */
export async function certificationRound(roundId: string): Promise<void> {
  await follow(
    () => readRound(roundId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'openRound':
          return openRound(roundId, due);
        case 'askForMaterial':
          return askForMaterial(roundId, due);
        case 'releaseMaterial':
          return releaseRoundMaterial(roundId, due);
        case 'closeRound':
          return closeRound(roundId, due);
        case 'completeRound':
          return completeRound(roundId, due);
      }
    },
    () => continueAsNew<typeof certificationRound>(roundId),
  );
}
