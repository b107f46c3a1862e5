import type { JSX } from 'preact';
import { z } from 'zod';
import { hasRole } from '../../domain/core/actors';
import { localDay } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { isOwed, reportYearOn } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { newId } from '../../db/core/ids';
import { approveReport, returnReport, submitReport } from '../../api/register/report-commands';
import { holdingBack, reportViews, type ReportView } from '../../api/register/report-queries';
import { byYear } from '../../api/register/report-schemas';
import { Button, ButtonLink, DataTable, ErrorSummary, Page, Section, SubmitForm, TextArea, type Column } from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { registerPaths } from './paths';
import { Missing, ReportStatus, ReportTags } from './report-parts';
import { Totals } from './report-totals';

const path = '/register/reports/:year';
const named = z.object({ municipality: z.string().max(10) });
const returning = named.extend({ reason: z.string().max(2_000).default('') });
/** Participations of which it is shown what is missing; the others follow once these are filled in. */
const missingShown = 100;

/** The report about a year: of one's municipality, or for the directorate of all (`domain.md` 6.7). */
export function reportPage(router: PageRouter): void {
  router.get(path, 'signed-in', show);
  router.post(
    `${path}/submit`,
    'signed-in',
    async (page, form) => {
      const year = yearOf(page);
      await submitReport(page.context, year, readValues(named, form.values).municipality);
      leaveNote(page, 'register.report.submitDone');
      return registerPaths.report(year);
    },
    show,
  );
  router.post(
    `${path}/approve`,
    'signed-in',
    async (page, form) => {
      const year = yearOf(page);
      await approveReport(page.context, year, readValues(named, form.values).municipality);
      leaveNote(page, 'register.report.approveDone');
      return registerPaths.report(year);
    },
    show,
  );
  router.post(
    `${path}/return`,
    'signed-in',
    async (page, form) => {
      const [year, { municipality, reason }] = [yearOf(page), readValues(returning, form.values)];
      await returnReport(page.context, year, municipality, reason);
      leaveNote(page, 'register.report.returnDone');
      return registerPaths.report(year);
    },
    show,
  );
}

function yearOf({ params }: PageRequest): number {
  const read = byYear.safeParse({ year: params['year'] });
  if (!read.success) throw new Refusal('not_found');
  return read.data.year;
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query, poll } = page;
  const { t } = locale;
  const year = yearOf(page);
  const views = await reportViews(context, year, poll);
  const directs = hasRole(context.actor, 'directorate');
  const code = refused?.form.values['municipality'] ?? query['municipality'];
  // The directorate begins with the list, and looks at one of it.
  const shown = views.filter(({ own, municipality }) => (directs ? municipality.code === code : own));
  const title = t('register.report.title', { year: String(year) });
  const errors = formErrors(locale, refused, { reason: t('register.report.reason') });
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('register.report.lead', { year: String(year) })}
      breadcrumbs={directs && shown.length > 0 ? [{ href: registerPaths.report(year), text: title }] : []}
      actions={<Years locale={locale} year={year} />}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      {directs && shown.length === 0 && <Municipalities locale={locale} year={year} views={views} />}
      {await Promise.all(shown.map((view) => one(page, view, errors.of('reason'), errors.value('reason'))))}
    </Page>
  );
  return { title, body };
}

async function one(page: PageRequest, view: ReportView, reasonError?: string, reasonValue?: string): Promise<JSX.Element> {
  const { context, locale } = page;
  const begun = view.year <= reportYearOn(localDay(context.receivedAt, zone));
  const owed = view.report !== null && isOwed(view.report);
  const complete = view.faults.incomplete.length === 0 && view.faults.mismatched.length === 0;
  return (
    <div key={view.municipality.code}>
      <ReportStatus locale={locale} view={view} begun={begun} />
      {view.own && <Missing locale={locale} view={view} found={await holdingBack(context, view, missingShown)} />}
      {view.own && owed && complete && <Submit page={page} view={view} />}
      {!view.own && view.report?.state === 'submitted' && <Judge locale={locale} view={view} error={reasonError} value={reasonValue} />}
      <Totals locale={locale} year={view.year} totals={view.totals} />
    </div>
  );
}

function Years({ locale: { t }, year }: Readonly<{ locale: Locale; year: number }>): JSX.Element {
  return (
    <>
      <ButtonLink href={registerPaths.report(year - 1)} variant="tertiary">
        {t('register.report.yearBefore')}
      </ButtonLink>
      <ButtonLink href={registerPaths.report(year + 1)} variant="tertiary">
        {t('register.report.yearAfter')}
      </ButtonLink>
    </>
  );
}

function Submit({ page: { context, locale }, view }: Readonly<{ page: PageRequest; view: ReportView }>): JSX.Element {
  const { t } = locale;
  if (!hasRole(context.actor, 'municipality_admin')) return <p>{t('register.report.submitByAdmin')}</p>;
  return (
    <SubmitForm
      action={`${registerPaths.report(view.year)}/submit`}
      idempotencyKey={newId()}
      confirm={{ ask: t('register.report.submit'), text: t('register.report.submitText'), open: true }}
    >
      <input type="hidden" name="municipality" value={view.municipality.code} />
      <Button>{t('register.report.submit')}</Button>
    </SubmitForm>
  );
}

type JudgeProps = Readonly<{ locale: Locale; view: ReportView; error: string | undefined; value: string | undefined }>;

function Judge({ locale: { t }, view, error, value }: JudgeProps): JSX.Element {
  const municipality = <input type="hidden" name="municipality" value={view.municipality.code} />;
  const path = registerPaths.report(view.year);
  return (
    <Section title={t('register.report.judge')} id="judge">
      <SubmitForm action={`${path}/approve`} idempotencyKey={newId()}>
        {municipality}
        <Button>{t('register.report.approve')}</Button>
      </SubmitForm>
      <SubmitForm action={`${path}/return`} idempotencyKey={newId()}>
        {municipality}
        <TextArea
          name="reason"
          label={t('register.report.reason')}
          hint={t('register.report.reasonHint')}
          error={error}
          value={value}
          maxLength={2_000}
        />
        <Button danger>{t('register.report.return')}</Button>
      </SubmitForm>
    </Section>
  );
}

type MunicipalitiesProps = Readonly<{ locale: Locale; year: number; views: readonly ReportView[] }>;

function Municipalities({ locale, year, views }: MunicipalitiesProps): JSX.Element {
  const { t } = locale;
  const columns: Column<ReportView>[] = [
    {
      key: 'municipality',
      heading: t('register.report.municipality'),
      rowHeader: true,
      cell: ({ municipality }) => <a href={registerPaths.report(year, municipality.code)}>{municipality.name}</a>,
    },
    { key: 'status', heading: t('register.report.status'), cell: (view) => <ReportTags locale={locale} view={view} /> },
    { key: 'dueOn', heading: t('register.report.dueOn'), cell: ({ report }) => report && locale.day(report.dueOn) },
    { key: 'participations', heading: t('register.report.participations'), numeric: true, cell: ({ totals }) => totals.participations },
    { key: 'incomplete', heading: t('register.report.incompleteCount'), numeric: true, cell: ({ faults }) => faults.incomplete.length },
  ];
  return (
    <DataTable
      id="report-municipalities"
      caption={t('register.report.municipalities', { count: views.length })}
      columns={columns}
      // Overdue first, then as they are called.
      rows={[...views].sort((a, b) => Number(b.overdue) - Number(a.overdue))}
      rowKey={({ municipality }) => municipality.code}
      empty={t('register.report.noMunicipalities')}
    />
  );
}
