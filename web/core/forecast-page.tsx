import type { JSX } from 'preact';
import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { forecastCsv, forecastKinds, type ForecastWeek } from '../../domain/core/forecast';
import type { Forecast } from '../../db/core/forecasts';
import { newId } from '../../db/core/ids';
import { beginForecast, forecastView } from '../../api/core/forecast-commands';
import { Bytes } from '../../api/core/route';
import { BarChart, Button, ButtonLink, DataTable, ErrorSummary, LiveRegion, Notice, Page, SubmitForm, TextField, type Column, type Tone } from './components'; // prettier-ignore
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { leaveNote } from './note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const form = z.object({ days: z.coerce.number().int().min(1).max(3_660) });
const here = '/forecast';
const usualDays = 730;
const tones: Readonly<Record<(typeof forecastKinds)[number], Tone>> = {
  deadlines: 'danger',
  letters: 'info',
  gradings: 'warning',
  lapses: 'neutral',
};

/** What falls due week by week, lived through beforehand on a copy. For coordinators and the agency. */
export function forecastPage(router: PageRouter): void {
  router.get(here, 'signed-in', shown);
  router.post(
    here,
    'signed-in',
    async (page, { values }) => {
      await beginForecast(page.context, readValues(form, values).days);
      leaveNote(page, 'records.forecast.started');
      return here;
    },
    shown,
  );
  router.download(`${here}.csv`, 'signed-in', async ({ context }) => {
    const { done } = await forecastView(context);
    if (!done?.weeks) throw new Refusal('not_found');
    return new Bytes(Buffer.from(forecastCsv(done.weeks)), 'forecast.csv', 'text/csv; charset=utf-8');
  });
}

async function shown({ context, locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { newest, done } = await forecastView(context);
  const errors = formErrors(locale, refused, { days: t('records.forecast.days') });
  const underWay = newest?.state === 'asked' || newest?.state === 'running';
  const title = t('records.forecast.title');
  const body = (
    <Page locale={locale} title={title} lead={t('records.forecast.lead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <LiveRegion id="forecast" href={here}>
        {newest && newest.state !== 'done' && <State locale={locale} newest={newest} />}
        {!underWay && (
          <SubmitForm action={here} idempotencyKey={newId()} inline>
            <TextField
              name="days"
              label={t('records.forecast.days')}
              value={errors.value('days') ?? String(usualDays)}
              error={errors.of('days')}
              maxLength={4}
              size={6}
              autocomplete="off"
            />
            <Button>{t('records.forecast.start')}</Button>
          </SubmitForm>
        )}
        {done?.weeks ? <Found locale={locale} done={done} weeks={done.weeks} /> : <p>{t('records.forecast.none')}</p>}
      </LiveRegion>
    </Page>
  );
  return { title, body };
}

function State({ locale: { t, instant }, newest }: Readonly<{ locale: Locale; newest: Forecast }>): JSX.Element {
  const said = (): string => {
    if (newest.state === 'failed') return t('records.forecast.failed', { why: newest.failure ?? '' });
    return newest.livedUntil ? t('records.forecast.running', { at: instant(newest.livedUntil) }) : t('records.forecast.asked');
  };
  return (
    <Notice tone={newest.state === 'failed' ? 'warning' : undefined}>
      <p>{said()}</p>
    </Notice>
  );
}

function Found({ locale, done, weeks }: Readonly<{ locale: Locale; done: Forecast; weeks: readonly ForecastWeek[] }>): JSX.Element {
  const { t, day, instant } = locale;
  const busy = weeks.filter((week) => forecastKinds.some((kind) => week[kind] > 0));
  const columns: Column<ForecastWeek>[] = [
    { key: 'week', heading: t('records.forecast.week'), rowHeader: true, cell: (week) => day(week.weekOn) },
    ...forecastKinds.map((kind): Column<ForecastWeek> => ({
      key: kind,
      heading: t(`records.forecast.${kind}`),
      numeric: true,
      cell: (week) => week[kind],
    })),
  ];
  return (
    <>
      <p>
        {t('records.forecast.made', {
          at: instant(done.endedAt ?? done.askedAt),
          days: done.days,
          from: instant(done.fromAt ?? done.askedAt),
        })}
      </p>
      {busy.length > 0 && (
        <BarChart
          id="forecast-chart"
          caption={t('records.forecast.chart')}
          parts={forecastKinds.map((kind) => ({ key: kind, label: t(`records.forecast.${kind}`), tone: tones[kind] }))}
          bars={busy.map(({ weekOn, ...values }) => ({ key: weekOn, name: weekOn, values }))}
        />
      )}
      <p>
        <ButtonLink href={`${here}.csv`}>{t('records.forecast.csv')}</ButtonLink>
      </p>
      <DataTable
        id="forecast-weeks"
        caption={t('records.forecast.table')}
        columns={columns}
        rows={busy}
        rowKey={(week) => week.weekOn}
        empty={t('records.forecast.quiet')}
      />
    </>
  );
}
