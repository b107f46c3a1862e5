import type { JSX } from 'preact';
import type { LegacySeen } from '../../api/certification/legacy-queries';
import { DataTable, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { paths } from './names';

type Props = Readonly<{
  locale: Locale;
  code: string;
  rows: readonly LegacySeen[];
  /** Whose they are; not on a page of one person. */ named: boolean;
}>;

/** Write accesses from before the scheme, each open one with the way to end it. */
export function LegacyTable({ locale, code, rows, named }: Props): JSX.Element {
  const { t, day } = locale;
  const columns: Column<LegacySeen>[] = [
    ...(named
      ? [
          {
            key: 'name',
            heading: t('certification.field.name'),
            rowHeader: true,
            cell: (row: LegacySeen) => <a href={paths.consultant(code, row.personId)}>{row.name ?? t('certification.erased')}</a>,
          },
          { key: 'employer', heading: t('certification.field.employer'), cell: (row: LegacySeen) => row.employer },
        ]
      : []),
    { key: 'evidenceOn', heading: t('certification.field.evidenceOn'), rowHeader: !named, cell: (row) => day(row.evidenceOn) },
    { key: 'evidence', heading: t('certification.field.evidence'), cell: (row) => row.evidence },
    {
      key: 'endedOn',
      heading: t('certification.field.endedOn'),
      cell: (row) => <Ending locale={locale} code={code} row={row} />,
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

/** The day from which it no longer holds, or the way to end it; one that lapsed by itself says so and may still be ended. */
function Ending({ locale: { t, day }, code, row }: Pick<Props, 'locale' | 'code'> & Readonly<{ row: LegacySeen }>): JSX.Element {
  if (row.endedOn) return <>{day(row.endedOn)}</>;
  const name = row.name ?? t('certification.erased');
  return (
    <>
      {row.lapsed && `${t('certification.legacy.lapsed')} `}
      <a href={paths.endLegacy(code, row.legacyAccessId)} aria-label={t('certification.legacy.endOf', { name })}>
        {t('certification.legacy.end')}
      </a>
    </>
  );
}
