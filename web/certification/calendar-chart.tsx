import type { JSX } from 'preact';
import { addDays, addMonths, daysBetween, type PlainDate } from '../../domain/core/calendar';
import type { CalendarYear } from '../../api/certification/calendar-queries';
import { localeNameOf } from '../../letters/core/catalogue';
import type { Locale } from '../core/locale';
import { roundName } from './names';

const width = 960;
const names = 110;
const head = 24;
const row = 44;

/** What is drawn of a round, and what it is called in the legend. */
const parts = [
  ['sign-up', 'certification.field.signUp'],
  ['study', 'certification.calendar.study'],
  ['deadline', 'certification.field.deadlineOn'],
  ['grading', 'certification.calendar.grading'],
] as const;

/** What the colours of the drawing stand for. */
export function CalendarLegend({ locale: { t } }: Readonly<{ locale: Locale }>): JSX.Element {
  return (
    <ul class="frist-calendar-legend">
      {parts.map(([part, text]) => (
        <li key={part}>
          <svg width="20" height="12" aria-hidden="true">
            <rect class={`frist-calendar-${part}`} width={part === 'deadline' ? 4 : 20} height="12" x={part === 'deadline' ? 8 : 0} />
          </svg>
          {t(text)}
        </li>
      ))}
    </ul>
  );
}

/** The rounds of a year along its months. A picture: the table below says the same in words. */
export function CalendarChart({
  locale,
  year: { year, rounds },
  today,
}: Readonly<{ locale: Locale; year: CalendarYear; today: PlainDate }>): JSX.Element {
  const days = rounds.flatMap(({ round }) => [round.signUpOpensOn, round.materialOn, round.gradingTargetOn]);
  const months = monthsOver(days.reduce(least), days.reduce(greatest));
  const [from, to] = [months[0]!, addMonths(months.at(-1)!, 1)];
  const x = (day: PlainDate): number => names + (daysBetween(from, day) / daysBetween(from, to)) * (width - names);
  const span = (first: PlainDate, last: PlainDate) => ({ x: x(first), width: Math.max(2, x(addDays(last, 1)) - x(first)) });
  const height = head + rounds.length * row;
  const label = locale.t('certification.calendar.drawing', { year: String(year) });
  return (
    <div class="frist-scroll" role="region" aria-label={label} tabIndex={0}>
      <svg class="frist-calendar" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {months.map((month) => (
          <g key={month}>
            <line class="frist-calendar-month" x1={x(month)} x2={x(month)} y1="0" y2={height} />
            <text x={x(month) + 4} y="15">
              {monthName(locale, month)}
            </text>
          </g>
        ))}
        {rounds.map(({ round }, at) => {
          const y = head + at * row;
          return (
            <g key={round.roundId} class={round.state === 'cancelled' ? 'frist-calendar-cancelled' : undefined}>
              <text x="0" y={y + 24}>
                {roundName(locale, round)}
              </text>
              <rect class="frist-calendar-sign-up" {...span(round.signUpOpensOn, round.signUpClosesOn)} y={y + 6} height="12" />
              <rect class="frist-calendar-study" {...span(round.materialOn, round.deadlineOn)} y={y + 22} height="12" />
              <rect class="frist-calendar-grading" {...span(addDays(round.deadlineOn, 1), round.gradingTargetOn)} y={y + 22} height="12" />
              <rect class="frist-calendar-deadline" x={x(addDays(round.deadlineOn, 1)) - 2} width="4" y={y + 2} height="36" />
            </g>
          );
        })}
        {from <= today && today < to && <line class="frist-calendar-today" x1={x(today)} x2={x(today)} y1="0" y2={height} />}
      </svg>
    </div>
  );
}

const least = (a: PlainDate, b: PlainDate): PlainDate => (a < b ? a : b);
const greatest = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);

/** The first days of every month from one day to another. */
function monthsOver(first: PlainDate, last: PlainDate): PlainDate[] {
  const months: PlainDate[] = [];
  for (let month = `${first.slice(0, 7)}-01` as PlainDate; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}

function monthName({ language }: Locale, month: PlainDate): string {
  const format = { month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(localeNameOf(language), format).format(new Date(`${month}T00:00:00Z`));
}
