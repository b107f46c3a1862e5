// The bundle of stories: the name of each function is the type of its workflow (`domain/core/stories.ts`).
export { enrolment } from './certification/enrolment';
export { certificateLifetime } from './certification/certificate-lifetime';
export { certificationRound } from './certification/round';
export { postOffice } from './core/post-office';
export { nightly } from './core/nightly';
export { batch } from './core/batch';
