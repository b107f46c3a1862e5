import type { JSX } from 'preact';
import type { RegionSetting } from '../../db/certification/regions';
import { DataTable, Section, type Column } from '../core/components';
import type { Locale } from '../core/locale';

/** What was set of a region before, newest first, by whom and why. */
export function RegionHistory({
  locale,
  history,
  what,
}: Readonly<{ locale: Locale; history: readonly RegionSetting[]; what: RegionSetting['what'] }>): JSX.Element {
  const { t, day, instant } = locale;
  const said = (value: RegionSetting['from']): string => (value ? day(value) : 'none');
  const columns: Column<RegionSetting>[] = [
    { key: 'setAt', heading: t('certification.field.setAt'), rowHeader: true, cell: (one) => instant(one.setAt) },
    {
      key: 'what',
      heading: t('certification.field.setting'),
      cell: (one) =>
        one.what === 'demand'
          ? t('certification.region.set.demand', { from: said(one.from) })
          : t('certification.region.set.membership', { from: said(one.from), to: said(one.to) }),
    },
    { key: 'by', heading: t('certification.field.setBy'), cell: (one) => one.setByName ?? t('certification.erased') },
    { key: 'reason', heading: t('certification.field.reason'), cell: (one) => one.reason },
  ];
  return (
    <Section title={t('certification.region.history')}>
      <DataTable
        id="region-history"
        caption={t('certification.region.history')}
        hiddenCaption
        columns={columns}
        rows={history.filter((one) => one.what === what)}
        rowKey={(one) => one.setAt}
        empty={<p>{t('certification.region.noHistory')}</p>}
      />
    </Section>
  );
}
