import type { JSX } from 'preact';
import PostalMime from 'postal-mime';
import { Refusal } from '../../domain/core/errors';
import { capturedMail } from '../../db/core/mail-capture';
import { Bytes } from '../../api/core/route';
import { ButtonLink, Page, SummaryList } from './components';
import type { PageRequest, PageRouter, View } from './page-router';

/** One captured mail as text, its links to click, and the whole of it as it came. */
export function mailPage(router: PageRouter): void {
  router.get('/mail/:id', 'anyone', mail);
  router.download('/mail/:id/raw', 'anyone', async (page) => new Bytes((await mailOf(page)).raw, 'mail.eml', 'message/rfc822'));
}

async function mailOf({
  context,
  params,
}: PageRequest): ReturnType<typeof capturedMail> extends Promise<infer M> ? Promise<NonNullable<M>> : never {
  const found = await capturedMail(context.db, params['id'] ?? '');
  if (!found) throw new Refusal('not_found');
  return found;
}

async function mail(page: PageRequest): Promise<View> {
  const { locale, params } = page;
  const { t } = locale;
  const { raw, receivedAt } = await mailOf(page);
  const { subject, from, to = [], text = '' } = await PostalMime.parse(raw);
  const title = subject || t('core.mail.noSubject');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: '/mail', text: t('core.mail.title') }]}
      actions={
        <ButtonLink href={`/mail/${params['id'] ?? ''}/raw`} download>
          {t('core.mail.raw')}
        </ButtonLink>
      }
    >
      <SummaryList
        items={[
          { term: t('core.mail.from'), value: from?.address ?? '' },
          { term: t('core.mail.to'), value: to.map((one) => one.address).join(', ') },
          { term: t('core.mail.at'), value: locale.instant(receivedAt) },
        ]}
      />
      <div class="frist-mail">
        <LinkedText text={text.trim()} />
      </div>
    </Page>
  );
  return { title, body };
}

/** Text with its web addresses to click; the full stop that ends a sentence belongs to none. */
function LinkedText({ text }: Readonly<{ text: string }>): JSX.Element {
  return (
    <>{text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((piece, at) => (at % 2 === 0 ? piece : <a href={piece}>{piece}</a>))}</>
  );
}
