import type { PageRouter } from '../core/page-router';
import { participationBackgroundPage } from './participation-background-page';
import { participationEndingPage } from './participation-ending-page';
import { participationNewPage } from './participation-new-page';
import { participationPersonPage } from './participation-person-page';
import { participationProgrammePage } from './participation-programme-page';

/** Registering somebody, and the four pages about her. */
export function participationPages(router: PageRouter): void {
  participationNewPage(router);
  participationPersonPage(router);
  participationBackgroundPage(router);
  participationProgrammePage(router);
  participationEndingPage(router);
}
