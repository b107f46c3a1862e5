import { z } from 'zod';
import { addDays } from '../../domain/core/calendar';
import { newId } from '../../db/core/ids';
import { day, line } from '../../api/core/schemas';
import { rulesNow } from '../../db/certification/rounds';
import { regionSeen } from '../../api/certification/access-queries';
import { legacyList, registerLegacyAccess } from '../../api/certification/legacy-commands';
import {
  Button,
  DateField,
  EmailField,
  ErrorSummary,
  Page,
  Pagination,
  Section,
  SubmitForm,
  TextArea,
  TextField,
} from '../core/components';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { LegacyTable } from './legacy-table';
import { paths } from './names';
import { aboveRegionPart } from './region-words';

const legacyForm = z.object({
  name: line(200),
  email: z.string().max(400),
  employer: line(200).optional(),
  evidenceOn: day,
  evidence: z.string().trim().max(2_000),
});

const perPage = 100;

/** Write accesses from before the scheme, of one region: those there are, and a form to register one. */
export function legacyPage(router: PageRouter): void {
  const path = `${paths.regions}/:code/legacy`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { code } = await regionSeen(page.context, page.params['code']!);
      const { name, email, employer, ...rest } = readValues(legacyForm, form.values);
      await registerLegacyAccess(page.context, { ...rest, region: code, person: { name, email, employer } });
      leaveNote(page, 'certification.legacy.done');
      return paths.legacy(code);
    },
    show,
  );
}

async function show({ context, locale, params, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const region = await regionSeen(context, params['code']!);
  const here = paths.legacy(region.code);
  const cursor = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(query['after'] ?? '')?.[0];
  const { accesses, next } = await legacyList(context, region.code, { cursor, limit: perPage });
  const { schemeStart } = await rulesNow(context.db, context.receivedAt);
  const labels = {
    name: t('certification.field.name'),
    email: t('certification.field.email'),
    employer: t('certification.field.employer'),
    evidenceOn: t('certification.field.evidenceOn'),
    evidence: t('certification.field.evidence'),
  };
  const errors = formErrors(locale, refused, labels);
  const summary =
    refused?.refusal.code === 'not_allowed_in_state' ? [{ text: t('certification.legacy.known'), field: 'email' }] : errors.summary;
  const field = (name: keyof typeof labels) => ({ name, label: labels[name], value: errors.value(name), error: errors.of(name) });
  const title = t('certification.legacy.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.legacy.lead', { region: region.name })}
      breadcrumbs={aboveRegionPart(locale, region)}
    >
      <ErrorSummary locale={locale} errors={summary} />
      <LegacyTable locale={locale} code={region.code} rows={accesses} named />
      <Pagination
        locale={locale}
        label={t('certification.legacy.pages')}
        first={cursor ? here : undefined}
        next={next ? `${here}?after=${next}` : undefined}
      />
      <Section title={t('certification.legacy.register')}>
        <SubmitForm action={here} idempotencyKey={newId()}>
          <TextField {...field('name')} autocomplete="off" />
          <EmailField {...field('email')} autocomplete="off" hint={t('certification.signUp.emailHint')} />
          <TextField {...field('employer')} autocomplete="off" optional={t('core.field.optional')} />
          <DateField {...field('evidenceOn')} max={addDays(schemeStart, -1)} />
          <TextArea {...field('evidence')} hint={t('certification.legacy.evidenceHint')} rows={3} maxLength={2_000} />
          <Button>{t('certification.legacy.send')}</Button>
        </SubmitForm>
      </Section>
    </Page>
  );
  return { title, body };
}
