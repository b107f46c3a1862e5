import type { JSX } from 'preact';
import type { LetterInfo } from '../../db/core/letters';
import type { OpenCase } from '../../db/core/cases';
import { newId } from '../../db/core/ids';
import { operations, wakeOverdue, type OperationsView, type WorkerPulse } from '../../api/core/operations-queries';
import { isMessageKey } from '../../letters/core/catalogue';
import { CaseName } from './case-name';
import { Button, DataTable, LiveRegion, Notice, Page, SubmitForm, SummaryList, Tag, type Column } from './components';
import type { Locale } from './locale';
import { leaveNote } from './note';
import type { PageRequest, PageRouter, View } from './page-router';

/** Whether promises are being kept: what waits, what is overdue, who works. For the agency; keeps itself up to date. */
export function operationsPage(router: PageRouter): void {
  router.get('/operations', 'signed-in', operationsShown);
  router.post('/operations/wake', 'signed-in', async (page) => {
    leaveNote(page, 'core.done.woken', { count: await wakeOverdue(page.context) });
    return '/operations';
  });
}

async function operationsShown({ context, locale, parts }: PageRequest): Promise<View> {
  const { t } = locale;
  const view = await operations(context);
  const calm = view.overdue.length === 0 && view.failingLetters.length === 0 && view.workers.some((one) => one.alive);
  const body = (
    <Page locale={locale} title={t('core.menu.operations')} lead={t('core.operations.lead')}>
      <LiveRegion id="operations" href="/operations">
        <Notice tone={calm ? 'success' : 'warning'}>
          <p>{t(calm ? 'core.operations.calm' : 'core.operations.attention')}</p>
        </Notice>
        <Figures locale={locale} view={view} />
        <Overdue locale={locale} overdue={view.overdue} temporalUiUrl={parts.temporalUiUrl} />
        <Failing locale={locale} failing={view.failingLetters} />
        <Workers locale={locale} workers={view.workers} />
      </LiveRegion>
    </Page>
  );
  return { title: t('core.menu.operations'), body };
}

function Figures({ locale, view }: Readonly<{ locale: Locale; view: OperationsView }>): JSX.Element {
  const { t } = locale;
  const seconds = (count: number): string => t('core.operations.seconds', { count: Math.round(count) });
  return (
    <SummaryList
      items={[
        { term: t('core.operations.openCases'), value: <a href="/operations/cases">{view.openCases}</a> },
        { term: t('core.operations.waitingWakes'), value: view.waitingWakes },
        { term: t('core.operations.oldestWake'), value: view.waitingWakes > 0 ? seconds(view.oldestWakeSeconds) : t('core.none') },
        { term: t('core.operations.overdue'), value: view.overdue.length },
        {
          term: t('core.operations.oldestOverdue'),
          value: view.overdue.length > 0 ? seconds(view.oldestOverdueSeconds) : t('core.none'),
        },
        { term: t('core.operations.queuedLetters'), value: view.queuedLetters },
        { term: t('core.operations.failures'), value: view.taskFailures },
      ]}
    />
  );
}

type OverdueProps = Readonly<{ locale: Locale; overdue: readonly OpenCase[]; temporalUiUrl: string | undefined }>;

function Overdue({ locale, overdue, temporalUiUrl }: OverdueProps): JSX.Element {
  const { t } = locale;
  const columns: Column<OpenCase>[] = [
    {
      key: 'case',
      heading: t('core.operations.case'),
      rowHeader: true,
      cell: (one) => <CaseName locale={locale} kind={one.kind} caseId={one.caseId} />,
    },
    { key: 'since', heading: t('core.operations.dueSince'), cell: (one) => locale.instant(one.nextDueAt) },
    {
      key: 'story',
      heading: t('core.operations.story'),
      cell: (one) => (temporalUiUrl ? <a href={workflowHref(temporalUiUrl, one.story)}>{one.story}</a> : one.story),
    },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="overdue"
        caption={t('core.operations.overdueCaption')}
        columns={columns}
        rows={overdue}
        rowKey={(one) => one.story}
        empty={t('core.operations.noneOverdue')}
      />
      {overdue.length > 0 && (
        <SubmitForm action="/operations/wake" idempotencyKey={newId()}>
          <Button variant="secondary">{t('core.operations.tryAgain')}</Button>
        </SubmitForm>
      )}
    </section>
  );
}

/** Where Temporal's own pages show a story. */
function workflowHref(temporalUiUrl: string, story: string): string {
  return `${temporalUiUrl.replace(/\/$/, '')}/namespaces/default/workflows/${encodeURIComponent(story)}`;
}

function Failing({ locale, failing }: Readonly<{ locale: Locale; failing: readonly LetterInfo[] }>): JSX.Element | null {
  const { t } = locale;
  const columns: Column<LetterInfo>[] = [
    {
      key: 'letter',
      heading: t('core.letters.letter'),
      rowHeader: true,
      cell: (one) => {
        const key = `letters.${one.template}.name`;
        return <a href={`/letters?case=${one.caseId}`}>{isMessageKey(key) ? t(key) : one.template}</a>;
      },
    },
    { key: 'state', heading: t('core.letters.state'), cell: (one) => t(`core.letter.state.${one.state}`) },
    { key: 'since', heading: t('core.letters.due'), cell: (one) => locale.instant(one.settledAt ?? one.dueAt) },
    { key: 'attempts', heading: t('core.operations.attempts'), numeric: true, cell: (one) => one.attempts },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="failing"
        caption={t('core.operations.failing')}
        columns={columns}
        rows={failing}
        rowKey={(one) => one.letterId}
        empty={t('core.operations.noneFailing')}
      />
    </section>
  );
}

function Workers({ locale, workers }: Readonly<{ locale: Locale; workers: readonly WorkerPulse[] }>): JSX.Element {
  const { t } = locale;
  const columns: Column<WorkerPulse>[] = [
    { key: 'id', heading: t('core.operations.worker'), rowHeader: true, cell: (one) => one.workerId },
    {
      key: 'alive',
      heading: t('core.operations.state'),
      cell: (one) => (
        <Tag tone={one.alive ? 'success' : 'neutral'}>{t(one.alive ? 'core.operations.alive' : 'core.operations.silent')}</Tag>
      ),
    },
    { key: 'version', heading: t('core.operations.version'), numeric: true, cell: (one) => one.storiesVersion },
    { key: 'failures', heading: t('core.operations.failures'), numeric: true, cell: (one) => one.taskFailures },
    { key: 'started', heading: t('core.operations.startedAt'), cell: (one) => locale.instant(one.startedAt) },
    { key: 'seen', heading: t('core.operations.seenAt'), cell: (one) => locale.instant(one.seenAt) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="workers"
        caption={t('core.operations.workers')}
        columns={columns}
        rows={workers}
        rowKey={(one) => one.workerId}
        empty={t('core.operations.noWorkers')}
      />
    </section>
  );
}
