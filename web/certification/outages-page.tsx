import type { JSX } from 'preact';
import { agencyOnly } from '../../domain/core/policies';
import { outageDays } from '../../domain/certification/outage';
import { outageList, type OutageView } from '../../api/certification/outage-queries';
import { ButtonLink, DataTable, Page, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths, roundName } from './names';

/** The outages that moved deadlines, for everybody who is signed in; the agency declares them. */
export function outagesPage(router: PageRouter): void {
  router.get(paths.outages, 'signed-in', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const title = t('certification.outage.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
      lead={t('certification.outage.lead')}
      actions={
        agencyOnly.holds(context.actor, undefined) && (
          <ButtonLink href={`${paths.outages}/new`} variant="primary">
            {t('certification.outage.declare')}
          </ButtonLink>
        )
      }
    >
      <DataTable
        id="outages"
        caption={title}
        hiddenCaption
        columns={columnsOf(locale)}
        rows={await outageList(context)}
        rowKey={({ outage }) => outage.outageId}
        empty={<p>{t('certification.outage.none')}</p>}
      />
    </Page>
  );
  return { title, body };
}

function columnsOf(locale: Locale): Column<OutageView>[] {
  const { t, instant } = locale;
  return [
    {
      key: 'period',
      heading: t('certification.outage.period'),
      rowHeader: true,
      cell: ({ outage }) => t('certification.period', { from: instant(outage.fromAt), to: instant(outage.toAt) }),
    },
    {
      key: 'days',
      heading: t('certification.outage.days'),
      cell: ({ outage }) => t('certification.outage.daysText', { days: outageDays(outage) }),
    },
    { key: 'reason', heading: t('core.reason.label'), cell: ({ outage }) => outage.reason },
    {
      key: 'rounds',
      heading: t('certification.outage.rounds'),
      cell: ({ rounds }) => (rounds.length === 0 ? t('core.none') : <MovedRounds locale={locale} rounds={rounds} />),
    },
    {
      key: 'enrolments',
      heading: t('certification.outage.enrolments'),
      cell: ({ outage: { enrolments, reopened } }) => t('certification.outage.enrolmentsText', { count: enrolments, reopened }),
    },
  ];
}

type Moved = Readonly<{ roundId: string; year: number; number: number; fromOn: string; toOn: string }>;

/** Which deadlines moved from when to when; a round of which only own deadlines moved is named with that. */
export function MovedRounds({ locale, rounds }: Readonly<{ locale: Locale; rounds: readonly Moved[] }>): JSX.Element {
  const { t, day } = locale;
  return (
    <ul class="frist-plain">
      {rounds.map((one) => (
        <li key={one.roundId}>
          <a href={paths.round(one.roundId)}>
            {one.fromOn === one.toOn
              ? t('certification.outage.own', { round: roundName(locale, one) })
              : t('certification.outage.moved', { round: roundName(locale, one), from: day(one.fromOn), to: day(one.toOn) })}
          </a>
        </li>
      ))}
    </ul>
  );
}
