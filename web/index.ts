import type { PageParts } from '../api/core/app';
import { certificationPages } from './certification/pages';
import { assetsRouter } from './core/assets';
import { corePages } from './core/pages';
import { registerPages } from './register/pages';
import { PageRouter } from './core/page-router';
import { problemPage } from './core/problem-page';

/** The pages for people: they call the same commands and queries as the API, in the same process. `list` names every page there is. */
export function pages(parts: PageParts) {
  const router = new PageRouter(parts);
  corePages(router);
  certificationPages(router);
  registerPages(router);
  router.leadBack();
  return { assets: assetsRouter(), router: router.router, showProblem: problemPage(router), list: router.pages };
}
