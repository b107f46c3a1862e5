import type { JSX } from 'preact';
import { activityTypes, endingReasons, financings, mainReasons, participantClasses, type SubReason } from '../../domain/register/codes';
import { participationStates } from '../../domain/register/participation';
import type { ReportTotals } from '../../domain/register/report-totals';
import type { MessageKey } from '../../letters/core/catalogue';
import { BarChart, DataTable, Section, type Tone } from '../core/components';
import type { Locale } from '../core/locale';

type List = Exclude<keyof ReportTotals, 'participations' | 'subReason'>;
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
      <SubReasons locale={locale} totals={totals} />
    </Section>
  );
}

type SubCount = Readonly<{ key: string; main: string; sub: string; count: number }>;

/** Each sub-reason below its main reason: the same word stands under several. */
function SubReasons({ locale: { t }, totals: { subReason } }: Readonly<{ locale: Locale; totals: ReportTotals }>): JSX.Element | null {
  if (!subReason) return null;
  const found = mainReasons.flatMap((main) => {
    const counts: Readonly<Partial<Record<SubReason, number>>> = subReason[main];
    return endingReasons[main].map((sub): SubCount => ({
      key: `${main}-${sub}`,
      main: t(`register.code.mainReason.${main}`),
      sub: t(`register.code.subReason.${sub}`),
      count: counts[sub] ?? 0,
    }));
  });
  return (
    <DataTable
      id="report-subReason"
      caption={t('register.report.total.subReason')}
      columns={[
        { key: 'sub', heading: t('register.field.subReason'), rowHeader: true, cell: ({ sub }: SubCount) => sub },
        { key: 'main', heading: t('register.field.mainReason'), cell: ({ main }: SubCount) => main },
        { key: 'count', heading: t('register.report.count'), numeric: true, cell: ({ count }: SubCount) => count },
      ]}
      rows={found}
      rowKey={({ key }) => key}
      empty=""
    />
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
