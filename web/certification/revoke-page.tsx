import { z } from 'zod';
import { allow } from '../../domain/core/policies';
import { revokeCertificates } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { reason } from '../../api/core/schemas';
import { revokeCertificate } from '../../api/certification/certificate-commands';
import { certificateView } from '../../api/certification/queries';
import { ErrorSummary, Page, SubmitForm, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';

const revokeForm = z.object({ reason });

/** Takes a certificate back, with what follows said before. */
export function revokePage(router: PageRouter): void {
  const path = '/certification/certificates/:id/revoke';
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const certificateId = page.params['id']!;
      await revokeCertificate(page.context, certificateId, readValues(revokeForm, form.values).reason);
      leaveNote(page, 'certification.revoke.done');
      return paths.certificate(certificateId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { file, person } = await certificateView(context, params['id']!);
  const { certificateId, number } = file.certificate;
  allow(context.actor, revokeCertificates, file.certificate);
  const label = t('certification.field.reason');
  const errors = formErrors(locale, refused, { reason: label });
  const title = t('certification.revoke.title', { number });
  const body = (
    <Page locale={locale} title={title} breadcrumbs={[{ href: paths.certificate(certificateId), text: number }]}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <p>{t('certification.revoke.text', { name: person.name ?? t('certification.erased') })}</p>
      <SubmitForm action={paths.revoke(certificateId)} idempotencyKey={newId()}>
        <TextArea name="reason" label={label} value={errors.value('reason')} error={errors.of('reason')} rows={3} />
        <FormButtons locale={locale} back={paths.certificate(certificateId)} danger>
          {t('certification.revoke.action')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
