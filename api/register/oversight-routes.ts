import { z } from 'zod';
import * as policies from '../../domain/register/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { byId, reason } from '../core/schemas';
import { presentListed } from './overview-presenters';
import { listOut, searchBody } from './overview-schemas';
import { participantsWithReason, participationWithReason } from './oversight-queries';
import { presentParticipation } from './participation-presenters';
import { participationOut } from './participation-schemas';

/** What the directorate sees of people: never without a reason, by POST, for a reason never stands in an address. */
const overseeingBody = searchBody.extend({
  q: z.string().max(200).default('').describe('A whole national number, or the beginnings of names; empty: everybody'),
  municipality: z.string().max(10).describe('The number of one municipality'),
  reason,
});

/** The directorate sees numbers, not people, unless it says why (`domain.md` 1.4). */
export function oversightRoutes(table: RouteTable): void {
  const base = { tag: 'Oversight', method: 'post', policy: policies.directorateOnly, codes: ['not_found', 'reason_needed'] } as const;
  route(
    table,
    operation({
      ...base,
      path: '/register/oversight/participants',
      summary: 'Participants of one municipality, with the reason for looking',
      description: 'The reason is kept sealed in the log of look-ups. Numbers are masked.',
      body: overseeingBody,
      response: listOut,
    }),
    async (context, { body: { municipality, reason: why, q, sort, direction, cursor, limit, ...filter } }) => {
      const { participations, next } = await participantsWithReason(context, {
        municipality,
        reason: why,
        filter,
        q,
        sort,
        direction,
        cursor,
        limit,
      });
      return { participations: participations.map(presentListed), next };
    },
  );
  route(
    table,
    operation({
      ...base,
      path: '/register/oversight/participations/{id}',
      summary: 'One participation, with the reason for looking; to be read alone',
      description: 'The reason is kept in the log of look-ups, sealed with the key of the participant. Numbers are masked.',
      params: byId,
      body: z.strictObject({ reason }),
      response: participationOut,
    }),
    async (context, { params, body }) =>
      presentParticipation((await participationWithReason(context, params.id, body.reason)).file, context.receivedAt),
  );
}
