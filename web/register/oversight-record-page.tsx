import { z } from 'zod';
import { allow } from '../../domain/core/policies';
import { directorateOnly } from '../../domain/register/policies';
import { newId } from '../../db/core/ids';
import { participationWithReason, reasonGiven } from '../../api/register/oversight-queries';
import { Button, ErrorSummary, Page, SubmitForm, TextArea } from '../core/components';
import { formErrors } from '../core/form-errors';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { OverseenParts } from './oversight-record';
import { registerPaths } from './paths';

const reasonForm = z.object({ reason: z.string().max(2_000).optional() });

/** One participation for the directorate: first it says why, then it reads. Nothing can be changed from here. */
export function oversightRecordPage(router: PageRouter): void {
  router.get(registerPaths.overseen(':id'), 'signed-in', ask);
  router.postShown(
    registerPaths.overseen(':id'),
    'signed-in',
    async (page, form) => {
      allow(page.context.actor, directorateOnly, undefined);
      return reasonGiven(readValues(reasonForm, form.values).reason);
    },
    show,
    ask,
  );
}

/** Asks why; whether there is such a participation is told to nobody who has not said it. */
async function ask(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { t } = locale;
  allow(context.actor, directorateOnly, undefined);
  const errors = formErrors(locale, refused, { reason: t('core.reason.label') });
  const title = t('register.oversight.openTitle');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={[{ href: registerPaths.oversight, text: t('register.oversight.title') }]}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={registerPaths.overseen(params['id']!)} idempotencyKey={newId()}>
        <TextArea
          name="reason"
          label={t('core.reason.label')}
          hint={t('register.oversight.reasonHint')}
          rows={2}
          value={errors.value('reason')}
          error={errors.of('reason')}
        />
        <Button>{t('register.oversight.open')}</Button>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}

async function show({ context, locale, params }: PageRequest, reason: string): Promise<View> {
  const { t } = locale;
  const overseen = await participationWithReason(context, params['id']!, reason);
  const { person } = overseen.file;
  const title = person.name ?? t('register.participation.title', { number: person.maskedNumber });
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('register.oversight.readOnly')}
      breadcrumbs={[{ href: registerPaths.oversight, text: t('register.oversight.title') }]}
    >
      <OverseenParts locale={locale} overseen={overseen} at={context.receivedAt} />
    </Page>
  );
  return { title, body };
}
