import type { RoundFigures } from '../../db/certification/figures';
import { figures } from '../../api/certification/figure-queries';
import { BarChart, DataTable, Page, type BarPart, type Column, type Tone } from '../core/components';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths, roundName } from './names';

/** How the rounds went, beside each other: a picture, and the same in numbers. */
export function figuresPage(router: PageRouter): void {
  router.get(paths.figures, 'signed-in', show);
}

/** How sign-ups ended; of those that came to nothing for want of an answer in time the chart makes one part, the table two. */
const ends = ['passed', 'open', 'failed', 'late', 'notDelivered', 'withdrawn'] as const;
const drawn = [
  ['passed', 'success', ({ passed }) => passed],
  ['open', 'info', ({ open }) => open],
  ['failed', 'danger', ({ failed }) => failed],
  ['notInTime', 'warning', ({ late, notDelivered }) => late + notDelivered],
  ['withdrawn', 'neutral', ({ withdrawn }) => withdrawn],
] as const satisfies readonly (readonly [key: string, tone: Tone, count: (one: RoundFigures) => number])[];

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const rounds = await figures(context);
  const title = t('certification.figures.title');
  const parts = drawn.map(([key, tone]): BarPart => ({ key, tone, label: t(`certification.figures.${key}`) }));
  const number = (key: (typeof ends)[number] | 'signedUp' | 'corrected'): Column<RoundFigures> => ({
    key,
    heading: t(`certification.figures.${key}`),
    numeric: true,
    cell: (one) => one[key],
  });
  const columns: Column<RoundFigures>[] = [
    {
      key: 'round',
      heading: t('certification.field.round'),
      rowHeader: true,
      cell: (one) => <a href={paths.round(one.roundId)}>{roundName(locale, one)}</a>,
    },
    number('signedUp'),
    ...ends.map(number),
    number('corrected'),
    { key: 'share', heading: t('certification.figures.share'), numeric: true, cell: (one) => shareText(one) ?? t('core.none') },
    {
      key: 'days',
      heading: t('certification.figures.daysToVerdict'),
      numeric: true,
      cell: ({ daysToVerdict }) => (daysToVerdict === null ? t('core.none') : Math.max(0, Math.round(daysToVerdict))),
    },
  ];
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.figures.lead')}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
    >
      {rounds.length > 0 && (
        <BarChart
          id="rounds-chart"
          caption={t('certification.figures.chart')}
          parts={parts}
          bars={rounds.map((one) => ({
            key: one.roundId,
            name: `${one.number}/${one.year}`,
            values: Object.fromEntries(drawn.map(([key, , count]) => [key, count(one)])),
          }))}
        />
      )}
      <DataTable
        id="figures"
        caption={t('certification.figures.table')}
        columns={columns}
        rows={[...rounds].reverse()}
        rowKey={(one) => one.roundId}
        empty={<p>{t('certification.figures.none')}</p>}
      />
    </Page>
  );
  return { title, body };
}

/** Of those who were judged, how many passed; nothing before anybody was. */
function shareText({ passed, failed }: RoundFigures): string | undefined {
  return passed + failed > 0 ? `${Math.round((100 * passed) / (passed + failed))} %` : undefined;
}
