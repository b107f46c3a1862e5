import type { JSX } from 'preact';
import { activityTypes, financings, mainReasons, participantClasses } from '../../domain/register/codes';
import { participationStates } from '../../domain/register/participation';
import type { ReportTotals } from '../../domain/register/report-totals';
import type { MessageKey } from '../../letters/core/catalogue';
import { BarChart, DataTable, Section, type Tone } from '../core/components';
import type { Locale } from '../core/locale';

type List = Exclude<keyof ReportTotals, 'participations'>;
const tones: readonly Tone[] = ['info', 'success', 'warning', 'danger', 'neutral'];
const lists = [
  ['state', participationStates, 'register.state'],
  ['mainReason', mainReasons, 'register.code.mainReason'],
  ['participantClass', participantClasses, 'register.code.participantClass'],
  ['financing', financings, 'register.code.financing'],
  ['activity', activityTypes, 'register.code.activity'],
] as const satisfies readonly (readonly [List, readonly string[], string])[];

/** The numbers of a report: each list as a bar of its parts, and as the table that the bar is a picture of. */
export function Totals({ locale, year, totals }: Readonly<{ locale: Locale; year: number; totals: ReportTotals }>): JSX.Element {
  const { t } = locale;
  return (
    <Section title={t('register.report.totals')} id="totals">
      {lists.map(([list, codes, words]) => {
        const counts: Readonly<Record<string, number>> = totals[list];
        const found = codes.map((code) => ({ code, text: t(`${words}.${code}` as MessageKey), count: counts[code] ?? 0 }));
        return <Counts key={list} locale={locale} list={list} year={year} counts={found} />;
      })}
    </Section>
  );
}

type Count = Readonly<{ code: string; text: string; count: number }>;
type CountsProps = Readonly<{ locale: Locale; list: List; year: number; counts: readonly Count[] }>;

function Counts({ locale: { t }, list, year, counts }: CountsProps): JSX.Element {
  const caption = t(`register.report.total.${list}`);
  // Activities do not add up, for one participation may have several: a bar each. Of the others each is in one part.
  const apart = list === 'activity';
  const parts = apart
    ? [{ key: 'count', label: t('register.report.participations'), tone: 'info' as const }]
    : counts.map(({ code, text }, at) => ({ key: code, label: text, tone: tones[at % tones.length]! }));
  const bars = apart
    ? counts.map(({ code, text, count }) => ({ key: code, name: text, values: { count } }))
    : [{ key: 'all', name: String(year), values: Object.fromEntries(counts.map(({ code, count }) => [code, count])) }];
  return (
    <>
      {counts.some(({ count }) => count > 0) && <BarChart id={`report-${list}-chart`} caption={caption} parts={parts} bars={bars} />}
      <DataTable
        id={`report-${list}`}
        caption={caption}
        columns={[
          { key: 'text', heading: caption, rowHeader: true, cell: ({ text }: Count) => text },
          { key: 'count', heading: t('register.report.count'), numeric: true, cell: ({ count }: Count) => count },
        ]}
        rows={counts}
        rowKey={({ code }) => code}
        empty=""
      />
    </>
  );
}
