import type { ComponentChildren, JSX } from 'preact';
import type { Held } from '../../api/core/held';
import { isMessageKey } from '../../letters/core/catalogue';
import { caseHref } from './case-link';
import { DataTable, Section, SummaryList, Timeline, type Column } from './components';
import type { Locale } from './locale';
import { pastEvents, type Reader } from './past-events';

type Props = Readonly<{ locale: Locale; held: Held; as: Reader }>;

/** Everything held, part by part, in words. */
export function HeldParts({ locale, held, as }: Props): JSX.Element {
  const { t, instant, day } = locale;
  const list = tablesIn(locale);
  const answers = held.enrolments.flatMap(({ answers: all, ...of }) => all.map((one) => ({ ...one, of })));
  return (
    <>
      <Section title={t('records.held.person')}>
        <Identity locale={locale} held={held} />
      </Section>
      {list('numbers', held.nationalIds, (one) => one.country + one.since, [
        ['number', (one) => one.number],
        ['from', (one) => instant(one.since)],
        ['to', (one) => (one.ceasedAt ? instant(one.ceasedAt) : '')],
      ])}
      {list('roles', held.roles, (one) => one.role + one.organisation + one.grantedAt, [
        ['role', (one) => said(locale, `core.role.${one.role}`, one.role)],
        ['organisation', (one) => one.organisation],
        ['from', (one) => instant(one.grantedAt)],
        ['to', (one) => (one.endedAt ? instant(one.endedAt) : '')],
      ])}
      {list('answers', answers, (one) => one.answer.answerId, [
        ['answer', (one) => one.answer.receiptNumber],
        ['enrolment', ({ of }) => <a href={caseHref('enrolment', of.enrolment.enrolmentId)!}>{`${of.round.number}/${of.round.year}`}</a>],
        ['receivedAt', (one) => instant(one.answer.receivedAt)],
        ['text', (one) => one.text],
        ['files', (one) => one.files.map(({ name }) => name).join(', ')],
      ])}
      {list('certificates', held.certificates, (one) => one.certificateId, [
        ['number', (one) => <a href={caseHref('certificate', one.certificateId)!}>{one.number}</a>],
        ['issuedOn', (one) => day(one.issuedOn)],
      ])}
      {list('uses', held.uses, (one) => one.region + one.eventId, [
        ['usedOn', (one) => day(one.usedOn)],
        ['region', (one) => one.region],
        ['case', (one) => one.caseNumber],
      ])}
      {list('letters', held.letters, (one) => one.letterId, [
        ['subject', (one) => one.subject ?? said(locale, `letters.${one.template}.name`, one.template)],
        ['writtenAt', (one) => instant(one.writtenAt)],
        ['text', (one) => one.text && <p class="frist-held-text">{one.text}</p>],
      ])}
      {list('tasks', held.tasks, (one) => one.what + one.caseId + one.since, [
        ['task', (one) => said(locale, `core.task.${one.what}`, one.what)],
        ['from', (one) => instant(one.since)],
        ['done', (one) => (one.doneAt ? instant(one.doneAt) : '')],
      ])}
      {list('lookups', held.lookups, (one) => one.at + one.actorId + one.what, [
        ['at', (one) => instant(one.at)],
        ['actor', (one) => one.actorName ?? t('core.person.erased')],
        ['what', (one) => said(locale, `core.lookup.what.${one.what}`, one.what)],
        ['reason', (one) => one.reason],
      ])}
      {list('other', held.other, (one) => one.table + JSON.stringify(one.row), [
        ['what', (one) => one.table],
        ['record', (one) => <span class="frist-code">{JSON.stringify(one.row)}</span>],
      ])}
      <Timeline
        locale={locale}
        id="timeline"
        title={t('records.held.timeline')}
        past={pastEvents(locale, held.timeline, as)}
        future={[]}
        ended={t('core.person.timelineEnd')}
      />
    </>
  );
}

function Identity({ locale, held: { person, since } }: Readonly<{ locale: Locale; held: Held }>): JSX.Element {
  const { t } = locale;
  return (
    <SummaryList
      items={[
        { term: t('records.held.name'), value: person.name ?? t('core.person.erased') },
        { term: t('records.held.email'), value: person.email ?? t('core.none') },
        { term: t('records.held.employer'), value: person.employer ?? t('core.none') },
        { term: t('records.held.language'), value: t(`core.language.${person.language}`) },
        { term: t('records.held.since'), value: locale.instant(since) },
      ]}
    />
  );
}

/** The words of a key where there are any. */
function said({ t }: Locale, key: string, otherwise: string): string {
  return isMessageKey(key) && !key.startsWith('core.task.material') ? t(key) : otherwise;
}

type Part = 'numbers' | 'roles' | 'answers' | 'certificates' | 'uses' | 'letters' | 'tasks' | 'lookups' | 'other';
type Word =
  | 'number' | 'from' | 'to' | 'role' | 'organisation' | 'answer' | 'enrolment' | 'receivedAt' | 'text' | 'files' | 'issuedOn' | 'usedOn'
  | 'region' | 'case' | 'subject' | 'writtenAt' | 'task' | 'done' | 'at' | 'actor' | 'what' | 'reason' | 'record'; // prettier-ignore

/** One part as a table; its first column names the row. */
function tablesIn({ t }: Locale) {
  return <Row,>(
    part: Part,
    rows: readonly Row[],
    rowKey: (row: Row) => string,
    columns: readonly (readonly [word: Word, cell: (row: Row) => ComponentChildren])[],
  ): JSX.Element => (
    <section class="frist-section">
      <DataTable
        id={`held-${part}`}
        caption={t(`records.held.${part}`)}
        columns={columns.map(([word, cell], at): Column<Row> => ({
          key: word,
          heading: t(`records.held.${word}`),
          cell,
          rowHeader: at === 0,
        }))}
        rows={rows}
        rowKey={rowKey}
        empty={t('records.held.nothing')}
      />
    </section>
  );
}
