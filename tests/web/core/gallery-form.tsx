import type { JSX } from 'preact';

import {
  Button,
  ButtonRow,
  Checkbox,
  DateField,
  EmailField,
  ErrorSummary,
  FileField,
  FilterForm,
  KeptDone,
  Page,
  RadioGroup,
  SelectField,
  SubmitForm,
  TextArea,
  TextField,
} from '../../../web/core/components';
import type { Locale } from '../../../web/core/locale';

const hostile = '"><script>alert(1)</script>';

/** A refused form with every kind of field. */
export function galleryForm(locale: Locale): JSX.Element {
  const { t } = locale;
  return (
    <Page locale={locale} title="Tilmeld" lead="Udfyld formularen.">
      <KeptDone name="answer-0" />
      <ErrorSummary
        locale={locale}
        errors={[
          { field: 'email', text: t('core.error.email_invalid.title') },
          { field: 'kind', text: t('core.errors.required', { field: 'forløb' }) },
          { text: t('core.error.round_not_open.title') },
        ]}
      />
      <SubmitForm action="/sign-up" idempotencyKey="key-2" keep={{ name: 'answer-1', restored: t('core.kept.restored') }} multipart>
        <TextField name="name" label="Navn" value={hostile} autocomplete="name" />
        <EmailField
          name="email"
          label="E-mail"
          hint="Vi skriver kun om runden."
          value={hostile}
          error={t('core.error.email_invalid.title')}
        />
        <TextField
          name="nationalId"
          label="CPR-nummer"
          size={11}
          inputmode="numeric"
          autocomplete="off"
          optional={t('core.field.optional')}
        />
        <RadioGroup
          name="kind"
          label="Forløb"
          hint="Vælg recertificering, hvis du har haft et certifikat."
          error={t('core.errors.required', { field: 'forløb' })}
          value="full"
          options={[
            { value: 'full', text: t('certification.enrolment.kind.full'), hint: 'Omkring tre dage.' },
            { value: 'recertification', text: t('certification.enrolment.kind.recertification') },
          ]}
        />
        <SelectField
          name="region"
          label="Region"
          placeholder={t('core.field.choose')}
          value="1081"
          options={[
            { value: '1081', text: 'Nordjylland' },
            { value: '1082', text: 'Midtjylland' },
          ]}
        />
        <DateField name="from" label="Fra" value="2026-05-15" />
        <TextArea
          name="text"
          label="Besvarelse"
          value={'</textarea><script>alert(1)</script>'}
          error={t('core.error.answer_empty.title')}
        />
        <FileField
          name="files"
          label="Filer"
          hint="Højst 5 filer på hver 10 MB."
          multiple
          error={t('core.errors.filesAgain')}
          optional={t('core.field.optional')}
        />
        <Checkbox name="honest" label="Jeg har selv løst opgaven." hint="Du må gerne have talt med andre." error="Sæt kryds." />
        <ButtonRow>
          <Button>Send</Button>
          <Button variant="secondary" name="draft" value="1">
            {t('core.action.save')}
          </Button>
        </ButtonRow>
      </SubmitForm>
      <SubmitForm
        action="/withdraw"
        idempotencyKey="key-3"
        confirm={{ ask: 'Træk tilmeldingen tilbage', text: 'Du kan ikke fortryde.', open: true }}
      >
        <TextArea name="reason" id="withdraw-reason" label={t('core.reason.label')} hint={t('core.reason.hint')} rows={2} />
        <Button danger>Træk tilbage</Button>
      </SubmitForm>
      <FilterForm action="/enrolments" label={t('core.action.search')}>
        <TextField name="q" label="Navn" optional={t('core.field.optional')} size={20} />
        <Button variant="secondary">{t('core.action.filter')}</Button>
      </FilterForm>
    </Page>
  );
}
