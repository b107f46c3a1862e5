import { z } from 'zod';
import { waitingCases, type WaitingCase } from '../../api/certification/open-case-queries';
import { caseHref } from '../core/case-link';
import { CaseName, kindText } from '../core/case-name';
import { DataTable, Page, Pagination, Tabs, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { futureSteps } from './timeline-view';

const path = '/operations/cases';
const offsetForm = z.coerce.number().int().min(0).max(10_000_000).catch(0);

/** Every open case with what its story waits for, and why. For the agency. */
export function waitingCasesPage(router: PageRouter): void {
  router.get(path, 'signed-in', show);
}

async function show({ context, locale, query }: PageRequest): Promise<View> {
  const { t } = locale;
  const offset = offsetForm.parse(query['from'] ?? 0);
  const { cases, next, counts } = await waitingCases(context, query['kind'], offset);
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  const tab = (kind: string | undefined, text: string, count: number) => ({
    href: addressOf(kind),
    text: t('certification.board.filter.count', { what: text, count }),
    current: query['kind'] === kind,
  });
  const columns: Column<WaitingCase>[] = [
    {
      key: 'case',
      heading: t('core.operations.case'),
      rowHeader: true,
      cell: (one) => <CaseName locale={locale} kind={one.kind} caseId={one.caseId} />,
    },
    {
      key: 'due',
      heading: t('core.waiting.due'),
      cell: (one) => dueText(locale, one),
    },
    { key: 'step', heading: t('core.waiting.step'), cell: (one) => futureSteps(locale, one.agenda.slice(0, 1))[0]?.title },
    { key: 'because', heading: t('core.waiting.because'), cell: (one) => futureSteps(locale, one.agenda.slice(0, 1))[0]?.because },
  ];
  const body = (
    <Page
      locale={locale}
      title={t('core.waiting.title')}
      lead={t('core.waiting.lead')}
      breadcrumbs={[{ href: '/operations', text: t('core.menu.operations') }]}
    >
      <Tabs
        label={t('core.waiting.kinds')}
        items={[
          tab(undefined, t('certification.board.filter.all'), total),
          ...counts.map(({ kind, count }) => tab(kind, kindText(locale, kind), count)),
        ]}
      />
      <DataTable
        id="waiting"
        caption={t('core.waiting.title')}
        hiddenCaption
        columns={columns}
        rows={cases}
        rowKey={(one) => one.story}
        empty={<p>{t('core.waiting.none')}</p>}
      />
      <Pagination
        locale={locale}
        label={t('core.waiting.pages')}
        first={offset > 0 ? addressOf(query['kind']) : undefined}
        next={next === undefined ? undefined : addressOf(query['kind'], next)}
      />
    </Page>
  );
  return { title: t('core.waiting.title'), body };
}

/** When it acts next; a case without a date waits for somebody, what is no case for work. */
function dueText({ t, instant }: Locale, { nextDueAt, kind, caseId }: WaitingCase): string {
  if (nextDueAt) return instant(nextDueAt);
  return caseHref(kind, caseId) ? t('core.waiting.person') : t('core.none');
}

function addressOf(kind: string | undefined, from?: number): string {
  const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...(from ? { from: String(from) } : {}) }).toString();
  return query ? `${path}?${query}` : path;
}
