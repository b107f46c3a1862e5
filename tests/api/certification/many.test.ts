import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

/** As many sign-ups as one file may hold; a request may last five minutes, and is expected to take a small part of that. */
const many = 10_000;
const patienceMs = 60_000;

let api: OpenApi;
let cast: Cast;
let roundId: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  roundId = await cast.openRound();
});
afterAll(() => api.close());

async function timed<T>(
  what: string,
  method: string,
  path: string,
  options: Readonly<{ body?: unknown; headers?: Record<string, string> }> = {},
): Promise<{ status: number; body: T }> {
  const begun = Date.now();
  const answer = await api.server.call<T>(method, path, { token: await cast.token('coordinator'), ...options });
  const tookMs = Date.now() - begun;
  if (process.env['TEST_LOG']) process.stderr.write(`${what}: ${tookMs} ms\n`);
  expect([what, tookMs < patienceMs]).toEqual([what, true]);
  return answer;
}

const file = (count: number): string =>
  ['name;email;employer', ...Array.from({ length: count }, (_, at) => `Person ${at};many-${at}@firma.example;Firma ${at % 50}`)].join(
    '\r\n',
  );

test('ten thousand people are read, signed up, admitted and told of a moved deadline, each in one request', async () => {
  const path = `/certification/rounds/${roundId}`;
  const read = await timed<{ id: string; accepted: number; refused: number }>('read', 'POST', `${path}/enrolments/import`, {
    body: file(many),
    headers: { 'content-type': 'text/csv' },
  });
  expect([read.status, read.body.accepted, read.body.refused]).toEqual([201, many, 0]);

  const confirmed = await timed('confirmed', 'POST', `${path}/enrolments/import/${read.body.id}/confirm`);
  expect([confirmed.status, confirmed.body]).toEqual([200, { signedUp: many, skipped: 0 }]);

  const admitted = await timed<{ admitted: number; refused: number }>('admitted', 'POST', `${path}/admit`);
  expect(admitted.status).toBe(200);
  expect(admitted.body.admitted).toBeGreaterThanOrEqual(many);

  const { headers } = await api.server.call('GET', path, { token: await cast.token('coordinator') });
  const moved = await timed<{ deadlineOn: string }>('moved', 'PATCH', path, {
    body: { deadlineOn: '2026-05-20' },
    headers: { 'if-match': headers.get('etag')! },
  });
  expect([moved.status, moved.body.deadlineOn]).toEqual([200, '2026-05-20']);
  const { rows } = (await api.database.db.raw(
    `select count(*) filter (where e.state = 'studying') as studying, count(l.id) as told
     from enrolment e left join letter l on l.case_id = e.id and l.template = 'deadline_moved' and l.state = 'queued' where e.round_id = ? and e.source = 'import'`,
    [roundId],
  )) as { rows: { studying: number; told: number }[] };
  expect(rows).toEqual([{ studying: many, told: many }]);
}, 300_000);
