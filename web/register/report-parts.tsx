import type { JSX } from 'preact';
import type { ReportState } from '../../domain/register/yearly-report';
import type { HoldingBack, ReportView } from '../../api/register/report-queries';
import { pageOf } from '../../domain/register/fields';
import { DataTable, Notice, Section, SummaryList, Tag, type Column, type Tone } from '../core/components';
import type { Locale } from '../core/locale';
import { labelOf } from './participation-words';
import { registerPaths } from './paths';

const tones: Readonly<Record<ReportState, Tone>> = { open: 'info', submitted: 'warning', approved: 'success', returned: 'danger' };

/** The state of a report in words, with what is to be known besides. */
export function ReportTags({ locale: { t }, view: { report, overdue } }: Readonly<{ locale: Locale; view: ReportView }>): JSX.Element {
  return (
    <>
      <Tag tone={report ? tones[report.state] : 'neutral'}>{t(`register.report.state.${report?.state ?? 'none'}`)}</Tag>
      {overdue && <Tag tone="danger">{t('register.report.overdue')}</Tag>}
      {report?.changedSince && <Tag tone="warning">{t('register.report.changedShort')}</Tag>}
    </>
  );
}

/** State and days of a report. */
export function ReportStatus({ locale, view, begun }: Readonly<{ locale: Locale; view: ReportView; begun: boolean }>): JSX.Element {
  const { t } = locale;
  const { report, year, municipality, totals } = view;
  return (
    <Section title={municipality.name} id="status">
      <SummaryList
        items={[
          { term: t('register.report.status'), value: <ReportTags locale={locale} view={view} /> },
          { term: t('register.report.participations'), value: totals.participations },
          ...(report ? [{ term: t('register.report.dueOn'), value: locale.deadline(report.dueOn) }] : []),
          ...(report?.submittedAt ? [{ term: t('register.report.submittedAt'), value: locale.instant(report.submittedAt) }] : []),
          ...(report?.approvedAt ? [{ term: t('register.report.approvedAt'), value: locale.instant(report.approvedAt) }] : []),
        ]}
      />
      {!report && (
        <Notice>
          <p>{begun ? t('register.report.nobody') : t('register.report.notOpen', { next: String(year + 1) })}</p>
        </Notice>
      )}
      {report?.changedSince && (
        <Notice tone="warning">
          <p>{t('register.report.changedSince')}</p>
        </Notice>
      )}
      {report?.state === 'returned' && (
        <Notice tone="danger" title={t('register.report.returnedBecause')}>
          <p>{view.returnReason ?? t('register.report.noReason')}</p>
        </Notice>
      )}
    </Section>
  );
}

type MissingProps = Readonly<{ locale: Locale; view: ReportView; found: readonly HoldingBack[] }>;

/** What keeps the report from being submitted, each with a link to where it is filled in. */
export function Missing({ locale, view, found }: MissingProps): JSX.Element {
  const { t } = locale;
  const all = new Set([...view.faults.incomplete.map(({ participationId }) => participationId), ...view.faults.mismatched]).size;
  const columns: Column<HoldingBack>[] = [
    {
      key: 'who',
      heading: t('register.report.participant'),
      rowHeader: true,
      cell: ({ participationId, name, maskedNumber }) => (
        <a href={registerPaths.participation(participationId)}>{name ? `${name} (${maskedNumber})` : maskedNumber}</a>
      ),
    },
    { key: 'what', heading: t('register.report.fields'), cell: (one) => <Fields locale={locale} one={one} /> },
  ];
  return (
    <Section title={t('register.report.completeness')} id="missing">
      {all === 0 ? (
        <Notice tone="success">
          <p>{t('register.report.complete')}</p>
        </Notice>
      ) : (
        <DataTable
          id="report-missing"
          caption={t('register.report.incompleteCaption', { count: all })}
          columns={columns}
          rows={found}
          rowKey={({ participationId }) => participationId}
          empty=""
        />
      )}
      {found.length < all && <p class="frist-subtle">{t('register.report.more', { shown: found.length, all })}</p>}
    </Section>
  );
}

function Fields({ locale, one: { participationId, fields, mismatch } }: Readonly<{ locale: Locale; one: HoldingBack }>): JSX.Element {
  return (
    <ul>
      {mismatch && <li>{locale.t('register.report.mismatch')}</li>}
      {fields.map((field) => (
        <li key={field}>
          <a href={`${registerPaths.participation(participationId, pageOf(field))}#${field}`}>{labelOf(locale, field)}</a>
        </li>
      ))}
    </ul>
  );
}
