import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Line = { what: string; personId: string | null; count: number | null; filter: Record<string, unknown> | null };

let api: OpenApi;
let cast: Cast;
let one: Participant;
let certificateId: string;
let roundId: string;
let importId: string;
let fileId: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  roundId = await cast.openRound();
  one = await cast.participant('task_open');
  const form = new FormData();
  form.append('files', new Blob(['svar']), 'svar.txt');
  const { body } = await api.server.call<{ files: { id: string }[] }>('PUT', `/certification/enrolments/${one.enrolmentId}/answer`, {
    token: one.token,
    body: form,
  });
  fileId = body.files[0]!.id;
  ({ certificateId } = await cast.certificate(one.personId));
  const read = await api.server.call<{ id: string }>('POST', `/certification/rounds/${roundId}/enrolments/import`, {
    token: await cast.token('coordinator'),
    body: 'name,email\nNy,ny@firma.example',
    headers: { 'content-type': 'text/csv' },
  });
  importId = read.body.id;
});
afterAll(() => api.close());

let from = 0;
const all = async (): Promise<Line[]> =>
  rows<Line>(api.database.db.raw('select what, person_id as "personId", count, filter from lookup_log order by id'));
beforeEach(async () => {
  from = (await all()).length;
});
const written = async (): Promise<Line[]> => (await all()).slice(from);
const get = async (as: string | Participant, path: string): Promise<number> =>
  (await api.server.call('GET', path, { token: typeof as === 'string' ? await cast.token(as) : as.token })).status;

const looks = (): [what: string, path: string, by: string][] => [
  ['enrolment', `/certification/enrolments/${one.enrolmentId}`, 'coordinator'],
  ['answer', `/certification/enrolments/${one.enrolmentId}/answer`, 'coordinator'],
  ['answer-file', `/certification/enrolments/${one.enrolmentId}/answer/files/${fileId}`, 'grader'],
  ['receipts', `/certification/enrolments/${one.enrolmentId}/receipts`, 'agency'],
  ['certificate', `/certification/certificates/${certificateId}`, 'region-nordjylland'],
  ['certificates', `/certification/certificates?person=${one.personId}`, 'region-midtjylland'],
  ['person', `/people/${one.personId}`, 'agency'],
  ['timeline', `/timeline?person=${one.personId}`, 'agency'],
  ['timeline', `/timeline?case=${one.enrolmentId}`, 'coordinator'],
  ['timeline', `/timeline?case=${certificateId}`, 'region-nordjylland'],
  ['letters', `/letters?person=${one.personId}`, 'coordinator'],
  ['letters', `/letters?case=${one.enrolmentId}`, 'coordinator'],
];

describe('a look at a person', () => {
  test('by others is one line each time, naming the person', async () => {
    for (const [what, path, by] of looks()) {
      from = (await all()).length;
      expect([path, await get(by, path)]).toEqual([path, 200]);
      expect([path, await written()]).toEqual([path, [{ what, personId: one.personId, count: null, filter: null }]]);
    }
  });

  test('by themselves is not logged', async () => {
    for (const [, path] of looks().filter(([what]) => what !== 'letters')) expect([path, await get(one, path)]).toEqual([path, 200]);
    expect(await written()).toEqual([]);
  });

  test('that is refused is not logged, for nothing was seen', async () => {
    for (const [, path] of looks()) expect([403, 404]).toContain(await get('consultant', path));
    expect(await written()).toEqual([]);
  });

  test('that changes something is one line too', async () => {
    const other = await cast.participant('requested');
    from = (await all()).length;
    const { status } = await api.server.call('POST', `/certification/enrolments/${other.enrolmentId}/admit`, {
      token: await cast.token('coordinator'),
    });
    expect([status, await written()]).toEqual([200, [{ what: 'enrolment', personId: other.personId, count: null, filter: null }]]);
  });
});

describe('a list of people', () => {
  test('is one line: by which filter, and how many', async () => {
    expect(await get('coordinator', `/certification/rounds/${roundId}/enrolments?state=task_open`)).toBe(200);
    expect(await get('grader', '/certification/grading-queue')).toBe(200);
    expect(await get('coordinator', '/letters?state=sent')).toBe(200);
    expect(await written()).toEqual([
      { what: 'enrolments', personId: null, count: expect.any(Number), filter: { roundId, state: 'task_open' } },
      { what: 'grading-queue', personId: null, count: expect.any(Number), filter: {} },
      { what: 'letters', personId: null, count: expect.any(Number), filter: { state: 'sent' } },
    ]);
  });

  test('searched by words keeps none of the words', async () => {
    const { status } = await api.server.call('POST', '/people/search', { token: await cast.token('agency'), body: { q: 'person' } });
    const lines = await written();
    expect([status, lines]).toEqual([200, [{ what: 'people', personId: null, count: expect.any(Number), filter: { search: true } }]]);
    expect(lines[0]!.count).toBeGreaterThan(0);
  });

  test('that a file of sign-ups holds is one line when it is read, and one for whoever looks at it again', async () => {
    for (const as of ['coordinator', 'coordinator', 'agency', 'agency'])
      expect(await get(as, `/certification/rounds/${roundId}/enrolments/import/${importId}`)).toBe(200);
    expect((await written()).map((line) => [line.what, line.count])).toEqual([
      ['sign-up-import', 1],
      ['sign-up-import', 1],
    ]);
  });

  test('that the page of operations holds, of letters that do not arrive, is one line for a while: the page keeps itself up to date', async () => {
    await api.database.db.raw(
      `update letter set attempts = 2, reply_code = 451 where id = (select id from letter where state = 'queued' limit 1)`,
    );
    for (let times = 0; times < 2; times += 1) expect(await get('agency', '/operations')).toBe(200);
    expect(await written()).toEqual([{ what: 'operations', personId: null, count: expect.any(Number), filter: { failing: true } }]);
    await api.database.db.raw('update letter set attempts = 0, reply_code = null');
  });

  test('of rounds, rules and tasks names nobody and is not logged', async () => {
    for (const path of [
      '/certification/rounds',
      `/certification/rounds/${roundId}`,
      '/rules',
      '/tasks',
      '/organisations',
      '/operations',
      '/rehearsal/clock',
    ])
      expect([path, await get('agency', path)]).toEqual([path, 200]);
    expect(await written()).toEqual([]);
  });
});

test('the agency reads who looked at whom; nobody can change or take away a line', async () => {
  const { body } = await api.server.call<{ lookups: { what: string; actorName: string; personId: string }[] }>(
    'GET',
    `/lookups?person=${one.personId}`,
    { token: await cast.token('agency') },
  );
  expect(body.lookups.length).toBeGreaterThan(10);
  expect(new Set(body.lookups.map((line) => line.personId))).toEqual(new Set([one.personId]));
  expect(body.lookups.map((line) => line.actorName)).toContain('Nanna Nord');
  for (const sql of [`update lookup_log set what = 'nothing'`, 'delete from lookup_log'])
    await expect(api.database.db.raw(sql)).rejects.toMatchObject({ code: '42501' });
});
