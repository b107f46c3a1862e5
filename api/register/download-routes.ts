import { z } from 'zod';
import * as policies from '../../domain/register/policies';
import { downloadContents, downloadFormats } from '../../db/register/downloads';
import { operation } from '../core/operation';
import { instantOut, reason } from '../core/schemas';
import { route, type RouteTable } from '../core/route';
import { createDownload, downloadGuide, exportFile, fetchDownload } from './download-commands';
import { filterBody } from './overview-schemas';

const content = z.enum(downloadContents).default('participants');
const types = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
export const downloadBody = z.strictObject({
  format: z.enum(downloadFormats),
  content,
  filter: filterBody.default({}),
  fullNumbers: z.boolean().optional().describe('National numbers in full: needs a reason. A reason alone means the same.'),
  reason,
});
/** What a link of ours ends in. */
export const bySecret = z.strictObject({ secret: z.string().regex(/^[\w-]{43}$/) });

/** Files of a municipality's own register (`domain.md` 6.7). Before the routes of one participation, whose id would else be the name of the file. */
export function downloadRoutes(table: RouteTable): void {
  const base = { tag: 'Participations', policy: policies.useRegister } as const;
  for (const format of downloadFormats)
    route(
      table,
      operation({
        ...base,
        method: 'get',
        path: `/register/participations/export.${format}`,
        summary: `The participations or activities of your municipality as ${format.toUpperCase()}; numbers are masked`,
        query: filterBody.extend({ content }),
        responseType: types[format],
        codes: ['not_found'],
      }),
      async (context, { query: { content: wanted, ...filter } }) => exportFile(context, { format, content: wanted, filter }),
    );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/register/participations/guide.csv',
      summary: 'What the columns and codes of a file mean',
      query: z.strictObject({ content }),
      responseType: types.csv,
    }),
    async (context, { query }) => downloadGuide(context, query.content),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/register/downloads',
      summary: 'Make a link to a file, for yourself alone; it holds some hours',
      body: downloadBody,
      status: 201,
      response: z.strictObject({ link: z.string().describe('A path of the API'), expiresAt: instantOut }),
      codes: ['reason_needed', 'fields_missing', 'not_found'],
    }),
    async (context, { body }) => {
      const { secret, expiresAt } = await createDownload(context, body);
      return { link: `/api/v1/register/downloads/${secret}`, expiresAt };
    },
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/register/downloads/{secret}',
      summary: 'The file of a link, for who made it',
      params: bySecret,
      responseType: 'application/octet-stream',
      codes: ['link_expired'],
    }),
    async (context, { params }) => fetchDownload(context, params.secret),
  );
}
