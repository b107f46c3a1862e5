import { z } from 'zod';
import { newId } from '../../db/core/ids';
import { day, reason } from '../../api/core/schemas';
import { regionHistory, setDemand } from '../../api/certification/region-commands';
import { DateField, ErrorSummary, Page, SubmitForm, SummaryList, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';
import { RegionHistory } from './region-history';
import { aboveRegionPart, demandText } from './region-words';

const demandForm = z.object({ from: day.optional(), reason });

/** From when a region demands a certificate for new assignments, and what it demanded before. */
export function demandPage(router: PageRouter): void {
  const path = `${paths.regions}/:code/demand`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { from = null, reason: why } = readValues(demandForm, form.values);
      const region = await setDemand(page.context, page.params['code']!, { from, reason: why });
      leaveNote(page, 'certification.region.demandDone');
      return paths.demand(region.code);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { region, history } = await regionHistory(context, params['code']!);
  const labels = { from: t('certification.field.demand'), reason: t('certification.field.reason') };
  const errors = formErrors(locale, refused, labels);
  const title = t('certification.region.demand');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.region.demandLead', { region: region.name })}
      breadcrumbs={aboveRegionPart(locale, region)}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList items={[{ term: labels.from, value: demandText(locale, region) }]} />
      <SubmitForm action={paths.demand(region.code)} idempotencyKey={newId()}>
        <DateField
          name="from"
          label={labels.from}
          hint={t('certification.region.demandHint')}
          value={errors.value('from') ?? region.certificateNeededFrom ?? undefined}
          error={errors.of('from')}
          optional={t('core.field.optional')}
        />
        <TextArea name="reason" label={labels.reason} value={errors.value('reason')} error={errors.of('reason')} rows={3} />
        <FormButtons locale={locale} back={paths.region(region.code)}>
          {t('certification.region.demandSave')}
        </FormButtons>
      </SubmitForm>
      <RegionHistory locale={locale} history={history} what="demand" />
    </Page>
  );
  return { title, body };
}
