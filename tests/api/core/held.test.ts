import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { setNationalId } from '../../../db/core/people';
import { transaction } from '../../../db/core/transaction';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Held = Readonly<{
  person: { name: string; email: string };
  nationalIds: { number: string }[];
  enrolments: {
    enrolment: { state: string };
    shortcomings: string | null;
    answers: { text: string | null; files: { name: string }[] }[];
  }[];
  certificates: unknown[];
  letters: { template: string; subject: string | null; text: string | null }[];
  timeline: { what: string; personal: Record<string, unknown> | null }[];
  lookups: { what: string; actorName: string | null; reason: string | null }[];
  other: { table: string }[];
}>;

let api: OpenApi;
let cast: Cast;
let one: Participant;
let other: Participant;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  one = await cast.participant('task_open');
  other = await cast.participant('submitted');
  const form = new FormData();
  form.append('text', 'min besvarelse');
  form.append('files', new Blob(['svar']), 'svar.txt');
  await api.server.call('PUT', `/certification/enrolments/${one.enrolmentId}/answer`, { token: one.token, body: form });
  await transaction(api.database.db, (trx) => setNationalId(trx, one.personId, 'DK', '0101901234', '2026-03-02T09:00:00.000Z'));
  await cast.certificate(one.personId);
  await api.server.call('GET', `/certification/enrolments/${one.enrolmentId}`, { token: await cast.token('coordinator') });
});
afterAll(() => api.close());

const held = async (token: string, method = 'GET', body?: unknown) =>
  api.server.call<Held & { code: string; fields: unknown }>(method, `/people/${one.personId}/export`, { token, ...(body ? { body } : {}) });

test('a person is given everything held about them: numbers, answers, letters with texts, files, timeline, who looked', async () => {
  const { status, body } = await held(one.token);
  expect(status).toBe(200);
  expect(body.person.email).toBe(one.email);
  expect(body.nationalIds).toMatchObject([{ number: '0101901234', ceasedAt: null }]);
  expect(body.enrolments).toMatchObject([{ enrolment: { state: 'submitted' }, answers: [{ text: 'min besvarelse', files: [{ name: 'svar.txt' }] }] }]); // prettier-ignore
  expect(body.certificates).toHaveLength(1);
  expect(body.letters.map((letter) => letter.template)).toEqual(expect.arrayContaining(['admitted', 'received']));
  expect(body.letters.every(({ subject, text }) => Boolean(subject && text))).toBe(true);
  expect(body.timeline.map((event) => event.what)).toEqual(expect.arrayContaining(['admitted', 'answerReceived']));
  expect(body.lookups).toContainEqual(expect.objectContaining({ what: 'enrolment', reason: null }));
});

test('nothing of anybody else is in it', async () => {
  const { text } = await held(one.token);
  for (const foreign of [other.personId, other.email, other.enrolmentId]) expect(text).not.toContain(foreign);
});

test('the agency says why, and the person can read it', async () => {
  const agency = await cast.token('agency');
  for (const refused of [await held(agency), await held(agency, 'POST', { reason: '  ' })])
    expect([refused.status, refused.body.code]).toEqual([422, 'reason_needed']);
  expect((await held(agency, 'POST', { reason: 'Anmodning om indsigt' })).status).toBe(200);
  const [newest] = (await held(one.token)).body.lookups;
  expect(newest).toMatchObject({ what: 'export', reason: 'Anmodning om indsigt' });
  const [row] = await rows<{ line: string }>(api.database.db.raw(`select l::text as line from lookup_log l where what = 'export'`));
  expect(row?.line).not.toContain('indsigt');
});

test('every table that tells whom it is about is in it, by name or as it is', async () => {
  const tables = await rows<{ name: string }>(
    api.database.db.raw(
      `select distinct c.table_name as name from information_schema.columns c join pg_class t on t.relname = c.table_name and t.relkind = 'r'
       where c.table_schema = 'public' and c.column_name in ('person_id', 'enrolment_id', 'certificate_id')`,
    ),
  );
  // Told of in `Held` by name, or nothing but secrets; all others are told of as they are.
  const known = ['national_id', 'role_grant', 'api_token', 'enrolment', 'answer', 'certificate', 'certificate_use', 'letter', 'timeline_event', 'lookup_log', 'person_key', 'sign_in_link']; // prettier-ignore
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(known));
});

test('of somebody who was erased nothing is left to read', async () => {
  const gone = await cast.participant('submitted');
  const agency = await cast.token('agency');
  await api.server.call('POST', `/people/${gone.personId}/erase`, { token: agency, body: { reason: 'bad om det' } });
  const { status, body, text } = await api.server.call<Held>('POST', `/people/${gone.personId}/export`, {
    token: agency,
    body: { reason: 'prøve' },
  });
  expect(status).toBe(200);
  expect(body.letters.every((letter) => letter.text === null)).toBe(true);
  expect(text).not.toContain(gone.email);
});
