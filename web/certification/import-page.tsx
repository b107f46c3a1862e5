import { allow } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import { manageRounds } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { roundView } from '../../api/certification/queries';
import { previewImport } from '../../api/certification/sign-up-commands';
import { bytesOf } from '../../api/core/uploads';
import { ErrorSummary, FileField, Page, Section, SubmitForm } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { aboveRoundPart, paths } from './names';

/** Reads a file of sign-ups. Nobody is signed up before the preview is confirmed. */
export function importPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/import`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async ({ context, params }, form) => {
      const file = form.files.find((one) => one.field === 'file');
      if (!file) throw new Refusal('invalid_request', { fields: { file: 'missing' } });
      const { read } = await previewImport(context, params['id']!, await bytesOf(file));
      return `${paths.round(params['id']!)}/import/${read.importId}`;
    },
    show,
  );
}

/** A file as it may look, understood in all three languages. */
const example = `navn;e-mail;arbejdsgiver;type
Rikke Rådgiver;rikke@firma.example;Jord & Vand;fuld
Palle Prøve;palle@firma.example;;recertificering`;

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round } = await roundView(context, params['id']!);
  const label = t('certification.import.file');
  const errors = formErrors(locale, refused, { file: label }, { missing: t('certification.import.choose') });
  const title = t('certification.import.title');
  const body = (
    <Page locale={locale} title={title} lead={t('certification.import.lead')} breadcrumbs={aboveRoundPart(locale, round)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={`${paths.round(round.roundId)}/import`} idempotencyKey={newId()} multipart>
        <FileField
          name="file"
          label={label}
          hint={t('certification.import.hint')}
          accept=".csv,text/csv,text/plain"
          error={errors.of('file')}
        />
        <FormButtons locale={locale} back={paths.round(round.roundId)}>
          {t('certification.import.read')}
        </FormButtons>
      </SubmitForm>
      <Section title={t('certification.import.howTitle')}>
        <p>{t('certification.import.columns')}</p>
        <pre class="frist-code">{example}</pre>
        <p>{t('certification.import.kinds')}</p>
      </Section>
    </Page>
  );
  return { title, body };
}
