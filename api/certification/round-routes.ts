import { z } from 'zod';
import * as policies from '../../domain/certification/policies';
import { byId, id } from '../core/schemas';
import { operation } from '../core/operation';
import { Bytes, route, type RouteTable } from '../core/route';
import * as present from './presenters';
import * as queries from './queries';
import { cancelRound } from './cancel-commands';
import * as rounds from './round-commands';
import * as schemas from './schemas';
import { roundsTag, listOf } from './route-parts';

/** The place of a file in a list. A number read from a path by `coerce` would count as not required. */
const position = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .meta({ type: 'integer', minimum: 0 });

/** Rounds and their material. */
export function roundRoutes(table: RouteTable): void {
  const base = { tag: roundsTag, policy: policies.manageRounds, response: schemas.roundOut } as const;
  const one = async (context: Parameters<typeof queries.roundView>[0], roundId: string) => {
    const { round, counts, vatPercent } = await queries.roundView(context, roundId);
    return present.presentRound(round, counts, vatPercent);
  };
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds',
      summary: 'The calendar of rounds',
      policy: policies.seeRounds,
      query: schemas.roundsQuery,
      response: listOf('rounds', schemas.roundOut),
    }),
    async (context, { query }) => ({
      rounds: (await queries.roundList(context, query)).map(({ round, counts, vatPercent }) =>
        present.presentRound(round, counts, vatPercent),
      ),
    }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds',
      summary: 'Make a round as a draft',
      body: schemas.roundBody,
      status: 201,
      codes: ['too_many_rounds', 'round_dates_order', 'not_allowed_in_state'],
    }),
    async (context, { body }) => one(context, (await rounds.createRound(context, body)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}',
      summary: 'One round',
      policy: policies.seeRounds,
      params: byId,
    }),
    async (context, { params }) => one(context, params.id),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: '/certification/rounds/{id}',
      summary: 'Change a draft, or move the deadline of a published round',
      params: byId,
      body: schemas.roundChange,
      ifMatch: true,
      codes: ['changed_by_other', 'deadline_not_later', 'deadline_passed', 'round_dates_order', 'not_allowed_in_state', 'if_match_missing'],
    }),
    async (context, { params, body, version }) =>
      context.transaction(async (trx) => {
        const within = { ...context, db: trx, transaction: <T>(work: (t: typeof trx) => Promise<T>) => work(trx) };
        await rounds.changeRound(within, params.id, version!, body);
        return one(within, params.id);
      }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/publish',
      summary: 'Publish a draft',
      params: byId,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => one(context, (await rounds.publishRound(context, params.id)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/certification/rounds/{id}/cancel',
      summary: 'Cancel a round that has not closed; its enrolments end with it',
      params: byId,
      body: schemas.reasonBody,
      codes: ['reason_needed', 'not_allowed_in_state'],
    }),
    async (context, { params, body }) => one(context, (await cancelRound(context, params.id, body.reason)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'put',
      path: '/certification/rounds/{id}/material',
      summary: 'Upload the material',
      params: byId,
      accepts: 'files',
      codes: ['answer_empty', 'not_allowed_in_state', 'too_large'],
    }),
    async (context, { params, files }) => one(context, (await rounds.uploadMaterial(context, params.id, files)).roundId),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/certification/rounds/{id}/material',
      summary: 'The files of the material',
      policy: policies.seeRounds,
      params: byId,
      response: schemas.materialOut,
      codes: ['material_not_released'],
    }),
    async (context, { params }) => ({
      files: (await queries.roundMaterial(context, params.id)).map(({ position, name, contentType, size, sha256 }) => ({
        position,
        name,
        contentType,
        size,
        sha256: sha256.toString('hex'),
      })),
    }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag: roundsTag,
      path: '/certification/rounds/{id}/material/{position}',
      summary: 'One file of the material',
      policy: policies.seeRounds,
      params: z.strictObject({ id, position }),
      responseType: 'application/octet-stream',
      codes: ['material_not_released'],
    }),
    async (context, { params }) => {
      const { file, content } = await queries.materialFile(context, params.id, params.position);
      return new Bytes(content, file.name, file.contentType);
    },
  );
}
