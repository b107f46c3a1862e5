import { newId } from '../../db/core/ids';
import { person } from '../../db/core/people';
import { Refusal } from '../../domain/core/errors';
import { signInByLink } from '../../api/core/sign-in-commands';
import { beginSession } from './browser-session';
import { Button, ButtonLink, ButtonRow, Page, SubmitForm } from './components';
import { localPath } from './local-path';
import type { PageRequest, PageRouter, Refused, View } from './page-router';

/** Where the mailed link leads: one button. Opening the link alone does not use it up, for mail scanners open every link they see. */
export function signInLinkPage(router: PageRouter): void {
  router.get('/sign-in/link', 'anyone', async (page) => confirm(page));
  router.postApart(
    '/sign-in/link',
    'anyone',
    async ({ context, req }, { values }) => {
      const who = await person(context.db, await signInByLink(context, values['token'] ?? ''));
      if (!who || who.erasedAt) throw new Refusal('link_expired');
      await beginSession(req, who);
      return localPath(values['next']);
    },
    expired,
  );
}

function confirm({ locale, query }: PageRequest): View {
  const { t } = locale;
  const body = (
    <Page locale={locale} title={t('core.signIn.title')} lead={t('core.signIn.linkLead')}>
      <SubmitForm action="/sign-in/link" idempotencyKey={newId()}>
        <input type="hidden" name="token" value={query['token'] ?? ''} />
        <input type="hidden" name="next" value={query['next'] ?? '/'} />
        <Button>{t('core.signIn.title')}</Button>
      </SubmitForm>
    </Page>
  );
  return { title: t('core.signIn.title'), body };
}

async function expired({ locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const code = refused?.refusal.code ?? 'link_expired';
  const title = t(`core.error.${code}.title`);
  const body = (
    <Page locale={locale} title={title} lead={t(`core.error.${code}.detail`)}>
      <ButtonRow>
        <ButtonLink href="/sign-in" variant="primary">
          {t('core.signIn.again')}
        </ButtonLink>
      </ButtonRow>
    </Page>
  );
  return { title, body };
}
