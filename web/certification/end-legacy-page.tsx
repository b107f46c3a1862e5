import { z } from 'zod';
import { localDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { day, reason } from '../../api/core/schemas';
import { legacyView } from '../../api/certification/consultant-queries';
import { endLegacy } from '../../api/certification/legacy-commands';
import { DateField, ErrorSummary, Page, SubmitForm, SummaryList, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';
import { aboveRegionPart } from './region-words';

const endForm = z.object({ endedOn: day, reason });

/** Ends a write access from before the scheme, with what follows said before. */
export function endLegacyPage(router: PageRouter): void {
  const path = `${paths.regions}/:code/legacy/:id/end`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { region } = await endLegacy(page.context, page.params['id']!, readValues(endForm, form.values));
      leaveNote(page, 'certification.legacy.ended');
      return paths.legacy(region);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t, day: dayText } = locale;
  const { region, row } = await legacyView(context, params['id']!);
  const labels = { endedOn: t('certification.field.endedOn'), reason: t('certification.field.reason') };
  const errors = formErrors(locale, refused, labels);
  const title = t('certification.legacy.endTitle');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[...aboveRegionPart(locale, region), { href: paths.legacy(region.code), text: t('certification.legacy.title') }]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList
        items={[
          { term: t('certification.field.name'), value: row.name ?? t('certification.erased') },
          { term: t('certification.field.evidenceOn'), value: dayText(row.evidenceOn) },
          ...(row.endedOn ? [{ term: t('certification.field.endedOn'), value: dayText(row.endedOn) }] : []),
        ]}
      />
      <p>{t('certification.legacy.endText', { region: region.name })}</p>
      <SubmitForm action={paths.endLegacy(region.code, row.legacyAccessId)} idempotencyKey={newId()}>
        <DateField
          name="endedOn"
          label={labels.endedOn}
          value={errors.value('endedOn') ?? localDay(context.receivedAt, zone)}
          error={errors.of('endedOn')}
        />
        <TextArea name="reason" label={labels.reason} value={errors.value('reason')} error={errors.of('reason')} rows={3} />
        <FormButtons locale={locale} back={paths.legacy(region.code)} danger>
          {t('certification.legacy.endSend')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
