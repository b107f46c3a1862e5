import { z } from 'zod';
import { agencyOnly } from '../../domain/core/policies';
import { outcomes, type PlaceChange } from '../../domain/certification/what-if';
import { liveKinds } from '../../db/certification/live-cases';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { day, dayOut, id } from '../core/schemas';
import { jsonOf, whatIf, whatIfCsv, type ChangedCase } from './what-if';

/** What another value of a rule would change, before anybody decides. */
export function whatIfRoutes(table: RouteTable): void {
  const tag = 'Rules';
  const byKey = z.strictObject({ key: z.string().max(100) });
  const side = z.union([z.string(), z.number()]).nullable();
  const rowOut = z.strictObject({
    kind: z.enum(liveKinds),
    id,
    name: z.string(),
    outcome: z.enum(outcomes),
    past: z.boolean(),
    differences: z.array(z.strictObject({ what: z.string(), before: side, after: side })),
  });
  const placeOut = z.strictObject({ number: z.int(), deadlineOn: dayOut.nullable() }).nullable();
  const count = z.int();
  const whatIfOut = z
    .strictObject({
      key: z.string(),
      value: z.unknown(),
      validFrom: dayOut,
      moves: z.boolean().meta({ description: 'Whether the rule holds for running cases whatever is decided about them' }),
      totals: z.strictObject({
        cases: count,
        changed: count,
        gains: count,
        loses: count,
        past: count,
        lettersCome: count,
        lettersGo: count,
        lettersMove: count,
      }),
      places: z.array(z.strictObject({ year: count, number: count, before: placeOut, after: placeOut })),
      rows: z.array(rowOut).meta({ description: 'The first 200; all are in the CSV file' }),
    })
    .meta({ id: 'WhatIf' });
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/rules/{key}/preview',
      summary: 'What another value would change in running cases',
      description:
        'Compares the dates and letters of all live cases as they are with what they would be if the cases moved to the value. Changes nothing.',
      policy: agencyOnly,
      params: byKey,
      body: z.strictObject({ value: z.unknown(), validFrom: day.optional() }),
      response: whatIfOut,
      codes: ['value_invalid'],
    }),
    async (context, { params, body }) => {
      const found = await whatIf(context, params.key, body);
      return { ...found, places: found.places.map(shownPlace), rows: found.rows.map(shownCase) };
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules/{key}/preview.csv',
      summary: 'The same for every case, as CSV',
      description: 'One line per difference. `value` is JSON.',
      policy: agencyOnly,
      params: byKey,
      query: z.strictObject({ value: z.string().max(5_000), validFrom: day.optional() }),
      responseType: 'text/csv',
      codes: ['value_invalid'],
    }),
    async (context, { params, query }) => whatIfCsv(context, params.key, { ...query, value: jsonOf(query.value) }),
  );
}

function shownCase({ caseId: id, differences, ...one }: ChangedCase) {
  return { id, ...one, differences: [...differences] };
}

function shownPlace({ before, after, ...place }: PlaceChange) {
  return { ...place, before: before && { ...before }, after: after && { ...after } };
}
