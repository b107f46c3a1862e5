import { z } from 'zod';
import { anyone, signedIn } from '../../domain/core/policies';
import type { Advance } from '../../db/core/advance';
import { operation } from './operation';
import * as rehearsal from './rehearsal-commands';
import { route, type RouteTable } from './route';
import { byId, id, instant, instantOut } from './schemas';

/** The rehearsal's clock. */
export function rehearsalRoutes(table: RouteTable): void {
  const tag = 'Rehearsal';
  const advanceOut = z
    .strictObject({
      id,
      state: z.enum(['running', 'done', 'failed']),
      from: instantOut,
      to: instantOut,
      hops: z.int(),
      stuck: z.array(z.string()),
      status: z.string(),
      events: z.array(z.strictObject({ at: instantOut, case: z.string(), what: z.string(), how: z.string() })),
    })
    .meta({ id: 'Advance' });
  const present = (one: Advance, lived: Awaited<ReturnType<typeof rehearsal.advanceReport>>['lived'] = []) => ({
    id: one.advanceId,
    state: one.state,
    from: one.fromAt,
    to: one.targetAt,
    hops: one.hops,
    stuck: one.stuck,
    status: `/api/v1/rehearsal/advances/${one.advanceId}`,
    events: lived.map((event) => ({ at: event.at, case: event.story, what: event.what, how: event.how })),
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rehearsal/clock',
      summary: 'The instant at which the rehearsal stands',
      policy: anyone,
      response: z.strictObject({ now: instantOut, openStories: z.int(), running: id.nullable() }),
    }),
    async (context) => {
      const { now, openStories, running } = await rehearsal.rehearsalClock(context);
      return { now, openStories, running: running?.advanceId ?? null };
    },
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/rehearsal/advance',
      summary: 'Live through time: by days, to an instant, or to the next thing that is due',
      policy: signedIn,
      body: z.union([
        z.strictObject({ days: z.int().min(1).max(36_525) }),
        z.strictObject({ to: instant }),
        z.strictObject({ untilNext: z.literal(true) }),
      ]),
      status: 202,
      response: advanceOut,
      codes: ['advance_running', 'not_forward'],
    }),
    async (context, { body }) => present(await rehearsal.beginToAdvance(context, body)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rehearsal/advances/{id}',
      summary: 'How far an advance is, and what has been lived through',
      policy: signedIn,
      params: byId,
      response: advanceOut,
    }),
    async (context, { params }) => {
      const { advance, lived } = await rehearsal.advanceReport(context, params.id);
      return present(advance, lived);
    },
  );
}
