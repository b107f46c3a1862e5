import { seeEvidence } from '../../domain/certification/evidence';
import { operation } from '../core/operation';
import { route, type RouteTable } from '../core/route';
import { byId } from '../core/schemas';
import { evidence } from './evidence';
import { evidenceOut } from './evidence-schemas';
import { enrolmentsTag } from './route-parts';

/** What proves whether a deadline was met. */
export function evidenceRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'get',
      tag: enrolmentsTag,
      path: '/certification/enrolments/{id}/evidence',
      summary: 'Everything from which somebody else can work out whether a deadline was met',
      description: '`npm run evidence -- file.json` checks such a file without the product.',
      policy: seeEvidence,
      params: byId,
      response: evidenceOut,
    }),
    async (context, { params }) => evidence(context, params.id),
  );
}
