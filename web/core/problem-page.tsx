import type { ShowProblem } from '../../api/core/problem';
import { ButtonLink, ButtonRow, Page } from './components';
import type { PageRouter } from './page-router';

/** A refusal that has no form to go back to, as a page: what happened, what to do, and a number to quote. */
export function problemPage(router: PageRouter): ShowProblem {
  return (req, res, refusal, problem) => {
    if (!req.accepts('html') || req.actor === undefined) return false;
    const page = router.pageOf(req);
    const { t } = page.locale;
    const body = (
      <Page locale={page.locale} title={problem.title} lead={problem.detail}>
        {problem.status >= 500 && <p>{t('core.errors.reference', { reference: problem.traceId })}</p>}
        <ButtonRow>
          <ButtonLink href="/">{t('core.errors.back')}</ButtonLink>
        </ButtonRow>
      </Page>
    );
    router.send(res, page, { title: problem.title, body }, problem.status, refusal).catch(() => {
      // The frame needs the database too: without it the bare words are better than nothing.
      if (!res.headersSent)
        res
          .status(problem.status)
          .type('text/plain')
          .send(`${problem.title}\n${problem.detail ?? ''}\n`);
    });
    return true;
  };
}
