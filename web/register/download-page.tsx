import type { JSX } from 'preact';
import { Refusal } from '../../domain/core/errors';
import { statusChoices, type ParticipationFilter } from '../../domain/register/overview';
import { downloadContents, downloadFormats } from '../../db/register/downloads';
import { newId } from '../../db/core/ids';
import { createDownload, downloadGuide, fetchDownload } from '../../api/register/download-commands';
import { bySecret } from '../../api/register/download-routes';
import { filterOptions } from '../../api/register/overview-queries';
import {
  ButtonLink,
  ButtonRow,
  Checkbox,
  ErrorSummary,
  Notice,
  Page,
  RadioGroup,
  Section,
  SelectField,
  SubmitForm,
  TextArea,
} from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import type { Form, PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { FilterFields } from './overview-filters';
import { filterIn, filterValue } from './overview-words';
import { registerPaths } from './paths';

const defaults = { content: downloadContents[0], format: downloadFormats[1] } as const;

/** Makes a file of the municipality's register, and gives it by a link that holds some hours (`domain.md` 6.7). */
export function downloadPage(router: PageRouter): void {
  router.get(registerPaths.download, 'signed-in', show);
  // The link is shown once: it stands in no session.
  router.postShown(registerPaths.download, 'signed-in', make, made, show);
  router.download('/register/download/guide', 'signed-in', ({ context, query, locale }) =>
    downloadGuide(context, contentIn(query['content']), locale.language),
  );
  router.download('/register/download/:secret', 'signed-in', ({ context, params, locale }) => {
    const read = bySecret.safeParse(params);
    if (!read.success) throw new Refusal('not_found');
    return fetchDownload(context, read.data.secret, locale.language);
  });
}

const contentIn = (asked: string | undefined) => downloadContents.find((one) => one === asked) ?? defaults.content;
const formatIn = (asked: string | undefined) => downloadFormats.find((one) => one === asked) ?? defaults.format;

async function make({ context }: PageRequest, { values }: Form): Promise<string> {
  const [format, content, fullNumbers] = [formatIn(values['format']), contentIn(values['content']), values['fullNumbers'] === 'on'];
  const { secret, expiresAt } = await createDownload(context, {
    format,
    content,
    filter: filterIn(values),
    fullNumbers,
    reason: values['reason'],
  });
  return JSON.stringify({ secret, expiresAt, format, content });
}

async function made({ locale }: PageRequest, answer: string): Promise<View> {
  const { t } = locale;
  const { secret, expiresAt, format, content } = JSON.parse(answer) as Record<'secret' | 'expiresAt' | 'format' | 'content', string>;
  const title = t('register.download.ready');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={above(locale)}>
      <Notice tone="success" announce>
        <p>{t('register.download.readyLead', { until: locale.instant(expiresAt) })}</p>
      </Notice>
      <ButtonRow>
        <ButtonLink href={`${registerPaths.download}/${secret}`} variant="primary" download>
          {t('register.download.fetch')}
        </ButtonLink>
        {format === 'csv' && (
          <ButtonLink href={`${registerPaths.download}/guide?content=${content}`} download>
            {t('register.download.guide')}
          </ButtonLink>
        )}
        <ButtonLink href={registerPaths.download} variant="tertiary">
          {t('register.download.again')}
        </ButtonLink>
      </ButtonRow>
    </Page>
  );
  return { title, body };
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query } = page;
  const { t } = locale;
  const values = refused?.form.values ?? query;
  const options = await filterOptions(context);
  const labels = { reason: t('register.download.reason'), municipality: t('register.overview.filter.municipality') };
  const errors = formErrors(locale, refused, labels);
  const title = t('register.download.title');
  const body = (
    <Page locale={locale} title={title} lead={t('register.download.lead')} breadcrumbs={above(locale)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={registerPaths.download} idempotencyKey={newId()}>
        <RadioGroup
          name="content"
          label={t('register.download.content')}
          value={contentIn(values['content'])}
          options={downloadContents.map((value) => ({
            value,
            text: t(`register.download.content.${value}`),
            hint: t(`register.download.contentHint.${value}`),
          }))}
        />
        <RadioGroup
          name="format"
          label={t('register.download.format')}
          value={formatIn(values['format'])}
          options={downloadFormats.map((value) => ({
            value,
            text: t(`register.download.format.${value}`),
            hint: t(`register.download.formatHint.${value}`),
          }))}
        />
        <Section title={t('register.download.filters')}>
          <StatusField locale={locale} filter={filterIn(values)} />
          <FilterFields locale={locale} filter={filterIn(values)} options={options} />
        </Section>
        <Checkbox
          name="fullNumbers"
          label={t('register.download.full')}
          hint={t('register.download.fullHint')}
          checked={values['fullNumbers'] === 'on'}
          optional={t('core.field.optional')}
        />
        <TextArea
          name="reason"
          label={labels.reason}
          value={errors.value('reason')}
          error={errors.of('reason')}
          optional={t('core.field.optional')}
        />
        <FormButtons locale={locale} back={registerPaths.overview}>
          {t('register.download.make')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}

function StatusField({ locale, filter }: Readonly<{ locale: Locale; filter: ParticipationFilter }>): JSX.Element {
  const { t } = locale;
  return (
    <SelectField
      name="status"
      label={t('register.overview.filter.status')}
      value={filter.status ?? 'all'}
      options={statusChoices.map((value) => ({ value, text: filterValue(locale, 'status', value, { municipalities: [], projects: [] }) }))}
    />
  );
}

const above = ({ t }: Locale) => [{ href: registerPaths.overview, text: t('register.overview.title') }];
