import type { JSX } from 'preact';
import { enrolmentStates, type EnrolmentState } from '../../domain/certification/enrolment';
import { localDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import type { Round } from '../../domain/certification/round';
import type { EnrolmentRow } from '../../db/certification/enrolment-lists';
import { DataTable, Pagination, ProgressBar, Section, Tabs, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { Counts } from './counts';
import { paths } from './names';
import { EnrolmentTag } from './tags';

/** States that are looked for together: who still owes an answer, and whose answer did not come in time. */
const groups = { missing: ['studying', 'task_open'], overdue: ['not_delivered', 'late'] } as const satisfies Record<
  string,
  readonly EnrolmentState[]
>;
export type EnrolmentFilter = 'all' | keyof typeof groups | EnrolmentState;

export type EnrolmentPage = Readonly<{
  filter: EnrolmentFilter;
  after: string | undefined;
  enrolments: readonly EnrolmentRow[];
  next: string | null;
}>;

/** The filter that an address asks for; all when it asks for none that there is. */
export function filterOf(asked: string | undefined): EnrolmentFilter {
  const known: readonly string[] = [...Object.keys(groups), ...enrolmentStates];
  return asked && known.includes(asked) ? (asked as EnrolmentFilter) : 'all';
}

export function statesOf(filter: EnrolmentFilter): readonly EnrolmentState[] | undefined {
  if (filter === 'all') return undefined;
  return filter === 'missing' || filter === 'overdue' ? groups[filter] : [filter];
}

type Props = Readonly<{ locale: Locale; round: Round; counts: Readonly<Record<string, number>>; page: EnrolmentPage | undefined }>;

/** Who takes part in a round and how far they are. Without a page only the numbers. */
export function RoundEnrolments({ locale, round, counts, page }: Props): JSX.Element {
  const { t } = locale;
  const here = paths.round(round.roundId);
  return (
    <Section title={t('certification.field.participants')} id="enrolments">
      <Progress locale={locale} round={round} counts={counts} />
      {!page && <Counts locale={locale} counts={counts} />}
      {page && <Filters locale={locale} here={here} counts={counts} filter={page.filter} />}
      {page && <Enrolments locale={locale} here={here} page={page} />}
    </Section>
  );
}

/** The address of the board as it is filtered now. */
export function addressOf(here: string, page: EnrolmentPage | undefined): string {
  const query = page ? queryOf(page.filter, page.after) : '';
  return query ? `${here}?${query}` : here;
}

function queryOf(filter: EnrolmentFilter, after?: string): string {
  return new URLSearchParams({ ...(filter === 'all' ? {} : { state: filter }), ...(after ? { after } : {}) }).toString();
}

/** Before the deadline how many have handed in, after it how many are graded. */
function Progress({ locale: { t }, round, counts }: Omit<Props, 'page'>): JSX.Element | null {
  const count = (...states: readonly EnrolmentState[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const graded = round.state === 'closed' || round.state === 'completed';
  const [value, max] = graded
    ? [count('passed', 'failed'), count('passed', 'failed', 'submitted', 'under_grading', 'returned')]
    : [count('submitted', 'under_grading'), count('studying', 'task_open', 'submitted', 'under_grading')];
  if (max === 0) return null;
  const [label, text] = graded
    ? [t('certification.board.graded'), t('certification.board.gradedOf', { value, max })]
    : [t('certification.board.handedIn'), t('certification.board.handedInOf', { value, max })];
  return <ProgressBar id="round-progress" label={label} value={value} max={max} text={text} />;
}

function Filters({
  locale: { t },
  here,
  counts,
  filter,
}: Readonly<{ locale: Locale; here: string; counts: Props['counts']; filter: EnrolmentFilter }>): JSX.Element | null {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const sum = (states: readonly EnrolmentState[]): number => states.reduce((all, state) => all + (counts[state] ?? 0), 0);
  const shown: readonly [EnrolmentFilter, string, number][] = [
    ['all', t('certification.board.filter.all'), total],
    ['missing', t('certification.board.filter.missing'), sum(groups.missing)],
    ['overdue', t('certification.board.filter.overdue'), sum(groups.overdue)],
    ...enrolmentStates.map((state): [EnrolmentFilter, string, number] => [
      state,
      t(`certification.enrolment.state.${state}`),
      counts[state] ?? 0,
    ]),
  ];
  return (
    <Tabs
      label={t('certification.board.filter.label')}
      items={shown
        .filter(([name, , count]) => count > 0 || name === filter)
        .map(([name, text, count]) => ({
          href: `${here}?${queryOf(name)}#enrolments`,
          text: t('certification.board.filter.count', { what: text, count }),
          current: name === filter,
        }))}
    />
  );
}

function Enrolments({ locale, here, page }: Readonly<{ locale: Locale; here: string; page: EnrolmentPage }>): JSX.Element {
  const { t, day } = locale;
  const columns: Column<EnrolmentRow>[] = [
    {
      key: 'name',
      heading: t('certification.field.name'),
      rowHeader: true,
      cell: (row) => <a href={paths.enrolment(row.enrolmentId)}>{row.name ?? t('certification.erased')}</a>,
    },
    { key: 'state', heading: t('certification.field.state'), cell: (row) => <EnrolmentTag locale={locale} state={row.state} /> },
    { key: 'answered', heading: t('certification.field.answeredAt'), cell: (row) => row.answeredAt && day(localDay(row.answeredAt, zone)) },
    { key: 'kind', heading: t('certification.field.kind'), cell: (row) => t(`certification.enrolment.kind.${row.kind}`) },
    { key: 'payment', heading: t('certification.field.payment'), cell: (row) => t(`certification.payment.${row.payment}`) },
    {
      key: 'certificate',
      heading: t('certification.field.certificate'),
      cell: (row) => row.certificateId && <a href={paths.certificate(row.certificateId)}>{row.certificateNumber}</a>,
    },
    { key: 'employer', heading: t('certification.field.employer'), cell: (row) => row.employer },
  ];
  return (
    <>
      <DataTable
        id="enrolment-list"
        caption={t('certification.board.list')}
        hiddenCaption
        columns={columns}
        rows={page.enrolments}
        rowKey={(row) => row.enrolmentId}
        empty={<p>{t(page.filter === 'all' ? 'certification.board.nobody' : 'certification.board.nobodyHere')}</p>}
      />
      <Pagination
        locale={locale}
        label={t('certification.board.pages')}
        first={page.after ? `${here}?${queryOf(page.filter)}#enrolments` : undefined}
        next={page.next ? `${here}?${queryOf(page.filter, page.next)}#enrolments` : undefined}
      />
    </>
  );
}
