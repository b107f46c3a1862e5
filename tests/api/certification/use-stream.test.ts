import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { newId } from '../../../db/core/ids';
import { until } from '../../../tools/engine/wait';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Line = { eventId: string | null; verdict: string };

let api: OpenApi;
let cast: Cast;
let token: string;
let number: string;
beforeAll(async () => {
  api = await openApi('2034-01-10T09:00:00.000Z');
  cast = castOf(api);
  token = await cast.token('region-nordjylland');
  ({ number } = await cast.certificate((await cast.somebody()).personId, { issuedOn: '2033-02-01' }));
});
afterAll(() => api.close());

const use = (changed: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventId: newId(),
  person: number,
  region: 'nordjylland',
  caseNumber: '1',
  kind: 'draft_edit',
  at: '2034-01-05T12:00:00+01:00',
  ...changed,
});
async function stream(body: string): Promise<{ status: number; type: string | null; lines: Line[] }> {
  const answer = await fetch(`${api.server.url}/api/v1/certification/uses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body,
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    lines: answer.status === 200 ? text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line) : [], // prettier-ignore
  };
}
const stored = async (): Promise<number> =>
  (await rows<{ count: number }>(api.database.db.raw('select count(*)::int as count from certificate_use')))[0]!.count;

describe('uses as a stream of rows', () => {
  test('get a verdict per row, in their order; what does not parse is one row alone', async () => {
    const [one, two, three] = [use(), use({ kind: 'log_in' }), use()];
    const { status, type, lines } = await stream(
      `\uFEFF${JSON.stringify(one)}\r\n\n{"eventId":\n${JSON.stringify(two)}\n"text"\n${JSON.stringify({ ...three, caseNumber: 'x'.repeat(70_000) })}\n${JSON.stringify(one)}\n${JSON.stringify(three)}`,
    );
    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    expect(lines.map(({ verdict }) => verdict)).toEqual([
      'counted',
      'invalid_request',
      'not_counted',
      'invalid_request',
      'invalid_request',
      'duplicate',
      'counted',
    ]);
    expect(lines.map(({ eventId }) => eventId)).toEqual([
      one['eventId'],
      null,
      two['eventId'],
      null,
      null,
      one['eventId'],
      three['eventId'],
    ]);
  });

  test('of nothing are answered with nothing', async () => {
    expect(await stream('\n \n')).toMatchObject({ status: 200, lines: [] });
  });

  test('may be 25,000, and sent again they are all duplicates', async () => {
    const before = await stored();
    const many = Array.from({ length: 25_000 }, () => JSON.stringify(use()));
    const first = await stream(many.join('\n'));
    expect([first.lines.length, new Set(first.lines.map(({ verdict }) => verdict))]).toEqual([25_000, new Set(['counted'])]);
    expect((await stored()) - before).toBe(25_000);
    const again = await stream(many.slice(0, 2_500).join('\n'));
    expect(new Set(again.lines.map(({ verdict }) => verdict))).toEqual(new Set(['duplicate']));
    expect((await stored()) - before).toBe(25_000);
  });

  test('that break off leave whole transactions behind, each answered or not, and nothing half', async () => {
    const before = await stored();
    const sent = Array.from({ length: 2_500 }, () => use());
    const request = httpRequest(`${api.server.url}/api/v1/certification/uses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    request.on('error', () => undefined);
    request.write(sent.map((one) => `${JSON.stringify(one)}\n`).join(''));
    await until('two lists are stored', async () => (await stored()) - before === 2_000, { withinMs: 20_000 });
    request.destroy();
    // The rest never became a whole list: sent again with everything, it is what is new.
    const again = await stream(sent.map((one) => JSON.stringify(one)).join('\n'));
    expect(again.lines.filter(({ verdict }) => verdict === 'duplicate').length).toBe(2_000);
    expect(again.lines.filter(({ verdict }) => verdict === 'counted').length).toBe(500);
  });

  test('are for regions and the agency alone', async () => {
    const answer = await fetch(`${api.server.url}/api/v1/certification/uses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await cast.token('consultant')}`, 'content-type': 'application/x-ndjson' },
      body: JSON.stringify(use()),
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'not_permitted']);
  });
});
