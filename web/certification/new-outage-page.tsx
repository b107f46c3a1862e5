import type { JSX } from 'preact';
import { z } from 'zod';
import { atHour, parseDay, plusMinutes, type Instant } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { outageDays, type OutageSpan } from '../../domain/certification/outage';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { instant, reason } from '../../api/core/schemas';
import { declareOutage, previewOutage } from '../../api/certification/outage-commands';
import type { OutagePlan } from '../../api/certification/outage-plan';
import {
  Button,
  DateField,
  ErrorSummary,
  FilterForm,
  Page,
  Section,
  SubmitForm,
  SummaryList,
  TextArea,
  TextField,
} from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import { readValues, type Form, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths } from './names';
import { MovedRounds } from './outages-page';

const outageForm = z.object({ fromAt: instant, toAt: instant, reason });
const fields = ['fromOn', 'fromTime', 'toOn', 'toTime'] as const;

/** Declares an outage in two moves: what it would move is shown first. The days stand in the address, so that the preview can be looked at again. */
export function newOutagePage(router: PageRouter): void {
  const path = `${paths.outages}/new`;
  router.get(path, 'signed-in', (page) => show(page));
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { enrolments } = await declareOutage(page.context, readValues(outageForm, form.values));
      leaveNote(page, 'certification.outage.done', { count: enrolments });
      return paths.outages;
    },
    show,
  );
}

async function show({ context, locale, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, agencyOnly, undefined);
  const typed = refused?.form.values ?? query;
  const asked = fields.some((field) => query[field] !== undefined);
  const span = refused ? spanOf(refused.form) : asked ? spanOfQuery(query) : undefined;
  const plan = await planned(context, span);
  const wrong: Refused | undefined = asked && !plan ? { refusal: faultOf(query), form: { values: query, files: [] } } : undefined;
  const labels = {
    ...Object.fromEntries(fields.map((field) => [field, t(`certification.outage.${field}`)])),
    reason: t('certification.outage.reason'),
  };
  const errors = formErrors(locale, refused ?? wrong, labels);
  const title = t('certification.outage.declare');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[
        { href: paths.rounds, text: t('core.menu.rounds') },
        { href: paths.outages, text: t('certification.outage.title') },
      ]}
      lead={t('certification.outage.lead')}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SpanForm locale={locale} typed={typed} errors={errors} />
      {span && plan && <Preview locale={locale} span={span} plan={plan} errors={errors} />}
    </Page>
  );
  return { title, body };
}

/** What it would move; nothing for a span that cannot be. */
async function planned(context: PageRequest['context'], span: OutageSpan | undefined): Promise<OutagePlan | undefined> {
  if (!span) return undefined;
  try {
    return await previewOutage(context, span);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'value_invalid') return undefined;
    throw error;
  }
}

/** The instant of a time of day, as in 14:30; `undefined` when it is none. */
function instantAt(day: string | undefined, time: string | undefined): Instant | undefined {
  const on = day ? parseDay(day) : undefined;
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(time?.trim() ?? '') ?? [];
  return on && hour && minute ? plusMinutes(atHour(on, Number(hour), zone), Number(minute)) : undefined;
}

function spanOfQuery(query: PageRequest['query']): OutageSpan | undefined {
  const fromAt = instantAt(query['fromOn'], query['fromTime']);
  const toAt = instantAt(query['toOn'], query['toTime']);
  return fromAt && toAt && { fromAt, toAt };
}

function spanOf({ values }: Form): OutageSpan | undefined {
  const read = outageForm.safeParse(values);
  return read.success ? { fromAt: read.data.fromAt, toAt: read.data.toAt } : undefined;
}

/** Which field is missing or cannot be read; with all of them readable it is the end that comes before the beginning. */
function faultOf(query: PageRequest['query']): Refusal {
  const good = (field: (typeof fields)[number]): boolean =>
    field.endsWith('On') ? parseDay(query[field] ?? '') !== undefined : instantAt('2026-01-01', query[field]) !== undefined;
  const faults = fields.filter((field) => !good(field)).map((field) => [field, query[field] ? 'invalid' : 'missing'] as const);
  return faults.length > 0
    ? new Refusal('invalid_request', { fields: Object.fromEntries(faults) })
    : new Refusal('value_invalid', { fields: { toOn: 'value_invalid' } });
}

type SpanProps = Readonly<{ locale: Locale; typed: Readonly<Record<string, string | undefined>>; errors: FormErrors }>;

function SpanForm({ locale: { t }, typed, errors }: SpanProps): JSX.Element {
  return (
    <FilterForm action={`${paths.outages}/new`} label={t('certification.outage.preview')}>
      {fields.map((field) => {
        const of = { name: field, label: t(`certification.outage.${field}`), value: typed[field], error: errors.of(field) };
        return field.endsWith('On') ? (
          <DateField key={field} {...of} />
        ) : (
          <TextField key={field} {...of} hint={t('certification.outage.timeHint')} size={6} />
        );
      })}
      <Button variant="secondary">{t('certification.outage.preview')}</Button>
    </FilterForm>
  );
}

type PreviewProps = Readonly<{ locale: Locale; span: OutageSpan; plan: OutagePlan; errors: FormErrors }>;

function Preview({ locale, span, plan, errors }: PreviewProps): JSX.Element {
  const { t, instant: at } = locale;
  const rounds = plan.rounds.map(({ file: { round }, after }) => ({ ...round, fromOn: round.deadlineOn, toOn: after.deadlineOn }));
  const reopened = plan.enrolments.filter(({ effect }) => effect.reopened).length;
  return (
    <Section title={t('certification.outage.previewTitle')} id="preview">
      <SummaryList
        items={[
          { term: t('certification.outage.period'), value: t('certification.period', { from: at(span.fromAt), to: at(span.toAt) }) },
          { term: t('certification.outage.days'), value: t('certification.outage.daysText', { days: outageDays(span) }) },
          {
            term: t('certification.outage.rounds'),
            value: rounds.length === 0 ? t('certification.outage.nothing') : <MovedRounds locale={locale} rounds={rounds} />,
          },
          {
            term: t('certification.outage.enrolments'),
            value: t('certification.outage.enrolmentsText', { count: plan.enrolments.length, reopened }),
          },
        ]}
      />
      <SubmitForm action={`${paths.outages}/new`} idempotencyKey={newId()}>
        <input type="hidden" name="fromAt" value={span.fromAt} />
        <input type="hidden" name="toAt" value={span.toAt} />
        <TextArea
          name="reason"
          label={t('certification.outage.reason')}
          rows={2}
          maxLength={2_000}
          value={errors.value('reason')}
          error={errors.of('reason')}
        />
        <FormButtons locale={locale} back={paths.outages}>
          {t('certification.outage.confirm')}
        </FormButtons>
      </SubmitForm>
    </Section>
  );
}
