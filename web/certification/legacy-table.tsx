import type { JSX } from 'preact';
import type { LegacyRow } from '../../db/certification/legacy-accesses';
import { DataTable, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { paths } from './names';

type Props = Readonly<{
  locale: Locale;
  code: string;
  rows: readonly LegacyRow[];
  /** Whose they are; not on a page of one person. */ named: boolean;
}>;

/** Write accesses from before the scheme, each open one with the way to end it. */
export function LegacyTable({ locale, code, rows, named }: Props): JSX.Element {
  const { t, day } = locale;
  const columns: Column<LegacyRow>[] = [
    ...(named
      ? [
          {
            key: 'name',
            heading: t('certification.field.name'),
            rowHeader: true,
            cell: (row: LegacyRow) => <a href={paths.consultant(code, row.personId)}>{row.name ?? t('certification.erased')}</a>,
          },
          { key: 'employer', heading: t('certification.field.employer'), cell: (row: LegacyRow) => row.employer },
        ]
      : []),
    { key: 'evidenceOn', heading: t('certification.field.evidenceOn'), rowHeader: !named, cell: (row) => day(row.evidenceOn) },
    { key: 'evidence', heading: t('certification.field.evidence'), cell: (row) => row.evidence },
    {
      key: 'endedOn',
      heading: t('certification.field.endedOn'),
      cell: (row) =>
        row.endedOn ? (
          day(row.endedOn)
        ) : (
          <a
            href={paths.endLegacy(code, row.legacyAccessId)}
            aria-label={t('certification.legacy.endOf', { name: row.name ?? t('certification.erased') })}
          >
            {t('certification.legacy.end')}
          </a>
        ),
    },
  ];
  return (
    <DataTable
      id="legacy-accesses"
      caption={t('certification.legacy.title')}
      hiddenCaption
      columns={columns}
      rows={rows}
      rowKey={(row) => row.legacyAccessId}
      empty={<p>{t('certification.legacy.none')}</p>}
    />
  );
}
