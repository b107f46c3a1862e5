import type { GraderFigures } from '../../api/certification/grading-queries';
import { gradingFigures } from '../../api/certification/grading-queries';
import { BarChart, DataTable, Page, type BarPart, type Column } from '../core/components';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths, roundName } from './names';

/** How verdicts fall, per round and grader: a picture, and the same in numbers. A grader sees oneself beside all. */
export function driftPage(router: PageRouter): void {
  router.get(paths.drift, 'signed-in', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const { figures, others } = await gradingFigures(context);
  const nameOf = (one: GraderFigures): string => {
    if (one.graderId === null) return t('certification.drift.all');
    if (!others) return t('certification.drift.you');
    return one.graderName ?? t('certification.erased');
  };
  const number = new Intl.NumberFormat(locale.language === 'en' ? 'en-GB' : locale.language, { maximumFractionDigits: 1 });
  const parts: BarPart[] = [
    { key: 'satisfactory', tone: 'success', label: t('certification.drift.satisfactory') },
    { key: 'not', tone: 'danger', label: t('certification.drift.not') },
  ];
  const columns: Column<GraderFigures>[] = [
    {
      key: 'round',
      heading: t('certification.field.round'),
      cell: (one) => <a href={paths.round(one.roundId)}>{roundName(locale, one)}</a>,
    },
    { key: 'grader', heading: t('certification.grade.by'), rowHeader: true, cell: nameOf },
    { key: 'count', heading: t('certification.drift.count'), numeric: true, cell: (one) => one.count },
    { key: 'satisfactory', heading: t('certification.drift.satisfactory'), numeric: true, cell: (one) => one.satisfactory },
    {
      key: 'share',
      heading: t('certification.drift.share'),
      numeric: true,
      cell: (one) => `${Math.round((100 * one.satisfactory) / one.count)} %`,
    },
    { key: 'days', heading: t('certification.drift.days'), numeric: true, cell: (one) => number.format(one.days) },
  ];
  const key = (one: GraderFigures): string => `${one.roundId} ${one.graderId ?? ''}`;
  const title = t('certification.drift.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.drift.lead')}
      breadcrumbs={[{ href: paths.grading, text: t('core.menu.grading') }]}
    >
      {figures.length > 0 && (
        <BarChart
          id="drift-chart"
          caption={t('certification.drift.chart')}
          parts={parts}
          bars={figures.slice(0, mostBars).map((one) => ({
            key: key(one),
            name: `${one.number}/${one.year} ${nameOf(one).slice(0, 14)}`,
            values: { satisfactory: one.satisfactory, not: one.count - one.satisfactory },
          }))}
        />
      )}
      <DataTable
        id="drift"
        caption={t('certification.drift.table')}
        columns={columns}
        rows={figures}
        rowKey={key}
        empty={<p>{t('certification.drift.none')}</p>}
      />
    </Page>
  );
  return { title, body };
}

/** So many bars are drawn; the table has them all. */
const mostBars = 20;
