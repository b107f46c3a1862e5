import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { openApi, type OpenApi } from '../../support/open-api';
import { norwegianNumber } from '../../support/norwegian-numbers';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

let api: OpenApi;
let cast: RegisterCast;
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
});
afterAll(() => api.close());

const path = '/register/participations';
const dNumber = (month: number): string =>
  [300, 302, 304, 306].map((individual) => norwegianNumber({ day: 5, month, year: 90, individual, kind: 'd' })).find((one) => one !== undefined)!; // prettier-ignore

describe('a name told to one record', () => {
  test('is not shown on another that was never told it, whatever that was told before', async () => {
    const hers = cast.number();
    const theirs = (await cast.create('municipality-user-2', { nationalId: hers, municipality: '4601' })).body;
    const mine = await cast.somebody();
    await api.settle();
    await api.database.db.raw('update participation set discharged_at = now() where id = ?', [theirs.id]);
    const { body } = await cast.save(mine.id, 1, { nationalId: hers });
    expect([body.person.id, body.lookup?.state, body.person.name]).toEqual([theirs.person.id, 'pending', null]);
    await api.settle();
    expect((await cast.ask('municipality-user', 'GET', `${path}/${mine.id}`)).body.person.name).not.toBeNull();
  });
});

describe('a new number of somebody with several records', () => {
  test('is what is asked about from then on for each of them that still waits for a name', async () => {
    const old = (await cast.create('municipality-user-2', { nationalId: dNumber(7), municipality: '4601' })).body;
    const waiting = await rows<{ id: string }>(api.database.db.raw('select id from name_lookup where participation_id = ?', [old.id]));
    await api.database.db.raw('update participation set discharged_at = now() where id = ?', [old.id]);
    const mine = (await cast.create('municipality-user', { nationalId: dNumber(7) })).body;
    expect((await cast.save(mine.id, 1, { nationalId: cast.number() })).body.person.id).toBe(old.person.id);
    const [asked] = await rows<{ state: string }>(api.database.db.raw('select state from name_lookup where id = ?', [waiting[0]!.id]));
    expect(asked!.state).toBe('cancelled');
    await api.settle();
    expect((await cast.ask('municipality-user-2', 'GET', `${path}/${old.id}`)).body.lookup?.state).toBe('found');
  });
});

describe('a start that is moved into last year', () => {
  test('opens the report about it where it was the first of the municipality, as registering does', async () => {
    await api.database.db.raw('delete from yearly_report');
    await api.database.db.raw(`update participation set start_on = '2026-01-01' where start_on < '2026-01-01' and end_on is null`);
    await api.database.db.raw(`update participation set start_on = '2024-01-01', end_on = '2024-12-31' where end_on is not null`);
    const one = (await cast.create('municipality-user', { startOn: '2026-01-02' })).body;
    const opened = async () => rows<{ year: number }>(api.database.db.raw('select year from yearly_report'));
    expect(await opened()).toEqual([]);
    await cast.save(one.id, 1, { startOn: '2025-12-31' });
    expect(await opened()).toEqual([{ year: 2025 }]);
  });
});
