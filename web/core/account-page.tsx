import type { JSX } from 'preact';
import { z } from 'zod';
import type { TokenInfo } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { certificationContact } from '../../api/core/contact';
import { personIdOf } from '../../api/core/context';
import { personView } from '../../api/core/people-commands';
import { id, line } from '../../api/core/schemas';
import { createToken, endToken, myTokens } from '../../api/core/sign-in-commands';
import { Button, ButtonLink, DataTable, ErrorSummary, Notice, Page, Section, SubmitForm, Tag, TextField, type Column } from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { LookupTable } from './lookup-table';
import { leaveNote } from './note';
import { PersonForm, savePersonForm } from './person-form';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const tokenForm = z.object({ label: line(100) });
const endForm = z.object({ token: id });

/** One's own data: what is held, who looked, and the tokens for programs. */
export function accountPage(router: PageRouter): void {
  router.get('/account', 'signed-in', account);
  router.post(
    '/account',
    'signed-in',
    async (page, form) => {
      await savePersonForm(page, personIdOf(page.context), form);
      return '/account';
    },
    account,
  );
  router.postShown(
    '/account/tokens',
    'signed-in',
    async ({ context }, form) => (await createToken(context, readValues(tokenForm, form.values).label)).token,
    newToken,
    account,
  );
  router.post('/account/tokens/end', 'signed-in', async (page, form) => {
    await endToken(page.context, readValues(endForm, form.values).token);
    leaveNote(page, 'core.done.tokenEnded');
    return '/account';
  });
}

async function account(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const { person, lookups } = await personView(context, personIdOf(context));
  const tokens = await myTokens(context);
  const contact = await certificationContact(context.db, context.receivedAt);
  // Two forms stand on the page; only one of them was refused.
  const ofToken = refused && 'label' in refused.form.values ? refused : undefined;
  const body = (
    <Page
      locale={locale}
      title={t('core.menu.account')}
      actions={<ButtonLink href={`/people/${person.personId}`}>{t('core.account.timeline')}</ButtonLink>}
    >
      <Section title={t('core.account.details')}>
        <PersonForm locale={locale} who={person} action="/account" refused={ofToken ? undefined : refused} />
      </Section>
      <Section title={t('core.account.data.title')}>
        <p>{t('core.account.data.p1')}</p>
        <p>{t('core.account.data.p2', { contact })}</p>
        <p>
          <a href={`/people/${person.personId}/held`}>{t('records.held.mine')}</a>
        </p>
      </Section>
      <Section title={t('core.account.lookups')}>
        <LookupTable
          locale={locale}
          lookups={lookups}
          caption={t('core.account.lookupsCaption')}
          empty={t('core.account.noLookups')}
          ofOne
        />
      </Section>
      <Section title={t('core.token.title')} id="tokens">
        <p>{t('core.token.lead')}</p>
        <TokenForm locale={locale} refused={ofToken} />
        <Tokens locale={locale} tokens={tokens} />
      </Section>
    </Page>
  );
  return { title: t('core.menu.account'), body };
}

function TokenForm({ locale, refused }: Readonly<{ locale: Locale; refused: Refused | undefined }>): JSX.Element {
  const { t } = locale;
  const errors = formErrors(locale, refused, { label: t('core.token.label') });
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action="/account/tokens" idempotencyKey={newId()} inline>
        <TextField
          name="label"
          label={t('core.token.label')}
          hint={t('core.token.labelHint')}
          value={errors.value('label')}
          error={errors.of('label')}
          maxLength={100}
          size={30}
          autocomplete="off"
        />
        <Button variant="secondary">{t('core.token.create')}</Button>
      </SubmitForm>
    </>
  );
}

function Tokens({ locale, tokens }: Readonly<{ locale: Locale; tokens: readonly TokenInfo[] }>): JSX.Element {
  const { t } = locale;
  // Tokens end by the machine's clock, also in rehearsal.
  const ended = (one: TokenInfo): boolean => one.revokedAt !== null || Date.parse(one.expiresAt) <= Date.now();
  const columns: Column<TokenInfo>[] = [
    { key: 'label', heading: t('core.token.label'), rowHeader: true, cell: (one) => one.label },
    { key: 'created', heading: t('core.token.created'), cell: (one) => locale.instant(one.createdAt) },
    { key: 'expires', heading: t('core.token.expires'), cell: (one) => locale.instant(one.expiresAt) },
    {
      key: 'state',
      heading: t('core.token.state'),
      cell: (one) => <Tag tone={ended(one) ? 'neutral' : 'success'}>{t(ended(one) ? 'core.token.ended' : 'core.token.valid')}</Tag>,
    },
    {
      key: 'end',
      heading: t('core.token.end'),
      hiddenHeading: true,
      cell: (one) =>
        !ended(one) && (
          <SubmitForm action="/account/tokens/end" idempotencyKey={newId()} inline>
            <input type="hidden" name="token" value={one.tokenId} />
            <Button variant="tertiary" danger>
              {t('core.token.end')}
              <span class="ds-sr-only"> ({one.label})</span>
            </Button>
          </SubmitForm>
        ),
    },
  ];
  return (
    <DataTable
      id="tokens-table"
      caption={t('core.token.yours')}
      columns={columns}
      rows={tokens}
      rowKey={(one) => one.tokenId}
      empty={t('core.token.none')}
    />
  );
}

async function newToken({ locale }: PageRequest, token: string): Promise<View> {
  const { t } = locale;
  const body = (
    <Page locale={locale} title={t('core.token.new')} breadcrumbs={[{ href: '/account', text: t('core.menu.account') }]}>
      <Notice tone="success" announce>
        <p>{t('core.token.once')}</p>
        <p>
          <code>{token}</code>
        </p>
      </Notice>
      <ButtonLink href="/account#tokens">{t('core.token.back')}</ButtonLink>
    </Page>
  );
  return { title: t('core.token.new'), body };
}
