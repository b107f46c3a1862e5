import { z } from 'zod';
import { paymentStates } from '../../domain/certification/enrolment';
import { manageRounds } from '../../domain/certification/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { byId, id } from '../core/schemas';
import { setPayments } from './payment-commands';
import { enrolmentsTag } from './route-parts';

/** Payment of many at once; of one it stands with the enrolments. */
export function paymentRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag: enrolmentsTag,
      path: '/certification/rounds/{id}/payments',
      summary: 'Record for many participants at once how far payment has come: all of them, or none',
      policy: manageRounds,
      params: byId,
      body: z.strictObject({ state: z.enum(paymentStates), enrolments: z.array(id).min(1).max(500) }),
      response: z.strictObject({ recorded: z.int() }),
    }),
    async (context, { params, body }) => ({ recorded: await setPayments(context, params.id, body.state, body.enrolments) }),
  );
}
