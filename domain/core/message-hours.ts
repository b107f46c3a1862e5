import { addDays, atHour, endOfDay, localDay, type Instant, type PlainDate, type Zone } from './calendar';

/** The local hours between which letters go out: from `opens` on, before `closes` (`domain.md` 1.3, P). */
export type MessageHours = Readonly<{ opens: number; closes: number }>;

/** When sending opens on a day: the instant of a step whose only effect is a letter (`domain.md` 1.3). */
export function sendingOpens(day: PlainDate, hours: MessageHours, zone: Zone): Instant {
  return atHour(day, hours.opens, zone);
}

/** The first instant at or after `at` that lies within the message hours. */
export function withinMessageHours(at: Instant, hours: MessageHours, zone: Zone): Instant {
  const day = localDay(at, zone);
  const opens = sendingOpens(day, hours, zone);
  if (at < opens) return opens;
  const closes = hours.closes > 23 ? endOfDay(day, zone) : atHour(day, hours.closes, zone);
  return at < closes ? at : sendingOpens(addDays(day, 1), hours, zone);
}
