import type { PageRouter } from '../core/page-router';
import { certificatePage } from './certificate-page';
import { changeRoundPage } from './change-round-page';
import { downloads } from './downloads';
import { enrolmentPage } from './enrolment-page';
import { gradePage } from './grade-page';
import { gradingPage } from './grading-page';
import { importPage } from './import-page';
import { importPreviewPage } from './import-preview-page';
import { moveDeadlinePage } from './move-deadline-page';
import { newRoundPage } from './new-round-page';
import { roundPage } from './round-page';
import { roundsPage } from './rounds-page';
import { signUpPage } from './sign-up-page';
import { verifyPage } from './verify-page';

/** The pages of certification. */
export function certificationPages(router: PageRouter): void {
  roundsPage(router);
  // Before `:id`, which would take `new` for a round.
  newRoundPage(router);
  roundPage(router);
  changeRoundPage(router);
  moveDeadlinePage(router);
  signUpPage(router);
  importPage(router);
  importPreviewPage(router);
  enrolmentPage(router);
  gradingPage(router);
  gradePage(router);
  certificatePage(router);
  verifyPage(router);
  downloads(router);
}
