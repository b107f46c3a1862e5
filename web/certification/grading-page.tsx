import type { JSX } from 'preact';
import { daysBetween, localDay, type Instant } from '../../domain/core/calendar';
import { gradeAnswers } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import type { EnrolmentRow } from '../../db/certification/enrolment-lists';
import { queue } from '../../api/certification/queries';
import { ButtonLink, DataTable, LiveRegion, Page, Tag, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { GradedKept } from './grade-page';
import { dayWithLeft, participantName, paths, roundName } from './names';

/** The answers that wait for a verdict, the longest waiting first. */
export function gradingPage(router: PageRouter): void {
  router.get(paths.grading, 'signed-in', show);
}

async function show(page: PageRequest): Promise<View> {
  const { context, locale, poll } = page;
  const waiting = await queue(context, poll ? 'again' : 'log');
  const title = locale.t('certification.grading.title');
  const mayGrade = gradeAnswers.holds(context.actor, { personId: '' });
  return {
    title,
    body: (
      <>
        <GradedKept page={page} />
        <QueuePage locale={locale} waiting={waiting} mayGrade={mayGrade} at={context.receivedAt} />
      </>
    ),
  };
}

type Props = Readonly<{ locale: Locale; waiting: readonly EnrolmentRow[]; mayGrade: boolean; at: Instant }>;

function QueuePage({ locale, waiting, mayGrade, at }: Props): JSX.Element {
  const { t, instant } = locale;
  const columns: Column<EnrolmentRow>[] = [
    {
      key: 'name',
      heading: t('certification.field.name'),
      rowHeader: true,
      cell: (row) => <a href={paths.grade(row.enrolmentId)}>{participantName(locale, row)}</a>,
    },
    { key: 'round', heading: t('certification.field.round'), cell: (row) => roundName(locale, row) },
    { key: 'kind', heading: t('certification.field.kind'), cell: (row) => t(`certification.enrolment.kind.${row.kind}`) },
    { key: 'answered', heading: t('certification.field.answeredAt'), cell: (row) => row.answeredAt && instant(row.answeredAt) },
    {
      key: 'age',
      heading: t('certification.grading.age'),
      numeric: true,
      cell: (row) => row.answeredAt && t('certification.grading.days', { days: age(row.answeredAt, at) }),
    },
    { key: 'target', heading: t('certification.grading.target'), cell: (row) => <Target locale={locale} row={row} at={at} /> },
  ];
  const first = waiting[0];
  return (
    <Page
      locale={locale}
      title={t('certification.grading.title')}
      lead={t('certification.grading.lead')}
      actions={
        <>
          {mayGrade && first && (
            <ButtonLink href={paths.grade(first.enrolmentId)} variant="primary">
              {t('certification.grading.next')}
            </ButtonLink>
          )}
          <ButtonLink href={paths.drift}>{t('certification.drift.see')}</ButtonLink>
        </>
      }
    >
      <LiveRegion id="grading-queue" href={paths.grading}>
        <DataTable
          id="queue"
          caption={t('certification.grading.count', { count: waiting.length })}
          columns={columns}
          rows={waiting}
          rowKey={(row) => row.enrolmentId}
          empty={<p>{t('certification.grading.empty')}</p>}
        />
      </LiveRegion>
    </Page>
  );
}

/** When grading is to be done by, and how far that is off. */
function Target({ locale, row, at }: Readonly<{ locale: Locale; row: EnrolmentRow; at: Instant }>): JSX.Element {
  const { t, day } = locale;
  const passed = localDay(at, zone) > row.gradingTargetOn;
  if (passed) return <Tag tone="warning">{t('certification.grading.targetPassed', { day: day(row.gradingTargetOn) })}</Tag>;
  return <>{dayWithLeft(locale, at, row.gradingTargetOn)}</>;
}

/** Days since the answer came. */
function age(answeredAt: Instant, at: Instant): number {
  return daysBetween(localDay(answeredAt, zone), localDay(at, zone));
}
