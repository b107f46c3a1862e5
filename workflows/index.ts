// The bundle of stories: the name of each function is the type of its workflow (`domain/core/stories.ts`).
export { enrolment } from './certification/enrolment';
export { certificateLifetime } from './certification/certificate-lifetime';
export { certificationRound } from './certification/round';
export { invitation } from './register/invitation';
export { nameLookup } from './register/name-lookup';
export { participation } from './register/participation';
export { yearlyReport } from './register/yearly-report';
export { postOffice } from './core/post-office';
export { nightly } from './core/nightly';
export { batch } from './core/batch';
