import type { JSX } from 'preact';
import { z } from 'zod';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow, themselvesOrAgency } from '../../domain/core/policies';
import { newId } from '../../db/core/ids';
import { Bytes } from '../../api/core/route';
import { everythingHeld } from '../../api/core/held';
import { presentHeld } from '../../api/core/held-routes';
import { Button, ButtonLink, ErrorSummary, Page, SubmitForm, TextArea } from './components';
import { formErrors } from './form-errors';
import { HeldParts } from './held-parts';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const reasonForm = z.object({ reason: z.string().trim().max(2_000).optional() });
const idOf = ({ params }: PageRequest): string => params['id'] ?? '';
const isOwn = (page: PageRequest): boolean => page.context.actor.personId === idOf(page);

/** Everything held about one person: for themselves at once, for the agency once it has said why. */
export function heldPage(router: PageRouter): void {
  const path = '/people/:id/held';
  router.get(path, 'signed-in', (page) => (isOwn(page) ? held(page, undefined) : asked(page)));
  router.postShown(
    path,
    'signed-in',
    async (page, form) => {
      allow(page.context.actor, themselvesOrAgency, { personId: idOf(page) });
      const { reason } = readValues(reasonForm, form.values);
      refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
      return reason!;
    },
    held,
    asked,
  );
  router.download(`${path}.json`, 'signed-in', async (page) => {
    if (!isOwn(page)) throw new Refusal('not_found');
    const file = presentHeld(await everythingHeld(page.context, idOf(page), undefined), page.context.receivedAt);
    return new Bytes(Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`), 'held.json', 'application/json');
  });
}

/** Asks the agency why. */
async function asked(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  allow(context.actor, themselvesOrAgency, { personId: idOf(page) });
  const errors = formErrors(locale, refused, { reason: t('core.reason.label') });
  const body = (
    <Page locale={locale} title={t('records.held.show')} breadcrumbs={[{ href: `/people/${idOf(page)}`, text: t('records.held.person') }]}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <p>{t('records.held.reasonLead')}</p>
      <SubmitForm action={`/people/${idOf(page)}/held`} idempotencyKey={newId()}>
        <TextArea name="reason" label={t('core.reason.label')} rows={2} value={errors.value('reason')} error={errors.of('reason')} />
        <Button>{t('records.held.show')}</Button>
      </SubmitForm>
    </Page>
  );
  return { title: t('records.held.show'), body };
}

async function held(page: PageRequest, reason: string | undefined): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const everything = await everythingHeld(context, idOf(page), reason);
  const own = isOwn(page);
  const title = own ? t('records.held.mine') : t('records.held.title', { name: everything.person.name ?? t('core.person.erased') });
  const body: JSX.Element = (
    <Page
      locale={locale}
      title={title}
      lead={t('records.held.lead')}
      breadcrumbs={[
        own ? { href: '/account', text: t('core.menu.account') } : { href: `/people/${idOf(page)}`, text: t('records.held.person') },
      ]}
      actions={own ? <ButtonLink href={`/people/${idOf(page)}/held.json`}>{t('records.held.download')}</ButtonLink> : undefined}
    >
      <HeldParts locale={locale} held={everything} as={own ? 'participant' : 'staff'} />
    </Page>
  );
  return { title, body };
}
