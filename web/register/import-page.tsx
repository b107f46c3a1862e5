import { Refusal } from '../../domain/core/errors';
import { newId } from '../../db/core/ids';
import { previewImport } from '../../api/register/import-commands';
import { filterOptions } from '../../api/register/overview-queries';
import { bytesOf } from '../../api/core/uploads';
import { ErrorSummary, FileField, Page, Section, SelectField, SubmitForm } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { registerPaths } from './paths';

/** Reads a municipality's own file. Nothing is registered before the preview is confirmed. */
export function importPage(router: PageRouter): void {
  router.get(registerPaths.import, 'signed-in', show);
  router.post(
    registerPaths.import,
    'signed-in',
    async ({ context }, form) => {
      const file = form.files.find((one) => one.field === 'file');
      if (!file) throw new Refusal('invalid_request', { fields: { file: 'missing' } });
      const { read } = await previewImport(context, await bytesOf(file), form.values['municipality'] || undefined);
      return registerPaths.importPreview(read.importId);
    },
    show,
  );
}

/** A file as it may look; the numbers are synthetic. */
const example = `Fødselsnummer;Startdato;Finansiering;Deltakergruppe;Landbakgrunn;År i Norge;Utdanning
12838520020;01.02.2026;Jobbsjansen-tilskudd;Hjemmeværende kvinne;Somalia;6;Grunnskole`;

async function show({ context, locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { municipalities } = await filterOptions(context);
  const labels = { file: t('register.import.file'), municipality: t('register.overview.filter.municipality') };
  const errors = formErrors(locale, refused, labels, { missing: t('register.import.choose') });
  const title = t('register.import.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('register.import.lead')}
      breadcrumbs={[{ href: registerPaths.overview, text: t('register.overview.title') }]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={registerPaths.import} idempotencyKey={newId()} multipart>
        {municipalities.length > 1 && (
          <SelectField
            name="municipality"
            label={labels.municipality}
            value={errors.value('municipality')}
            error={errors.of('municipality')}
            options={municipalities.map(({ code, name }) => ({ value: code, text: name }))}
          />
        )}
        <FileField
          name="file"
          label={labels.file}
          hint={t('register.import.hint')}
          accept=".csv,text/csv,text/plain"
          error={errors.of('file')}
        />
        <FormButtons locale={locale} back={registerPaths.overview}>
          {t('register.import.read')}
        </FormButtons>
      </SubmitForm>
      <Section title={t('register.import.howTitle')}>
        <p>{t('register.import.columns')}</p>
        <pre class="frist-code">{example}</pre>
        <p>
          <a href={`${registerPaths.download}/guide?content=participants`} download>
            {t('register.download.guide')}
          </a>
        </p>
      </Section>
    </Page>
  );
  return { title, body };
}
