import { z } from 'zod';
import type { Forecast } from '../../db/core/forecasts';
import { beginForecast, forecastView, seeForecast } from './forecast-commands';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { dayOut, id, instantOut } from './schemas';

const count = z.int();
const forecastOut = z
  .strictObject({
    id,
    askedAt: instantOut,
    days: count,
    state: z.enum(['asked', 'running', 'done', 'failed']),
    from: instantOut.nullable(),
    livedUntil: instantOut.nullable(),
    endedAt: instantOut.nullable(),
    failure: z.string().nullable(),
    weeks: z.array(z.strictObject({ weekOn: dayOut, deadlines: count, letters: count, gradings: count, lapses: count })).nullable(),
  })
  .meta({ id: 'Forecast' });

const present = ({ forecastId, fromAt, weeks, ...one }: Forecast): z.infer<typeof forecastOut> => ({
  id: forecastId,
  from: fromAt,
  weeks: weeks && [...weeks],
  ...one,
});

/** What will fall due, lived through beforehand. */
export function forecastRoutes(table: RouteTable): void {
  const base = { tag: 'Log', path: '/forecast', policy: seeForecast } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      summary: 'The forecast that was asked for last, and what the last one found per week',
      response: z.strictObject({ newest: forecastOut.nullable(), done: forecastOut.nullable() }),
    }),
    async (context) => {
      const { newest, done } = await forecastView(context);
      return { newest: newest ? present(newest) : null, done: done ? present(done) : null };
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      summary: 'Have so many days lived through on a copy of the facts',
      body: z.strictObject({ days: z.int().min(1).max(3_660) }),
      status: 202,
      response: forecastOut,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { body }) => present(await beginForecast(context, body.days)),
  );
}
