import type { PageRouter } from '../core/page-router';
import { acceptPage } from './accept-page';
import { contactPage } from './contact-page';
import { invitationPage } from './invitation-page';
import { invitationsPage } from './invitations-page';
import { downloadPage } from './download-page';
import { importPage } from './import-page';
import { importPreviewPage } from './import-preview-page';
import { overviewPage } from './overview-page';
import { oversightPage } from './oversight-page';
import { oversightRecordPage } from './oversight-record-page';
import { participationPages } from './participation-pages';
import { lookupForms } from './lookup-forms';
import { lookupsPage } from './lookups-page';
import { passwordPages } from './password-pages';
import { projectsPage } from './projects-page';
import { reportPage } from './report-page';

/** The pages of the participant register. */
export function registerPages(router: PageRouter): void {
  invitationPages(router);
  lookupPages(router);
  oversightPage(router);
  oversightRecordPage(router);
  overviewPages(router);
  participationPages(router);
  projectsPage(router);
  reportPage(router);
}

/** Inviting colleagues, accepting, and signing in by user name and password. */
function invitationPages(router: PageRouter): void {
  invitationsPage(router);
  invitationPage(router);
  acceptPage(router);
  contactPage(router);
  passwordPages(router);
}

/** Names that come from the population register, and how that goes. */
function lookupPages(router: PageRouter): void {
  lookupsPage(router);
  lookupForms(router);
}

/** Finding participants, and files of them. */
function overviewPages(router: PageRouter): void {
  overviewPage(router);
  downloadPage(router);
  importPage(router);
  importPreviewPage(router);
}
