import { continueAsNew } from '@temporalio/workflow';
import type { EnrolmentSteps } from '../../activities/certification/enrolment-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const {
  readEnrolment,
  releaseMaterial,
  remindOfDeadline,
  withdrawUnadmitted,
  withdrawCancelled,
  closeUndelivered,
  startGrading,
  issueCertificate,
  failUncorrected,
} = steps<EnrolmentSteps>();

/** Follows one enrolment from sign-up to certificate or refusal. Holds no state: started anew at any moment it goes on from the facts. */
export async function enrolment(enrolmentId: string): Promise<void> {
  await follow(
    () => readEnrolment(enrolmentId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'releaseMaterial':
          return releaseMaterial(enrolmentId, due);
        case 'remindOfDeadline':
          return remindOfDeadline(enrolmentId, due);
        case 'withdrawUnadmitted':
          return withdrawUnadmitted(enrolmentId, due);
        case 'withdrawCancelled':
          return withdrawCancelled(enrolmentId, due);
        case 'closeUndelivered':
          return closeUndelivered(enrolmentId, due);
        case 'startGrading':
          return startGrading(enrolmentId, due);
        case 'issueCertificate':
          return issueCertificate(enrolmentId, due);
        case 'failUncorrected':
          return failUncorrected(enrolmentId, due);
      }
    },
    () => continueAsNew<typeof enrolment>(enrolmentId),
  );
}
