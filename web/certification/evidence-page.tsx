import type { JSX } from 'preact';
import { Bytes } from '../../api/core/route';
import { evidence, type Evidence } from '../../api/certification/evidence';
import { isMessageKey } from '../../letters/core/catalogue';
import { ButtonLink, DataTable, Page, Section, SummaryList, Tag, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths, roundName } from './names';

/** What proves whether a deadline was met, to read and to save. */
export function evidencePage(router: PageRouter): void {
  const path = '/certification/enrolments/:id/evidence';
  router.get(path, 'signed-in', shown);
  router.download(`${path}.json`, 'signed-in', async ({ context, params }) => {
    const file = await evidence(context, params['id']!);
    return new Bytes(Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`), `evidence-${file.enrolment.id}.json`, 'application/json');
  });
}

async function shown({ context, locale, params }: PageRequest): Promise<View> {
  const { t } = locale;
  const enrolmentId = params['id']!;
  const file = await evidence(context, enrolmentId);
  const title = t('records.evidence.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('records.evidence.lead')}
      breadcrumbs={[{ href: paths.enrolment(enrolmentId), text: roundName(locale, file.round) }]}
      actions={<ButtonLink href={`${paths.enrolment(enrolmentId)}/evidence.json`}>{t('records.evidence.download')}</ButtonLink>}
    >
      <Section title={t('records.evidence.rule')}>
        <p>{t('records.evidence.ruleText')}</p>
        <Deadline locale={locale} file={file} />
      </Section>
      <Receipts locale={locale} file={file} />
      <Letters locale={locale} file={file} />
      <Outages locale={locale} file={file} />
      <Events locale={locale} file={file} />
    </Page>
  );
  return { title, body };
}

type Props = Readonly<{ locale: Locale; file: Evidence }>;

/** An instant as it stands in the file, so that page and file can be compared sign by sign. */
const exact = (instant: string | null): JSX.Element => <span class="frist-code">{instant ?? '-'}</span>;

function Deadline({ locale, file }: Props): JSX.Element {
  const { t, day } = locale;
  const { values } = file.rules;
  return (
    <SummaryList
      items={[
        { term: t('records.evidence.roundDeadline'), value: day(file.round.deadlineOn) },
        { term: t('records.evidence.ownDeadline'), value: file.ownDeadlineOn ? day(file.ownDeadlineOn) : t('core.none') },
        { term: t('records.evidence.deadline'), value: <strong>{day(file.deadline.lastDay)}</strong> },
        { term: t('records.evidence.endsAt'), value: exact(file.deadline.endsAt) },
        {
          term: t('records.evidence.rules'),
          value: t('records.evidence.rulesText', {
            version: String(file.rules.version),
            on: day(file.rules.ruledFromOn),
            corrections: values.corrections,
            days: values.correctionDays,
            minutes: values.closingGraceMinutes,
          }),
        },
      ]}
    />
  );
}

function Receipts({ locale, file }: Props): JSX.Element {
  const { t, day } = locale;
  const columns: Column<Evidence['receipts'][number]>[] = [
    { key: 'receipt', heading: t('records.evidence.receipt'), rowHeader: true, cell: (one) => one.receiptNumber },
    { key: 'at', heading: t('records.evidence.receivedAt'), cell: (one) => exact(one.receivedAt) },
    {
      key: 'ruledBy',
      heading: t('records.evidence.ruledBy'),
      cell: ({ ruledBy }) =>
        ruledBy.kind === 'correction' ? t('records.evidence.correctionUntil', { day: day(ruledBy.lastDay) }) : day(ruledBy.lastDay),
    },
    {
      key: 'verdict',
      heading: t('records.evidence.verdict'),
      cell: (one) => (
        <>
          <Tag tone={one.inTime ? 'success' : 'danger'}>{t(one.inTime ? 'records.evidence.inTime' : 'records.evidence.late')}</Tag>{' '}
          {one.counts && <Tag tone="info">{t('records.evidence.counts')}</Tag>}
        </>
      ),
    },
    { key: 'sha256', heading: 'SHA-256', cell: (one) => exact(one.sha256) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="receipts"
        caption={t('records.evidence.receipts')}
        columns={columns}
        rows={file.receipts}
        rowKey={(one) => one.receiptNumber}
        empty={t('records.evidence.noReceipts')}
      />
    </section>
  );
}

function Letters({ locale: { t }, file }: Props): JSX.Element {
  const columns: Column<Evidence['letters'][number]>[] = [
    {
      key: 'letter',
      heading: t('records.evidence.letter'),
      rowHeader: true,
      cell: ({ template }) => {
        const key = `letters.${template}.name`;
        return isMessageKey(key) ? t(key) : template;
      },
    },
    { key: 'state', heading: t('records.evidence.state'), cell: (one) => t(`core.letter.filter.${one.state}`) },
    { key: 'writtenAt', heading: t('records.evidence.writtenAt'), cell: (one) => exact(one.writtenAt) },
    { key: 'settledAt', heading: t('records.evidence.settledAt'), cell: (one) => exact(one.settledAt) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="letters"
        caption={t('records.evidence.letters')}
        columns={columns}
        rows={file.letters}
        rowKey={(one) => one.occasion}
        empty={t('records.evidence.noLetters')}
      />
    </section>
  );
}

function Outages({ locale: { t }, file }: Props): JSX.Element {
  const columns: Column<Evidence['outages'][number]>[] = [
    { key: 'from', heading: t('records.evidence.outageFrom'), rowHeader: true, cell: (one) => exact(one.fromAt) },
    { key: 'to', heading: t('records.evidence.outageTo'), cell: (one) => exact(one.toAt) },
    { key: 'declared', heading: t('records.evidence.recordedAt'), cell: (one) => exact(one.declaredAt) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="outages"
        caption={t('records.evidence.outages')}
        columns={columns}
        rows={file.outages}
        rowKey={(one) => one.fromAt + one.declaredAt}
        empty={t('records.evidence.noOutages')}
      />
    </section>
  );
}

/** The events of the enrolment and its round together, in the order in which they took effect. */
function Events({ locale: { t }, file }: Props): JSX.Element {
  type Event = Evidence['events'][number];
  const events = [...file.roundEvents, ...file.events].toSorted((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1));
  const columns: Column<Event>[] = [
    {
      key: 'event',
      heading: t('records.evidence.event'),
      rowHeader: true,
      cell: ({ what }) => <span class="frist-code">{what}</span>,
    },
    { key: 'effectiveAt', heading: t('records.evidence.effectiveAt'), cell: (one) => exact(one.effectiveAt) },
    { key: 'recordedAt', heading: t('records.evidence.recordedAt'), cell: (one) => exact(one.recordedAt) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="events"
        caption={t('records.evidence.events')}
        columns={columns}
        rows={events}
        rowKey={(one) => one.what + one.effectiveAt + one.recordedAt + JSON.stringify(one.data)}
        empty={t('records.evidence.noEvents')}
      />
    </section>
  );
}
