import type { JSX } from 'preact';
import type { LookupHour, LookupMunicipality, LookupQueue } from '../../db/register/lookup-figures';
import { lookupFigures, troubleReports } from '../../api/register/lookup-queries';
import { BarChart, DataTable, LiveRegion, Notice, Page, SummaryList, type BarPart, type Column, type Tone } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { TroubleTable } from './trouble-table';

/** How look-ups of names go, for the directorate: queue, waiting times and failures per hour and municipality, and what municipalities reported. */
export function lookupsPage(router: PageRouter): void {
  router.get('/register/lookups', 'signed-in', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const { queue, hours, municipalities } = await lookupFigures(context);
  const reports = await troubleReports(context);
  const title = t('register.lookups.title');
  const calm = queue.delayed === 0 && queue.failed === 0;
  const body = (
    <Page locale={locale} title={title} lead={t('register.lookups.lead')}>
      <LiveRegion id="lookups" href="/register/lookups">
        <Notice tone={calm ? 'success' : 'warning'}>
          <p>{t(calm ? 'register.lookups.calm' : 'register.lookups.attention')}</p>
        </Notice>
        <Queue locale={locale} queue={queue} />
        <Hours locale={locale} hours={hours} />
        <Municipalities locale={locale} municipalities={municipalities} />
      </LiveRegion>
      <TroubleTable locale={locale} reports={reports} />
    </Page>
  );
  return { title, body };
}

function Queue({ locale, queue }: Readonly<{ locale: Locale; queue: LookupQueue }>): JSX.Element {
  const { t } = locale;
  return (
    <SummaryList
      items={[
        { term: t('register.lookups.pending'), value: queue.pending },
        { term: t('register.lookups.delayed'), value: queue.delayed },
        { term: t('register.lookups.failed'), value: queue.failed },
        { term: t('register.lookups.oldest'), value: queue.oldestAskedAt ? locale.instant(queue.oldestAskedAt) : t('core.none') },
      ]}
    />
  );
}

const outcomes = [
  ['answered', 'success'],
  ['busy', 'warning'],
  ['faulty', 'danger'],
  ['silent', 'neutral'],
] as const satisfies readonly (readonly [keyof LookupHour, Tone])[];

function Hours({ locale, hours }: Readonly<{ locale: Locale; hours: readonly LookupHour[] }>): JSX.Element {
  const { t } = locale;
  const parts = outcomes.map(([key, tone]): BarPart => ({ key, tone, label: t(`register.lookups.${key}`) }));
  const columns: Column<LookupHour>[] = [
    { key: 'hour', heading: t('register.lookups.hour'), rowHeader: true, cell: ({ hour }) => locale.instant(hour) },
    ...outcomes.map(([key]): Column<LookupHour> => ({
      key,
      heading: t(`register.lookups.${key}`),
      numeric: true,
      cell: (one) => one[key],
    })),
  ];
  return (
    <section class="frist-section">
      {hours.length > 0 && (
        <BarChart
          id="lookup-hours-chart"
          caption={t('register.lookups.chart')}
          parts={parts}
          bars={hours.map(({ hour, answered, busy, faulty, silent }) => ({
            key: hour,
            name: locale.instant(hour),
            values: { answered, busy, faulty, silent },
          }))}
        />
      )}
      <DataTable
        id="lookup-hours"
        caption={t('register.lookups.hours')}
        columns={columns}
        rows={[...hours].reverse()}
        rowKey={({ hour }) => hour}
        empty={<p>{t('register.lookups.noHours')}</p>}
      />
    </section>
  );
}

function Municipalities(props: Readonly<{ locale: Locale; municipalities: readonly LookupMunicipality[] }>): JSX.Element {
  const { locale, municipalities } = props;
  const { t } = locale;
  const number = (key: 'waiting' | 'attempts' | 'failures'): Column<LookupMunicipality> => ({
    key,
    heading: t(`register.lookups.${key}`),
    numeric: true,
    cell: (one) => one[key],
  });
  const columns: Column<LookupMunicipality>[] = [
    { key: 'name', heading: t('register.lookups.municipality'), rowHeader: true, cell: ({ name }) => name },
    number('waiting'),
    { key: 'median', heading: t('register.lookups.median'), cell: ({ medianSeconds }) => lasting(locale, medianSeconds) },
    { key: 'longest', heading: t('register.lookups.longest'), cell: ({ longestSeconds }) => lasting(locale, longestSeconds) },
    number('attempts'),
    number('failures'),
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="lookup-municipalities"
        caption={t('register.lookups.municipalities')}
        columns={columns}
        rows={municipalities}
        rowKey={({ code }) => code}
        empty={<p>{t('register.lookups.noMunicipalities')}</p>}
      />
    </section>
  );
}

/** How long something took, in the unit that says it best. */
function lasting({ t }: Locale, seconds: number | null): string {
  if (seconds === null) return t('core.none');
  if (seconds < 120) return t('register.lookups.seconds', { count: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? t('register.lookups.minutes', { count: minutes })
    : t('register.lookups.hoursLong', { count: Math.round(minutes / 60) });
}
