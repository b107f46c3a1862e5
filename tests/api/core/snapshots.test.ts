import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../../../db/core/migrate';
import { newId } from '../../../db/core/ids';
import { createDatabase } from '../../support/database';
import { startServer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const post = async (path: string, name: string, headers: Record<string, string> = {}) =>
  api.server.call<{ code: string; now: string }>('POST', path, { token: await cast.token('coordinator'), body: { name }, headers });

test('going back undoes what was done since, once per key, and locks nobody out', async () => {
  expect((await post('/rehearsal/snapshot', 'calm')).status).toBe(201);
  const one = await cast.participant('task_open');
  const newer = await api.server.call<{ token: string }>('POST', '/me/tokens', {
    token: await cast.token('coordinator'),
    body: { label: 'new' },
  });
  const key = { 'idempotency-key': newId() };
  expect((await post('/rehearsal/restore', 'calm', key)).status).toBe(200);
  expect((await post('/rehearsal/restore', 'calm', key)).status).toBe(200);
  expect((await api.server.call('GET', `/certification/enrolments/${one.enrolmentId}`, { token: newer.body.token })).status).toBe(404);
  expect((await api.server.call('GET', '/me', { token: newer.body.token })).status).toBe(200);
});

test('many of one name at the same moment replace each other, and what is left is whole', async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, () => post('/rehearsal/snapshot', 'at-once')));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect((await post('/rehearsal/restore', 'at-once')).status).toBe(200);
});

test('what was answered since then is decided again', async () => {
  await post('/rehearsal/snapshot', 'calm');
  const person = { name: 'Ny', email: 'ny.igen@firma.example' };
  const sign = async () =>
    api.server.call<{ id: string }>('POST', `/certification/rounds/${await cast.openRound()}/enrolments`, {
      token: await cast.token('coordinator'),
      body: { kind: 'full', person },
      headers: { 'idempotency-key': 'sign-up-once' },
    });
  const first = await sign();
  expect((await sign()).body.id).toBe(first.body.id);
  await post('/rehearsal/restore', 'calm');
  const again = await sign();
  expect([again.status, again.body.id === first.body.id]).toEqual([201, false]);
});

test('not while time is moving', async () => {
  await post('/rehearsal/snapshot', 'calm');
  await api.server.call('POST', '/rehearsal/advance', { token: await cast.token('coordinator'), body: { days: 1 } });
  for (const path of ['/rehearsal/snapshot', '/rehearsal/restore'])
    expect(await post(path, 'calm')).toMatchObject({ status: 409, body: { code: 'advance_running' } });
  await api.database.db.raw(`update advance set state = 'failed'`);
  expect(await post('/rehearsal/restore', 'calm')).toMatchObject({ status: 200 });
});

test('where it is earnest the paths are not there, and the app has no right to go back', async () => {
  const database = await createDatabase();
  await migrate(database.ownerUrl, { role: 'frist_app', password: 'app' });
  const server = await startServer(database.db, database.url);
  expect((await server.call('GET', '/rehearsal/snapshots')).status).toBe(404);
  await server.close();
  const app = new Client({ connectionString: database.url });
  await app.connect();
  for (const call of [`take_snapshot('x')`, `restore_snapshot('x')`])
    await expect(app.query(`select ${call}`)).rejects.toMatchObject({ code: '42501' });
  await app.end();
  await database.drop();
});
