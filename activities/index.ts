import { createCertificateSteps } from './certification/certificate-steps';
import { createEnrolmentSteps } from './certification/enrolment-steps';
import { createRoundSteps } from './certification/round-steps';
import { createRuleBatchSteps } from './certification/rule-batch-steps';
import { createNightlySteps } from './core/nightly-steps';
import { createPostOffice, type PostOfficeOptions } from './core/post-office';

/** Everything stories may call. */
export function createActivities(options: PostOfficeOptions) {
  const { db } = options;
  return {
    ...createEnrolmentSteps({ db }),
    ...createCertificateSteps({ db }),
    ...createRoundSteps({ db }),
    ...createRuleBatchSteps({ db }),
    ...createNightlySteps({ db }),
    ...createPostOffice(options),
  };
}
