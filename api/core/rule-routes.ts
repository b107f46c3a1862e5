import { z } from 'zod';
import type { Batch } from '../../domain/core/batch';
import { setRules } from '../../domain/core/policies';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { ruleList, ruleView, setRule, transitions, type RuleView } from './rule-commands';
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
    moves: z.boolean().meta({ description: 'Running cases are moved to it' }),
    reason: z.string().nullable(),
  });
  const batchOut = z
    .strictObject({
      id,
      version: z.int(),
      done: z.int(),
      total: z.int(),
      dueAt: instantOut,
      startedAt: instantOut.nullable(),
      finishedAt: instantOut.nullable(),
    })
    .meta({ description: 'How far the newest value has been carried into running cases' });
  const ruleOut = z
    .strictObject({
      key: z.string(),
      value: z.unknown(),
      initial: z.unknown(),
      moving: z.boolean(),
      history: z.array(historyOut),
      batch: batchOut.nullable(),
    })
    .meta({ id: 'Rule' });
  const byKey = z.strictObject({ key: z.string().max(100) });
  const shown = ({ batch, ...one }: RuleView) => ({ ...one, history: [...one.history], batch: batch && shownBatch(batch) });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules',
      summary: 'All rule values',
      policy: setRules,
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
      policy: setRules,
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
      description:
        'Running cases keep the values they began with (`keep`, the default), or are moved to this one on that day (`move`); their other values stay. A moving rule always moves.',
      policy: setRules,
      params: byKey,
      body: z.strictObject({ value: z.unknown(), validFrom: day.optional(), reason, transition: z.enum(transitions).optional() }),
      response: ruleOut,
      codes: ['value_invalid', 'reason_needed'],
    }),
    async (context, { params, body }) => shown(await setRule(context, params.key, body)),
  );
}

function shownBatch({ batchId: id, ruleVersion: version, done, total, dueAt, startedAt, finishedAt }: Batch) {
  return { id, version, done, total, dueAt, startedAt, finishedAt };
}
