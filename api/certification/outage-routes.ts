import { agencyOnly } from '../../domain/core/policies';
import * as policies from '../../domain/certification/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import * as outages from './outage-commands';
import * as present from './outage-presenters';
import { outageList } from './outage-queries';
import * as schemas from './outage-schemas';
import { listOf, roundsTag } from './route-parts';

/** Outages, and what they move. */
export function outageRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'get',
      tag: roundsTag,
      path: '/certification/outages',
      summary: 'The outages that moved deadlines',
      policy: policies.seeRounds,
      response: listOf('outages', schemas.outageOut),
    }),
    async (context) => ({ outages: (await outageList(context)).map(present.presentOutage) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag: roundsTag,
      path: '/certification/outages/preview',
      summary: 'What an outage would move; nothing is changed',
      policy: agencyOnly,
      body: schemas.outageSpan,
      response: schemas.outagePreviewOut,
      codes: ['value_invalid'],
    }),
    async (context, { body }) => present.presentPlan(body, await outages.previewOutage(context, body)),
  );
  route(
    table,
    operation({
      method: 'post',
      tag: roundsTag,
      path: '/certification/outages',
      summary: 'Declare an outage, also afterwards: every deadline on its days moves by its length',
      policy: agencyOnly,
      body: schemas.outageBody,
      status: 201,
      response: schemas.outageOut,
      codes: ['reason_needed', 'value_invalid'],
    }),
    async (context, { body }) => {
      const { outageId } = await outages.declareOutage(context, body);
      return present.presentOutage((await outageList(context)).find(({ outage }) => outage.outageId === outageId)!);
    },
  );
}
