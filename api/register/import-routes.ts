import { z } from 'zod';
import { maskNationalId } from '../../domain/core/cpr';
import * as policies from '../../domain/register/policies';
import { operation } from '../core/operation';
import { byId, id, instantOut } from '../core/schemas';
import { route, type RouteTable } from '../core/route';
import { confirmImport, importPreview, previewImport, type ImportPreview } from './import-commands';

const importOut = z
  .strictObject({
    importId: id,
    rows: z.array(
      z.strictObject({
        line: z.int(),
        nationalId: z.string().describe('Masked'),
        verdict: z.string().describe('`ok`, or the code of what keeps the line out'),
        fields: z.record(z.string(), z.string()).describe('All that is wrong, by field'),
      }),
    ),
    legacyEncoding: z.boolean().describe('Not UTF-8: read as windows-1252'),
    unknownColumns: z.array(z.string()),
    stored: z.int(),
    left: z.int(),
    confirmedAt: instantOut.nullable(),
  })
  .meta({ id: 'RegisterImport' });

function presentImport({ read, verdicts }: ImportPreview): z.infer<typeof importOut> {
  return {
    importId: read.importId,
    rows: read.lines.map(({ line, number }, at) => ({
      line,
      nationalId: maskedLine(number),
      verdict: verdicts[at]!.verdict,
      fields: { ...verdicts[at]!.fields },
    })),
    legacyEncoding: read.legacyEncoding,
    unknownColumns: [...read.unknownColumns],
    stored: read.stored,
    left: read.lines.length - read.done,
    confirmedAt: read.confirmedAt,
  };
}

/** What a line has for a number, masked: it may be too short to be one. */
export const maskedLine = (number: string): string => (number.length >= 6 ? maskNationalId(number) : number);

/** A municipality's own file: read and judged, then registered (`domain.md` 7). */
export function importRoutes(table: RouteTable): void {
  const base = { tag: 'Participations', policy: policies.useRegister } as const;
  const path = '/register/import';
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path,
      summary: 'Read a CSV file of participants and judge each line; nothing is stored until it is confirmed',
      query: z.strictObject({ municipality: z.string().max(10).optional() }),
      accepts: 'csv',
      status: 201,
      response: importOut,
      codes: ['csv_header', 'csv_encoding', 'too_large', 'unsupported_content_type', 'fields_missing', 'not_found'],
    }),
    async (context, { bytes, query }) => presentImport(await previewImport(context, bytes, query.municipality)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: `${path}/{id}`,
      summary: 'The verdicts of a file, as they are now',
      params: byId,
      response: importOut,
    }),
    async (context, { params }) => presentImport(await importPreview(context, params.id)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: `${path}/{id}/confirm`,
      summary: 'Register the good lines of a file, 500 at a time; confirm again while lines are left',
      params: byId,
      response: z.strictObject({ created: z.int(), skipped: z.int(), left: z.int() }),
      codes: ['import_confirmed'],
    }),
    async (context, { params }) => confirmImport(context, params.id),
  );
}
