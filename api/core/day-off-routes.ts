import { z } from 'zod';
import { agencyOnly } from '../../domain/core/policies';
import { dayOffCountries, dayOffKinds } from '../../db/core/days-off';
import { daysOffIn, setDayOff } from './day-off-commands';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { day, dayOut, line, reason, wholeNumber } from './schemas';

/** Holidays and closing days. */
export function dayOffRoutes(table: RouteTable): void {
  const tag = 'Rules';
  const country = z.enum(dayOffCountries);
  const dayOffOut = z
    .strictObject({ country, day: dayOut, name: z.string(), kind: z.enum(dayOffKinds), worked: z.boolean() })
    .meta({ id: 'DayOff' });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/days-off/{country}',
      summary: 'The holidays and closing days of a year',
      policy: agencyOnly,
      params: z.strictObject({ country }),
      query: z.strictObject({ year: wholeNumber.min(2_000).max(2_100).optional() }),
      response: z.strictObject({ daysOff: z.array(dayOffOut) }),
    }),
    async (context, { params, query }) => ({ daysOff: await daysOffIn(context, params.country, query.year) }),
  );
  route(
    table,
    operation({
      method: 'put',
      tag,
      path: '/days-off/{country}/{day}',
      summary: 'Make a day a day off, or a day on which people work',
      description:
        'What hangs on working days follows: the last day of sign-up of rounds whose sign-up has not closed, where it is the usual one.',
      policy: agencyOnly,
      params: z.strictObject({ country, day }),
      body: z.strictObject({ off: z.boolean(), name: line(100).optional(), kind: z.enum(dayOffKinds).optional(), reason }),
      response: z.strictObject({ dayOff: dayOffOut, rounds: z.int().meta({ description: 'Rounds with another last day of sign-up' }) }),
      codes: ['value_invalid', 'reason_needed'],
    }),
    async (context, { params, body }) => setDayOff(context, params.country, params.day, body),
  );
}
