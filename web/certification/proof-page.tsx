import { z } from 'zod';
import { localDay } from '../../domain/core/calendar';
import { allow } from '../../domain/core/policies';
import { registerProofs } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { day, line } from '../../api/core/schemas';
import { registerProof } from '../../api/certification/certificate-commands';
import { DateField, EmailField, ErrorSummary, Page, SubmitForm, TextField } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';

const proofForm = z.object({
  name: line(200),
  email: z.string().max(400),
  employer: line(200).optional(),
  courseOn: day,
  lastUseOn: day.optional(),
});

/** Registers a course proof of Region Syddanmark as a certificate. */
export function proofPage(router: PageRouter): void {
  router.get(paths.newProof, 'signed-in', show);
  router.post(
    paths.newProof,
    'signed-in',
    async (page, form) => {
      const { courseOn, lastUseOn, ...person } = readValues(proofForm, form.values);
      const { certificateId } = await registerProof(page.context, { courseOn, lastUseOn, person });
      leaveNote(page, 'certification.proof.done');
      return paths.certificate(certificateId);
    },
    show,
  );
}

async function show({ context, locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, registerProofs, undefined);
  const today = localDay(context.receivedAt, zone);
  const labels = {
    name: t('certification.field.name'),
    email: t('certification.field.email'),
    employer: t('certification.field.employer'),
    courseOn: t('certification.field.courseOn'),
    lastUseOn: t('certification.field.lastUseOn'),
  };
  const errors = formErrors(locale, refused, labels, { event_in_future: t('certification.proof.future') });
  const summary =
    refused?.refusal.code === 'not_allowed_in_state' ? [{ text: t('certification.proof.known'), field: 'courseOn' }] : errors.summary;
  const field = (name: keyof typeof labels) => ({ name, label: labels[name], value: errors.value(name), error: errors.of(name) });
  const optional = t('core.field.optional');
  const title = t('certification.proof.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.proof.lead')}
      breadcrumbs={[{ href: paths.regions, text: t('certification.regions.title') }]}
    >
      <ErrorSummary locale={locale} errors={summary} />
      <SubmitForm action={paths.newProof} idempotencyKey={newId()}>
        <TextField {...field('name')} autocomplete="off" />
        <EmailField {...field('email')} autocomplete="off" hint={t('certification.signUp.emailHint')} />
        <TextField {...field('employer')} autocomplete="off" optional={optional} />
        <DateField {...field('courseOn')} max={today} />
        <DateField {...field('lastUseOn')} max={today} hint={t('certification.proof.useHint')} optional={optional} />
        <FormButtons locale={locale} back={paths.regions}>
          {t('certification.proof.send')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
