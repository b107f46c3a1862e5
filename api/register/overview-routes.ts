import type { z } from 'zod';
import * as policies from '../../domain/register/policies';
import { operation } from '../core/operation';
import { byId } from '../core/schemas';
import { route, type RouteTable } from '../core/route';
import { presentListed, presentSummary, presentView } from './overview-presenters';
import { overview, overviewSummary, type Overview } from './overview-queries';
import * as schemas from './overview-schemas';
import { removeView, savedViews, saveView } from './view-commands';

/** The overview of a municipality: lists, search, saved views. Before the routes of one participation, whose id would else be the word. */
export function overviewRoutes(table: RouteTable): void {
  const base = { tag: 'Participations', policy: policies.useRegister } as const;
  const present = ({ participations, next }: Overview): z.infer<typeof schemas.listOut> => ({
    participations: participations.map(presentListed),
    next,
  });
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/register/participations',
      summary: 'The participations of your municipality; those who are discharged by their own filter alone',
      query: schemas.overviewQuery,
      response: schemas.listOut,
      codes: ['not_found'],
    }),
    async (context, { query: { sort, direction, cursor, limit, ...filter } }) =>
      present(await overview(context, { filter, sort, direction, cursor, limit })),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/register/participations/search',
      summary: 'Find participants by number or name; also those who are discharged',
      body: schemas.searchBody,
      response: schemas.listOut,
      codes: ['not_found'],
    }),
    async (context, { body: { q, sort, direction, cursor, limit, ...filter } }) =>
      present(await overview(context, { filter, q, sort, direction, cursor, limit })),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/register/overview',
      summary: 'How many participations in which state, and how full they are',
      response: schemas.summaryOut,
    }),
    async (context) => presentSummary(await overviewSummary(context)),
  );
  viewRoutes(table);
}

function viewRoutes(table: RouteTable): void {
  const base = { tag: 'Participations', policy: policies.useRegister } as const;
  const path = '/register/views';
  route(table, operation({ ...base, method: 'get', path, summary: 'Your saved views', response: schemas.viewsOut }), async (context) => ({
    views: (await savedViews(context)).map(presentView),
  }));
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path,
      summary: 'Save a filter under a name, in the place of another of that name',
      body: schemas.viewBody,
      status: 201,
      response: schemas.viewOut,
    }),
    async (context, { body }) => presentView(await saveView(context, body)),
  );
  route(
    table,
    operation({ ...base, method: 'delete', path: `${path}/{id}`, summary: 'Take a saved view away', params: byId, status: 204 }),
    async (context, { params }) => {
      await removeView(context, params.id);
      return undefined;
    },
  );
}
