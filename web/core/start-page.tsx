import type { JSX, VNode } from 'preact';
import { inRegisterAlone } from '../../domain/core/actors';
import type { Task } from '../../db/core/tasks';
import { myTasks } from '../../api/core/task-queries';
import { participantOverview, staffOverview } from '../certification/overview';
import { RegisterStart } from '../register/start-links';
import { caseHref } from './case-link';
import { ButtonLink, Card, Cards, DataTable, Page, type Column } from './components';
import type { Locale } from './locale';
import type { PageRequest, PageRouter, View } from './page-router';

/** The start page: what needs the reader, then what their roles work with. */
export function startPage(router: PageRouter): void {
  router.get('/', 'anyone', (page) => (page.context.actor.kind === 'person' ? overview(page) : welcome(page)));
}

async function welcome({ locale, parts }: PageRequest): Promise<View> {
  const { t } = locale;
  const body = (
    <Page
      locale={locale}
      title={t('core.start.welcome')}
      lead={t('core.start.lead')}
      actions={
        <>
          <ButtonLink href="/sign-in" variant="primary">
            {t('core.signIn.title')}
          </ButtonLink>
          <ButtonLink href="/verify">{t('core.start.verify')}</ButtonLink>
        </>
      }
    >
      <Cards>
        <Card title={t('core.start.participants.title')} href="/help#participant">
          <p>{t('core.start.participants.text')}</p>
        </Card>
        <Card title={t('core.start.deadlines.title')} href="/help#deadlines">
          <p>{t('core.start.deadlines.text')}</p>
        </Card>
        <Card title={t('core.start.verify')} href="/verify">
          <p>{t('core.start.verifyText')}</p>
        </Card>
        {parts.demo && (
          <Card title={t('core.start.demo.title')} href="/sign-in#demo">
            <p>{t('core.start.demo.text')}</p>
          </Card>
        )}
      </Cards>
    </Page>
  );
  return { title: t('core.start.welcome'), body };
}

async function overview(page: PageRequest): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const isStaff = context.actor.grants.length > 0;
  const tasks = isStaff ? await myTasks(context) : [];
  const body = (
    <Page locale={locale} title={t('core.start.title')}>
      {isStaff && <Tasks locale={locale} tasks={tasks} />}
      {await ofRoles(page)}
    </Page>
  );
  return { title: t('core.start.title'), body };
}

/** What the roles of the reader work with; whoever works in the register alone has nothing to do with rounds. */
async function ofRoles(page: PageRequest): Promise<VNode> {
  const { actor } = page.context;
  if (inRegisterAlone(actor)) return <RegisterStart page={page} />;
  return actor.grants.length > 0 ? staffOverview(page) : participantOverview(page);
}

function Tasks({ locale, tasks }: Readonly<{ locale: Locale; tasks: readonly Task[] }>): JSX.Element {
  const { t } = locale;
  const columns: Column<Task>[] = [
    {
      key: 'what',
      heading: t('core.task.what'),
      rowHeader: true,
      cell: (task) => <a href={taskHref(task)}>{taskSentence(locale, task)}</a>,
    },
    { key: 'role', heading: t('core.task.role'), cell: (task) => t(`core.role.${task.role}`) },
    { key: 'since', heading: t('core.task.since'), cell: (task) => locale.instant(task.since) },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="tasks"
        caption={t('core.task.title', { count: tasks.length })}
        columns={columns}
        rows={tasks}
        rowKey={(task) => task.taskId}
        empty={t('core.task.none')}
      />
    </section>
  );
}

function taskSentence({ t, day }: Locale, { what, data }: Task): string {
  switch (what) {
    case 'material_missing':
      return t('core.task.material_missing', {
        round: t('certification.round.name', { number: Number(data['number']), year: String(data['year']) }),
      });
    case 'publish_round':
      return t('core.task.publish_round', {
        round: t('certification.round.name', { number: Number(data['number']), year: String(data['year']) }),
      });
    case 'lookup_failed':
    case 'lookup_refused':
      return t(`core.task.${what}`);
    case 'letter_refused':
      return t('core.task.letter_refused');
    case 'correction_to_confirm':
      return t('core.task.correction_to_confirm');
    case 'programme_length':
      return t('core.task.programme_length', { months: Number(data['months']) });
    case 'fields_missing':
      return t('core.task.fields_missing', { count: Number(data['count']) });
    case 'end_date_missing':
    case 'discharge_missing':
      return t(`core.task.${what}`);
    case 'report_due':
      return t('core.task.report_due', { year: String(data['year']), lastDay: day(String(data['dueOn'])) });
    case 'report_returned':
      return t('core.task.report_returned', { year: String(data['year']) });
    case 'report_overdue':
    case 'report_submitted':
      return t(`core.task.${what}`, { year: String(data['year']), municipality: String(data['municipality']) });
    default:
      return t('core.task.other');
  }
}

function taskHref({ what, caseKind, caseId, data }: Task): string {
  if (what === 'correction_to_confirm') return `/certification/corrections/${String(data['correctionId'])}`;
  if (what === 'lookup_failed') return caseHref('participation', String(data['participationId'])) ?? '/';
  if (what === 'lookup_refused') return '/register/lookups';
  if (caseKind === 'yearly-report' && what !== 'letter_refused') return `/register/reports/${String(data['year'])}`;
  if (caseKind === 'invitation') return caseHref(caseKind, caseId) ?? '/';
  return what === 'letter_refused' ? `/letters?case=${caseId}` : (caseHref(caseKind, caseId) ?? '/');
}
