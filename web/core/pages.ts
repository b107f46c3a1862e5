import { accessibilityPage } from './accessibility-page';
import { accountPage } from './account-page';
import { assetUrl } from './assets';
import { forecastPage } from './forecast-page';
import { heldPage } from './held-page';
import { helpPage } from './help-page';
import { languageChoice } from './language-choice';
import { letterAddressPage } from './letter-address-page';
import { lettersPage } from './letters-page';
import { liveStream } from './live-stream';
import { logPage } from './log-page';
import { lookupsPage } from './lookups-page';
import { mailPage } from './mail-page';
import { mailboxPage } from './mailbox-page';
import { operationsPage } from './operations-page';
import type { PageRouter } from './page-router';
import { peoplePage } from './people-page';
import { personPage } from './person-page';
import { rehearsalForm } from './rehearsal-form';
import { daysOffPage } from './days-off-page';
import { rulePage } from './rule-page';
import { rulesPage } from './rules-page';
import { signInLinkPage } from './sign-in-link-page';
import { signInPage } from './sign-in-page';
import { snapshotsPage } from './snapshots-page';
import { startPage } from './start-page';
import { whatIfPage } from './what-if-page';

/** The pages that all systems share. */
export function corePages(router: PageRouter): void {
  // First, so that every page knows the reader's language.
  router.router.use(languageChoice);
  router.router.get('/live', liveStream(router));
  router.router.get('/favicon.ico', (_req, res) => res.redirect(302, assetUrl('frist.svg')));

  startPage(router);
  signInPage(router);
  signInLinkPage(router);
  accountPage(router);
  peoplePage(router);
  personPage(router);
  heldPage(router);
  forecastPage(router);
  rulesPage(router);
  rulePage(router);
  whatIfPage(router);
  daysOffPage(router);
  lettersPage(router);
  letterAddressPage(router);
  logPage(router);
  lookupsPage(router);
  operationsPage(router);
  if (router.parts.mailCapture) {
    mailboxPage(router);
    mailPage(router);
  }
  if (router.parts.rehearsal) {
    rehearsalForm(router);
    snapshotsPage(router);
  }
  accessibilityPage(router);
  helpPage(router);
}
