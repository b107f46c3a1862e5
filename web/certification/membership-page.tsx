import { z } from 'zod';
import { allow } from '../../domain/core/policies';
import { setMembership } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { day, reason } from '../../api/core/schemas';
import { regionHistory, setMembershipDays } from '../../api/certification/region-commands';
import { DateField, ErrorSummary, Page, SubmitForm, SummaryList, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';
import { RegionHistory } from './region-history';
import { aboveRegionPart, memberText } from './region-words';

const membershipForm = z.object({ from: day, to: day.optional(), reason });

/** The days of a region in the scheme, set by the agency, and what they were before. */
export function membershipPage(router: PageRouter): void {
  const path = `${paths.regions}/:code/membership`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { from, to = null, reason: why } = readValues(membershipForm, form.values);
      const region = await setMembershipDays(page.context, page.params['code']!, { from, to, reason: why });
      leaveNote(page, 'certification.region.membershipDone');
      return paths.membership(region.code);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, setMembership, undefined);
  const { region, history } = await regionHistory(context, params['code']!);
  const labels = {
    from: t('certification.field.memberFrom'),
    to: t('certification.field.memberTo'),
    reason: t('certification.field.reason'),
  };
  const errors = formErrors(locale, refused, labels);
  const title = t('certification.region.membership');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.region.membershipLead', { region: region.name })}
      breadcrumbs={aboveRegionPart(locale, region)}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList items={[{ term: t('certification.field.member'), value: memberText(locale, region) }]} />
      <SubmitForm action={paths.membership(region.code)} idempotencyKey={newId()}>
        <DateField name="from" label={labels.from} value={errors.value('from') ?? region.memberFrom} error={errors.of('from')} />
        <DateField
          name="to"
          label={labels.to}
          hint={t('certification.region.membershipHint')}
          value={errors.value('to') ?? region.memberTo ?? undefined}
          error={errors.of('to')}
          optional={t('core.field.optional')}
        />
        <TextArea name="reason" label={labels.reason} value={errors.value('reason')} error={errors.of('reason')} rows={3} />
        <FormButtons locale={locale} back={paths.regions}>
          {t('certification.region.membershipSave')}
        </FormButtons>
      </SubmitForm>
      <RegionHistory locale={locale} history={history} what="membership" />
    </Page>
  );
  return { title, body };
}
