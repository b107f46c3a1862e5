import type { At, Day } from '../model/program';

/** The days and instants that programs are written in. Not those of `domain/`, which is on trial here. */
const zone = 'Europe/Copenhagen';
const dayMs = 86_400_000;
const clocks = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });

/** What the clocks on the wall show, as `YYYY-MM-DD hh:mm:ss`. */
const shown = (ms: number): string => clocks.format(new Date(ms));

/** The Danish day on which an instant falls. */
export function dayOf(at: At): Day {
  return shown(Date.parse(at)).slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The instant at which the clocks show this hour of a day. */
export function atHour(day: Day, hour: number): At {
  const wall = Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
  // Copenhagen is one or two hours ahead.
  const found = [2, 1].map((ahead) => wall - ahead * 3_600_000).find((ms) => Date.parse(`${shown(ms).replace(' ', 'T')}Z`) === wall);
  return new Date(found ?? wall - 3_600_000).toISOString();
}

export function plusMs(at: At, ms: number): At {
  return new Date(Date.parse(at) + ms).toISOString();
}

/** The first instant after a day. */
export function endOf(day: Day): At {
  return atHour(addDays(day, 1), 0);
}
