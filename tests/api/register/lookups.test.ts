import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import type { NameLookup } from '../../../domain/register/name-lookup';
import { specialNumbers, syntheticPerson } from '../../../workers/population-register-people';
import { openApi, type OpenApi } from '../../support/open-api';
import { womanNumber } from '../../support/norwegian-numbers';

type Lookup = Readonly<{ id: string; state: NameLookup['state']; mismatch: string | null; attempts: number }>;
type Participation = Readonly<{ id: string; version: number; person: { name: string | null }; lookup: Lookup }>;
type Figures = Readonly<{
  queue: { pending: number; delayed: number; failed: number };
  hours: { answered: number; silent: number }[];
  municipalities: { code: string; waiting: number; attempts: number; medianSeconds: number | null }[];
}>;
type Reports = Readonly<{
  reports: { id: string; field: string; municipality: { code: string }; lookup: { attempts: number; tries: unknown[] } }[];
}>;

let api: OpenApi;
let user: string;
let directorate: string;
let count = 0;

beforeAll(async () => {
  api = await openApi();
  user = await api.server.token('municipality-user');
  directorate = await api.server.token('directorate');
});
afterAll(() => api.close());

const nextNumber = (): string => womanNumber(7, 7, 85, (count += 1));
async function register(nationalId: string): Promise<Participation> {
  const body = { nationalId, startOn: '2026-03-02', municipality: '0301', financing: 'jobbsjansen_grant' };
  const answer = await api.server.call<Participation>('POST', '/register/participations', { token: user, body });
  expect(answer.status).toBe(201);
  return answer.body;
}
const read = async (id: string): Promise<Participation> =>
  (await api.server.call<Participation>('GET', `/register/participations/${id}`, { token: user })).body;
const again = async (id: string) => api.server.call<Lookup>('POST', `/register/participations/${id}/name-lookup`, { token: user });

describe('asking for a name', () => {
  test('begins with the participation, and the name comes by itself', async () => {
    const number = nextNumber();
    const { id, person, lookup } = await register(number);
    expect([person.name, lookup.state]).toEqual([null, 'pending']);
    await api.settle();
    const after = await read(id);
    const { firstName, lastName } = syntheticPerson(number)!;
    expect([after.person.name, after.lookup.state]).toEqual([`${firstName} ${lastName}`, 'found']);
  });

  test('anew gives another look-up and cancels the one before', async () => {
    const { id } = await register(nextNumber());
    const first = await api.database.db('name_lookup').where({ participation_id: id }).first('id');
    const { status, body } = await again(id);
    expect([status, body.state, body.attempts]).toEqual([202, 'pending', 0]);
    expect(body.id).not.toBe(first.id);
    expect(await api.database.db('name_lookup').where({ id: first.id }).first('state', 'over')).toEqual({ state: 'cancelled', over: true });
  });

  test('anew keeps the name until another is told, and a corrected number takes it away at once', async () => {
    const { id } = await register(nextNumber());
    await api.settle();
    await again(id);
    const known = await read(id);
    expect(known.person.name).not.toBeNull();
    await api.server.call('PATCH', `/register/participations/${id}`, {
      token: user,
      body: { nationalId: nextNumber() },
      headers: { 'if-match': `"${known.version}"` },
    });
    expect((await read(id)).person.name).toBeNull();
    await api.settle();
    expect((await read(id)).lookup.state).toBe('found');
  });

  test('with the same key twice asks once', async () => {
    const { id } = await register(nextNumber());
    const headers = { 'idempotency-key': newId() };
    const once = (): Promise<{ text: string }> =>
      api.server.call('POST', `/register/participations/${id}/name-lookup`, { token: user, headers });
    expect((await once()).text).toBe((await once()).text);
    expect(await api.database.db('name_lookup').where({ participation_id: id })).toHaveLength(2);
  });

  test('tells what does not fit, and no name', async () => {
    const { id } = await register(specialNumbers.dead);
    await api.settle();
    expect(await read(id)).toMatchObject({ person: { name: null }, lookup: { state: 'mismatch', mismatch: 'dead' } });
  });

  test('is nothing of another municipality', async () => {
    const { id } = await register(nextNumber());
    const token = await api.server.token('municipality-user-2');
    for (const what of ['name-lookup', 'trouble'])
      expect((await api.server.call('POST', `/register/participations/${id}/${what}`, { token, body: {} })).status).toBe(404);
  });
});

describe('what the directorate sees', () => {
  test('is how many wait, how long it takes and what fails, by hour and municipality', async () => {
    await api.settle();
    const { id } = await register(nextNumber());
    const before = (await api.server.call<Figures>('GET', '/register/lookups', { token: directorate })).body;
    expect(before.queue).toMatchObject({ pending: 1, delayed: 0, failed: 0 });
    expect(before.hours.length).toBeGreaterThan(0);
    const oslo = before.municipalities.find(({ code }) => code === '0301')!;
    expect(oslo.waiting).toBe(1);
    expect(oslo.medianSeconds).not.toBeNull();
    await api.settle();
    const after = (await api.server.call<Figures>('GET', '/register/lookups', { token: directorate })).body;
    expect(after.queue.pending).toBe(0);
    expect(after.hours.reduce((sum, { answered }) => sum + answered, 0)).toBe(
      before.hours.reduce((sum, { answered }) => sum + answered, 0) + 1,
    );
    expect(after.municipalities.find(({ code }) => code === '0301')!.attempts).toBe(oslo.attempts + 1);
    expect(JSON.stringify(after)).not.toContain(id);
  });
});

describe('a report of trouble', () => {
  test('gathers field, time and tries by one click, reaches the directorate without a person, and is settled once', async () => {
    const number = nextNumber();
    const { id } = await register(number);
    await api.settle();
    const sent = await api.server.call<{ id: string; at: string }>('POST', `/register/participations/${id}/trouble`, {
      token: user,
      body: {},
    });
    expect([sent.status, sent.body]).toEqual([
      201,
      expect.objectContaining({ field: 'name', lookup: expect.objectContaining({ attempts: 1 }) }),
    ]);

    const list = async () => api.server.call<Reports>('GET', '/register/trouble-reports', { token: directorate });
    const { body, text } = await list();
    expect(body.reports).toEqual([
      expect.objectContaining({ id: sent.body.id, field: 'name', municipality: { code: '0301', name: 'Oslo kommune' } }),
    ]);
    expect(body.reports[0]!.lookup.tries).toHaveLength(1);
    for (const secret of [id, number, syntheticPerson(number)!.lastName, 'Nina']) expect(text).not.toContain(secret);

    const settle = async () => api.server.call('POST', `/register/trouble-reports/${sent.body.id}/settle`, { token: directorate });
    expect((await settle()).status).toBe(204);
    expect((await list()).body.reports).toEqual([]);
    expect((await settle()).body).toMatchObject({ code: 'not_allowed_in_state' });
  });

  test('names a field there is', async () => {
    const { id } = await register(nextNumber());
    const report = async (field: string) =>
      (await api.server.call('POST', `/register/participations/${id}/trouble`, { token: user, body: { field } })).status;
    expect([await report('children'), await report('she says her name is Kari')]).toEqual([201, 400]);
  });
});
