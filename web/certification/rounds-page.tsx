import type { JSX } from 'preact';
import { localDay, yearOf, type Instant } from '../../domain/core/calendar';
import { manageRounds, seeBoard } from '../../domain/certification/policies';
import { signUpIsOpen } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import { roundContact, roundList, type RoundView } from '../../api/certification/queries';
import { ButtonLink, Card, Cards, DataTable, Page, SummaryList, Tabs, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { Counts } from './counts';
import { dayWithLeft, paths, priceText, roundName } from './names';
import { RoundTag } from './tags';

/** The calendar of rounds: for staff a year with its counts, for everybody else what is open. */
export function roundsPage(router: PageRouter): void {
  router.get(paths.rounds, 'signed-in', async (page) =>
    seeBoard.holds(page.context.actor, undefined) ? showCalendar(page) : showOpen(page),
  );
}

async function showCalendar({ context, locale, query }: PageRequest): Promise<View> {
  const all = await roundList(context, {});
  const thisYear = yearOf(localDay(context.receivedAt, zone));
  const years = [...new Set([thisYear, ...all.map(({ round }) => round.year)])].sort((a, b) => a - b);
  const year = years.find((one) => String(one) === query['year']) ?? thisYear;
  const calendar: Calendar = {
    year,
    years,
    rounds: all.filter(({ round }) => round.year === year),
    mayMake: manageRounds.holds(context.actor, undefined),
  };
  return {
    title: locale.t('certification.rounds.title', { year: String(year) }),
    body: <CalendarPage locale={locale} calendar={calendar} />,
  };
}

type Calendar = Readonly<{ year: number; years: readonly number[]; rounds: readonly RoundView[]; mayMake: boolean }>;

function CalendarPage({ locale, calendar }: Readonly<{ locale: Locale; calendar: Calendar }>): JSX.Element {
  const { t, day } = locale;
  const { year, years, rounds, mayMake } = calendar;
  const title = t('certification.rounds.title', { year: String(year) });
  const columns: Column<RoundView>[] = [
    {
      key: 'round',
      heading: t('certification.field.round'),
      rowHeader: true,
      cell: ({ round }) => <a href={paths.round(round.roundId)}>{roundName(locale, round)}</a>,
    },
    { key: 'state', heading: t('certification.field.state'), cell: ({ round }) => <RoundTag locale={locale} round={round} /> },
    { key: 'deadline', heading: t('certification.field.deadlineOn'), cell: ({ round }) => day(round.deadlineOn) },
    {
      key: 'signUp',
      heading: t('certification.field.signUp'),
      cell: ({ round }) => t('certification.period', { from: day(round.signUpOpensOn), to: day(round.signUpClosesOn) }),
    },
    { key: 'material', heading: t('certification.field.materialOn'), cell: ({ round }) => day(round.materialOn) },
    { key: 'grading', heading: t('certification.field.gradingTargetOn'), cell: ({ round }) => day(round.gradingTargetOn) },
    {
      key: 'price',
      heading: t('certification.field.price'),
      cell: ({ round, vatPercent }) => priceText(locale, round.priceDkk, vatPercent),
    },
    { key: 'counts', heading: t('certification.field.participants'), cell: ({ counts }) => <Counts locale={locale} counts={counts} /> },
  ];
  return (
    <Page
      locale={locale}
      title={title}
      actions={
        <>
          {mayMake && (
            <ButtonLink href={`${paths.rounds}/new?year=${year}`} variant="primary">
              {t('certification.rounds.new')}
            </ButtonLink>
          )}
          <ButtonLink href={paths.calendar}>{t('certification.calendar.see')}</ButtonLink>
          <ButtonLink href={paths.outages}>{t('certification.outage.see')}</ButtonLink>
        </>
      }
    >
      <Tabs
        label={t('certification.rounds.years')}
        items={years.map((one) => ({ href: `${paths.rounds}?year=${one}`, text: String(one), current: one === year }))}
      />
      <DataTable
        id="rounds"
        caption={title}
        hiddenCaption
        columns={columns}
        rows={rounds}
        rowKey={({ round }) => round.roundId}
        empty={<p>{t(mayMake ? 'certification.rounds.none' : 'certification.rounds.noneToSee')}</p>}
      />
      {rounds.length > 0 && <p class="frist-subtle">{t('core.time.notMoved')}</p>}
      <p>
        <a href={paths.figures}>{t('certification.figures.title')}</a>
      </p>
    </Page>
  );
}

async function showOpen({ context, locale }: PageRequest): Promise<View> {
  const open = (await roundList(context, {})).filter(({ round }) => signUpIsOpen(round, context.receivedAt));
  const body = <OpenRoundsPage locale={locale} open={open} contact={await roundContact(context)} at={context.receivedAt} />;
  return { title: locale.t('certification.rounds.openTitle'), body };
}

type OpenRounds = Readonly<{ locale: Locale; open: readonly RoundView[]; contact: string; at: Instant }>;

function OpenRoundsPage({ locale, open, contact, at }: OpenRounds): JSX.Element {
  const { t, day, deadline } = locale;
  return (
    <Page locale={locale} title={t('certification.rounds.openTitle')} lead={t('certification.rounds.howToSignUp', { contact })}>
      {open.length === 0 && <p>{t('certification.rounds.noneOpen')}</p>}
      <Cards>
        {open.map(({ round, vatPercent }) => (
          <Card key={round.roundId} title={roundName(locale, round)} href={paths.round(round.roundId)}>
            <SummaryList
              items={[
                {
                  term: t('certification.field.signUpClosesOn'),
                  value: dayWithLeft(locale, at, round.signUpClosesOn),
                },
                { term: t('certification.field.materialOn'), value: day(round.materialOn) },
                { term: t('certification.field.deadlineOn'), value: deadline(round.deadlineOn) },
                { term: t('certification.field.price'), value: priceText(locale, round.priceDkk, vatPercent) },
              ]}
            />
          </Card>
        ))}
      </Cards>
      <p>
        <a href={`mailto:${contact}`}>{t('certification.rounds.write', { contact })}</a>
      </p>
    </Page>
  );
}
