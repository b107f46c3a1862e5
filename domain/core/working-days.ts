import { addDays, dayOfWeek, type PlainDate } from './calendar';

/** The days on which nobody works although they are weekdays: holidays, and closing days (lukkedage). */
export type DaysOff = ReadonlySet<PlainDate>;

/** Monday to Friday, not a holiday, not a closing day (`domain.md` 1.1). */
export function isWorkingDay(day: PlainDate, daysOff: DaysOff): boolean {
  return dayOfWeek(day) <= 5 && !daysOff.has(day);
}

/** The n-th working day before a day, the day itself not counted (`domain.md` 1.1). */
export function workingDaysBefore(day: PlainDate, count: number, daysOff: DaysOff): PlainDate {
  return step(day, count, -1, daysOff);
}

/** The n-th working day after a day, the day itself not counted (`domain.md` 1.1). */
export function workingDaysAfter(day: PlainDate, count: number, daysOff: DaysOff): PlainDate {
  return step(day, count, 1, daysOff);
}

function step(day: PlainDate, count: number, direction: 1 | -1, daysOff: DaysOff): PlainDate {
  let at = day;
  for (let left = count; left > 0;) {
    at = addDays(at, direction);
    if (isWorkingDay(at, daysOff)) left -= 1;
  }
  return at;
}
