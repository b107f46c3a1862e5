import type { Knex } from 'knex';
import type { PlainDate } from '../../domain/core/calendar';
import { rows } from './columns';

export const dayOffCountries = ['DK', 'NO'] as const;
export type DayOffCountry = (typeof dayOffCountries)[number];
export const dayOffKinds = ['holiday', 'closing'] as const;

/** A day of the calendar of days off. `worked`: it stands there, but people work all the same. */
export type DayOff = Readonly<{
  country: DayOffCountry;
  day: PlainDate;
  name: string;
  kind: (typeof dayOffKinds)[number];
  worked: boolean;
}>;

/** The days of a country from a day to another, both included, with those that are worked all the same. */
export async function dayOffList(db: Knex, country: DayOffCountry, from: PlainDate, to: PlainDate): Promise<DayOff[]> {
  return rows(
    db.raw('select country, day, name, kind, worked from day_off where country = ? and day between ? and ? order by day', [
      country,
      from,
      to,
    ]),
  );
}

export async function dayOff(db: Knex, country: DayOffCountry, day: PlainDate): Promise<DayOff | undefined> {
  return (await dayOffList(db, country, day, day))[0];
}

/** Stores a day, in the place of what was known of it. */
export async function saveDayOff(db: Knex, one: DayOff): Promise<void> {
  await db('day_off').insert(one).onConflict(['country', 'day']).merge();
}
