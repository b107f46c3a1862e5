import { z } from 'zod';
import { agencyOnly } from '../../domain/core/policies';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { ruleList, ruleView, setRule } from './rule-commands';
import { day, dayOut, id, instantOut, reason } from './schemas';

/** Rule values. */
export function ruleRoutes(table: RouteTable): void {
  const tag = 'Rules';
  const historyOut = z.strictObject({
    key: z.string(),
    value: z.unknown(),
    validFrom: dayOut,
    version: z.int(),
    setBy: id.nullable(),
    setByName: z.string().nullable(),
    setAt: instantOut,
    reason: z.string().nullable(),
  });
  const ruleOut = z
    .strictObject({ key: z.string(), value: z.unknown(), initial: z.unknown(), moving: z.boolean(), history: z.array(historyOut) })
    .meta({ id: 'Rule' });
  const byKey = z.strictObject({ key: z.string().max(100) });
  const shown = (one: Awaited<ReturnType<typeof ruleView>>) => ({ ...one, history: [...one.history] });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules',
      summary: 'All rule values',
      policy: agencyOnly,
      response: z.strictObject({ rules: z.array(ruleOut) }),
    }),
    async (context) => ({ rules: (await ruleList(context)).map(shown) }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules/{key}',
      summary: 'One rule value with its history',
      policy: agencyOnly,
      params: byKey,
      response: ruleOut,
    }),
    async (context, { params }) => shown(await ruleView(context, params.key)),
  );
  route(
    table,
    operation({
      method: 'put',
      tag,
      path: '/rules/{key}',
      summary: 'Set a rule value from a day on',
      policy: agencyOnly,
      params: byKey,
      body: z.strictObject({ value: z.unknown(), validFrom: day.optional(), reason }),
      response: ruleOut,
      codes: ['value_invalid', 'reason_needed'],
    }),
    async (context, { params, body }) => shown(await setRule(context, params.key, body)),
  );
}
