import PostalMime from 'postal-mime';
import { z } from 'zod';
import { capturedMails, type CapturedMail } from '../../db/core/mail-capture';
import { Button, DataTable, FilterForm, Notice, Page, TextField, type Column } from './components';
import { readValues, type PageRequest, type PageRouter, type View } from './page-router';

const filterForm = z.object({ to: z.string().trim().max(254).optional() });

type Mail = CapturedMail & Readonly<{ subject: string | undefined }>;

/** Every mail that our own mail server kept instead of passing it on. Only where there is one: it is the mailbox of the demo, open to anyone. */
export function mailboxPage(router: PageRouter): void {
  router.get('/mail', 'anyone', mailbox);
}

async function mailbox({ context, locale, query }: PageRequest): Promise<View> {
  const { t } = locale;
  const { to } = readValues(filterForm, query);
  const found = await capturedMails(context.db, to ?? null, 200);
  const mails = await Promise.all(
    found.map(async (one): Promise<Mail> => ({ ...one, subject: (await PostalMime.parse(one.head)).subject })),
  );
  const columns: Column<Mail>[] = [
    {
      key: 'subject',
      heading: t('core.mail.subject'),
      rowHeader: true,
      cell: (one) => <a href={`/mail/${one.mailId}`}>{one.subject || t('core.mail.noSubject')}</a>,
    },
    {
      key: 'to',
      heading: t('core.mail.to'),
      cell: (one) => one.recipients.map((address) => <a key={address} href={`/mail?to=${encodeURIComponent(address)}`}>{`${address} `}</a>),
    },
    { key: 'at', heading: t('core.mail.at'), cell: (one) => locale.instant(one.receivedAt) },
  ];
  const body = (
    <Page locale={locale} title={t('core.mail.title')}>
      <Notice>
        <p>{t('core.mail.notice')}</p>
      </Notice>
      <FilterForm action="/mail" label={t('core.mail.filter')}>
        <TextField name="to" label={t('core.mail.to')} value={to} size={30} autocomplete="off" optional={t('core.field.optional')} />
        <Button variant="secondary">{t('core.action.filter')}</Button>
        {to && <a href="/mail">{t('core.action.clear')}</a>}
      </FilterForm>
      <DataTable
        id="mails"
        caption={t('core.mail.count', { count: mails.length })}
        columns={columns}
        rows={mails}
        rowKey={(one) => one.mailId}
        empty={t('core.mail.none')}
      />
    </Page>
  );
  return { title: t('core.mail.title'), body };
}
