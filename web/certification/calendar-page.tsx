import type { JSX } from 'preact';
import type { PlainDate } from '../../domain/core/calendar';
import { roundCalendar, type CalendarYear, type RoundCalendar } from '../../api/certification/calendar-queries';
import type { RoundView } from '../../api/certification/queries';
import { DataTable, Page, Section, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { CalendarChart, CalendarLegend } from './calendar-chart';
import { paths, roundName } from './names';
import { RoundTag } from './tags';

/** The rounds of this year and the next: drawn month by month, and the same dates as a table. */
export function calendarPage(router: PageRouter): void {
  router.get(paths.calendar, 'signed-in', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const calendar = await roundCalendar(context);
  const [year, next] = calendar.years.map((one) => String(one.year));
  const title = t('certification.calendar.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
      lead={t('certification.calendar.lead', { year: year!, next: next! })}
    >
      <CalendarLegend locale={locale} />
      {calendar.years.map((one) => (
        <Year key={one.year} locale={locale} calendar={calendar} one={one} />
      ))}
      <p class="frist-subtle">{t('core.time.notMoved')}</p>
    </Page>
  );
  return { title, body };
}

function Year({ locale, calendar, one }: Readonly<{ locale: Locale; calendar: RoundCalendar; one: CalendarYear }>): JSX.Element {
  const { t } = locale;
  const year = String(one.year);
  const title = t('certification.calendar.year', { year });
  return (
    <Section title={title} id={`year-${year}`}>
      {one.rounds.length > 0 && <CalendarChart locale={locale} year={one} today={calendar.today} />}
      <DataTable
        id={`rounds-${year}`}
        caption={title}
        hiddenCaption
        columns={columnsOf(locale, calendar)}
        rows={one.rounds}
        rowKey={({ round }) => round.roundId}
        empty={<p>{t('certification.calendar.none', { year })}</p>}
      />
    </Section>
  );
}

function columnsOf(locale: Locale, { restOn }: RoundCalendar): Column<RoundView>[] {
  const { t, day } = locale;
  /** A day that people take for one on which nothing can be due is said to be one. */
  const noted = (on: PlainDate): string => {
    const rest = restOn(on);
    if (!rest) return day(on);
    return t('certification.calendar.dayOff', {
      day: day(on),
      holiday: t(rest === 'weekend' ? 'certification.calendar.weekend' : 'certification.calendar.noWork'),
    });
  };
  return [
    {
      key: 'round',
      heading: t('certification.field.round'),
      rowHeader: true,
      cell: ({ round }) => <a href={paths.round(round.roundId)}>{roundName(locale, round)}</a>,
    },
    { key: 'state', heading: t('certification.field.state'), cell: ({ round }) => <RoundTag locale={locale} round={round} /> },
    {
      key: 'signUp',
      heading: t('certification.field.signUp'),
      cell: ({ round }) => t('certification.period', { from: day(round.signUpOpensOn), to: day(round.signUpClosesOn) }),
    },
    { key: 'material', heading: t('certification.field.materialOn'), cell: ({ round }) => noted(round.materialOn) },
    { key: 'deadline', heading: t('certification.field.deadlineOn'), cell: ({ round }) => noted(round.deadlineOn) },
    { key: 'grading', heading: t('certification.field.gradingTargetOn'), cell: ({ round }) => noted(round.gradingTargetOn) },
  ];
}
