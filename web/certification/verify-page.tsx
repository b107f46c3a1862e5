import type { JSX } from 'preact';
import { Refusal } from '../../domain/core/errors';
import { verification, verifyLimit } from '../../api/certification/queries';
import { Button, ErrorSummary, FilterForm, Page, Section, SummaryList, TextField } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { CertificateTag } from './tags';

type Verified = Awaited<ReturnType<typeof verification>>;

/** Whether a certificate is valid, for anyone who has its number: name and status, no more. */
export function verifyPage(router: PageRouter): void {
  router.get('/verify', 'anyone', async (page) => show(page, page.query['number']));
  router.get('/verify/:number', 'anyone', async (page) => show(page, page.params['number']));
}

async function show({ context, locale, parts }: PageRequest, asked: string | undefined): Promise<View> {
  const number = asked?.trim().slice(0, 60);
  const found = number ? await find() : undefined;
  const title = locale.t('certification.verify.title');
  return {
    title,
    body: <VerifyPage locale={locale} number={number} found={found} />,
    ...(number && !found ? { status: 404 } : {}),
  };

  async function find(): Promise<Verified | undefined> {
    await parts.limits.take('verify', verifyLimit, context.address);
    return verification(context, number ?? '').catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'not_found') return undefined;
      throw error;
    });
  }
}

function VerifyPage({
  locale,
  number,
  found,
}: Readonly<{ locale: Locale; number: string | undefined; found: Verified | undefined }>): JSX.Element {
  const { t } = locale;
  const unknown = number !== undefined && number !== '' && !found ? t('certification.verify.unknown') : undefined;
  return (
    <Page locale={locale} title={t('certification.verify.title')} lead={t('certification.verify.lead')}>
      <ErrorSummary locale={locale} errors={unknown ? [{ text: unknown, field: 'number' }] : []} />
      {found && (
        <Section title={t('certification.verify.result')}>
          <SummaryList
            items={[
              { term: t('certification.field.number'), value: found.number },
              { term: t('certification.field.name'), value: found.name ?? t('certification.erased') },
              { term: t('certification.field.state'), value: <CertificateTag locale={locale} state={found.state} /> },
            ]}
          />
          <p>
            {t(found.state === 'active' || found.state === 'expiring' ? 'certification.verify.valid' : 'certification.verify.notValid')}
          </p>
        </Section>
      )}
      <FilterForm action="/verify" label={t('certification.verify.title')}>
        <TextField
          name="number"
          label={t('certification.verify.number')}
          hint={t('certification.verify.hint')}
          size={24}
          autocomplete="off"
          value={number}
          error={unknown}
        />
        <Button>{t('certification.verify.check')}</Button>
      </FilterForm>
    </Page>
  );
}
