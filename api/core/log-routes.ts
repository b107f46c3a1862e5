import { z } from 'zod';
import { agencyOnly, seeLetters, signedIn } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import type { TimelineEvent } from '../../db/core/timeline';
import { caseTimelineAllowed } from '../certification/case-access';
import { letters, sendAgain } from './letter-commands';
import { operation } from './operation';
import { operations, wakeOverdue } from './operations-queries';
import * as people from './people-commands';
import { route, type RouteTable } from './route';
import { byId, id, instantOut } from './schemas';
import { personTimeline } from './timeline-queries';

/** Letters, timeline, look-ups, operations. */
export function logRoutes(table: RouteTable): void {
  const tag = 'Log';
  const letterOut = z
    .strictObject({
      id,
      caseKind: z.string(),
      caseId: id,
      personId: id,
      personName: z.string().nullable(),
      template: z.string(),
      language: z.string(),
      state: z.enum(['queued', 'sent', 'refused', 'bounced', 'withdrawn']),
      occasion: z.string(),
      writtenAt: instantOut,
      dueAt: instantOut,
      settledAt: instantOut.nullable(),
      attempts: z.int(),
      replyCode: z.int().nullable(),
    })
    .meta({ id: 'Letter' });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/letters',
      summary: 'Letters with their states; their texts stay sealed',
      policy: seeLetters,
      query: z.strictObject({ case: id.optional(), person: id.optional(), state: letterOut.shape.state.optional() }),
      response: z.strictObject({ letters: z.array(letterOut) }),
    }),
    async (context, { query }) => ({
      letters: (await letters(context, { caseId: query.case, personId: query.person, state: query.state })).map(
        ({ letterId, ...letter }) => ({ id: letterId, ...letter }),
      ),
    }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/letters/{id}/send-again',
      summary: 'Send a refused letter again',
      policy: seeLetters,
      params: byId,
      status: 204,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => {
      await sendAgain(context, params.id);
      return undefined;
    },
  );

  const eventOut = z
    .strictObject({
      id,
      caseKind: z.string(),
      caseId: id,
      personId: id.nullable(),
      actorId: id.nullable(),
      what: z.string(),
      effectiveAt: instantOut,
      recordedAt: instantOut,
      data: z.record(z.string(), z.unknown()),
      rulesVersion: z.int().nullable(),
    })
    .meta({ id: 'TimelineEvent' });
  const presentEvent = ({
    eventId,
    caseKind,
    caseId,
    personId,
    actorId,
    what,
    effectiveAt,
    recordedAt,
    data,
    rulesVersion,
  }: TimelineEvent) => ({ id: eventId, caseKind, caseId, personId, actorId, what, effectiveAt, recordedAt, data, rulesVersion });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/timeline',
      summary: 'What happened to a case, or to a person',
      policy: signedIn,
      query: z.strictObject({ case: id.optional(), person: id.optional() }),
      response: z.strictObject({ events: z.array(eventOut) }),
    }),
    async (context, { query }) => {
      if (query.person) return { events: (await personTimeline(context, query.person)).map(presentEvent) };
      if (!query.case) throw new Refusal('invalid_request', { fields: { case: 'missing' } });
      return { events: (await caseTimelineAllowed(context, query.case)).map(presentEvent) };
    },
  );
  const lookupOut = z.strictObject({
    lookupId: id,
    at: instantOut,
    actorId: id,
    actorName: z.string().nullable(),
    personId: id.nullable(),
    personName: z.string().nullable(),
    what: z.string(),
    filter: z.record(z.string(), z.unknown()).nullable(),
    count: z.int().nullable(),
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/lookups',
      summary: 'Who looked at whom',
      policy: agencyOnly,
      query: z.strictObject({ person: id.optional(), actor: id.optional() }),
      response: z.strictObject({ lookups: z.array(lookupOut) }),
    }),
    async (context, { query }) => ({
      lookups: await people.lookupLog(context, {
        ...(query.person ? { personId: query.person } : {}),
        ...(query.actor ? { actorId: query.actor } : {}),
      }),
    }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/operations',
      summary: 'Whether promises are being kept: wakes, overdue cases, letters, workers',
      policy: agencyOnly,
      response: z.looseObject({ openCases: z.int(), waitingWakes: z.int() }),
    }),
    async (context) => ({ ...(await operations(context)) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/operations/wake',
      summary: 'Wake what is overdue once more',
      policy: agencyOnly,
      response: z.strictObject({ woken: z.int() }),
    }),
    async (context) => ({ woken: await wakeOverdue(context) }),
  );
}
