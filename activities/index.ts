import { createCertificateSteps } from './certification/certificate-steps';
import { createEnrolmentSteps } from './certification/enrolment-steps';
import { createRoundSteps } from './certification/round-steps';
import { createRuleBatchSteps } from './certification/rule-batch-steps';
import { createInvitationSteps } from './register/invitation-steps';
import { createLookupSteps } from './register/lookup-steps';
import { createParticipationSteps } from './register/participation-steps';
import { createReportSteps } from './register/report-steps';
import type { PopulationRegister } from './register/population-register';
import { createNightlySteps } from './core/nightly-steps';
import { createPostOffice, type PostOfficeOptions } from './core/post-office';

export type ActivityOptions = PostOfficeOptions & Readonly<{ register: PopulationRegister }>;

/** Everything stories may call. */
export function createActivities(options: ActivityOptions) {
  const { db, register } = options;
  return {
    ...createEnrolmentSteps({ db }),
    ...createCertificateSteps({ db }),
    ...createRoundSteps({ db }),
    ...createRuleBatchSteps({ db }),
    ...createInvitationSteps({ db }),
    ...createLookupSteps({ db, register }),
    ...createParticipationSteps({ db }),
    ...createReportSteps({ db }),
    ...createNightlySteps({ db }),
    ...createPostOffice(options),
  };
}
