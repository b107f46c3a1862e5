import { directorateOnly, seeParticipation } from '../../domain/register/policies';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { byId } from '../core/schemas';
import { askForNameAgain, reportTrouble, settleTroubleReport } from './lookup-commands';
import { presentLookup, presentLookupFigures, presentTrouble, presentTroubleData } from './lookup-presenters';
import { lookupFigures, troubleReports } from './lookup-queries';
import { lookupFiguresOut, lookupOut, troubleBody, troubleSentOut, troublesOut } from './lookup-schemas';

/** Asking for names, and what the directorate sees of it (`domain.md` 6.4). */
export function lookupRoutes(table: RouteTable): void {
  const own = { tag: 'Register', policy: seeParticipation, params: byId } as const;
  route(
    table,
    operation({
      ...own,
      method: 'post',
      path: '/register/participations/{id}/name-lookup',
      summary: 'Ask for the name anew',
      description:
        'What was asked before is thrown away. The answer comes by itself, for up to 14 days; until then the participation can be worked on.',
      status: 202,
      response: lookupOut,
    }),
    async (context, { params }) => presentLookup(await askForNameAgain(context, params.id)),
  );
  route(
    table,
    operation({
      ...own,
      method: 'post',
      path: '/register/participations/{id}/trouble',
      summary: 'Report a field that will not work to the directorate',
      description: 'Field, time and the tries of the look-up are gathered. Nothing about the person is sent.',
      body: troubleBody,
      status: 201,
      response: troubleSentOut,
    }),
    async (context, { params, body }) => {
      const { troubleId, data } = await reportTrouble(context, params.id, body.field);
      return { id: troubleId, at: context.receivedAt, ...presentTroubleData(data) };
    },
  );
  const directorate = { tag: 'Register', policy: directorateOnly } as const;
  route(
    table,
    operation({
      ...directorate,
      method: 'get',
      path: '/register/lookups',
      summary: 'How look-ups of names go: queue, waiting times, failures per hour and municipality',
      response: lookupFiguresOut,
    }),
    async (context) => presentLookupFigures(await lookupFigures(context)),
  );
  route(
    table,
    operation({
      ...directorate,
      method: 'get',
      path: '/register/trouble-reports',
      summary: 'What municipalities reported and nobody has seen to',
      response: troublesOut,
    }),
    async (context) => ({ reports: (await troubleReports(context)).map(presentTrouble) }),
  );
  route(
    table,
    operation({
      ...directorate,
      method: 'post',
      path: '/register/trouble-reports/{id}/settle',
      summary: 'Note that a report was seen to',
      params: byId,
      status: 204,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => settleTroubleReport(context, params.id),
  );
}
