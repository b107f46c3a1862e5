import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { lookups } from '../../../db/core/lookups';
import { personByEmail } from '../../../db/core/people';
import { sortings, type Direction, type Sorting } from '../../../domain/register/overview';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

type Listed = { id: string; state: string; person: { name: string | null; nationalId: string }; startOn: string; savedAt: string };
type List = { participations: Listed[]; next: string | null; code?: string };
type Made = { id: string; nationalId: string };

const [user, other] = ['municipality-user', 'municipality-user-2'];
const count = 23;
let api: OpenApi;
let cast: RegisterCast;
let made: Made[];
let theirs: Made;

beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  made = [];
  for (let at = 0; at < count; at += 1) made.push(await create(user, { startOn: `2026-0${1 + (at % 2)}-1${at % 3}` }));
  theirs = await create(other, { municipality: '4601' });
  const names = ['Kari Nordmann', 'Åse Ås', 'Ærlig Øst', 'kari nordmann', "D'Arc Joan-Marie", '100%_\\ Rett'];
  for (const [at, name] of names.entries()) await name_(made[at]!, name);
  await name_(theirs, 'Kari Nordmann');
});
afterAll(() => api.close());

async function create(as: string, changed: Record<string, unknown>): Promise<Made> {
  const wanted = { nationalId: cast.number(), ...changed };
  const { status, body } = await cast.create(as, wanted);
  expect(status).toBe(201);
  return { id: body.id, nationalId: wanted.nationalId };
}
/** As if the population register had told it. */
const name_ = async ({ id }: Made, name: string): Promise<void> => {
  await api.database.db.raw('update person set name = ? where id = (select person_id from participation where id = ?)', [name, id]);
  await api.database.db.raw(`update name_lookup set state = 'found' where participation_id = ?`, [id]);
};
const list = async (query = '', as = user): Promise<List> => (await cast.ask(as, 'GET', `/register/participations${query}`)).body as never;
const search = async (body: unknown, as = user): Promise<List> =>
  (await cast.ask(as, 'POST', '/register/participations/search', body)).body as never;
const ids = ({ participations }: List): string[] => participations.map(({ id }) => id);

describe('the overview', () => {
  const orders = sortings.flatMap((sort) => (['asc', 'desc'] as const).map((direction): [Sorting, Direction] => [sort, direction]));
  test.each(orders)('by %s, %s: the pages together are the list, nobody twice', async (sort, direction) => {
    const whole = ids(await list(`?sort=${sort}&direction=${direction}&limit=500`));
    expect(new Set(whole).size).toBe(whole.length);
    expect(whole.length).toBeGreaterThanOrEqual(count);
    for (const limit of [1, 4, 7]) {
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: List = await list(`?sort=${sort}&direction=${direction}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
        paged.push(...ids(page));
        cursor = page.next;
      }
      expect(paged).toEqual(whole);
    }
  });

  test('names are in the order of the alphabet, those who have none yet behind them', async () => {
    const names = (await list('?limit=500')).participations.map(({ person }) => person.name);
    const known = names.filter((name) => name !== null);
    expect(names.slice(0, known.length)).toEqual(known);
    expect(known.indexOf('Kari Nordmann')).toBeLessThan(known.indexOf('Ærlig Øst'));
    expect(known.indexOf('Ærlig Øst')).toBeLessThan(known.indexOf('Åse Ås'));
  });

  test('numbers are masked, a cursor names nobody, and a made-up one or that of another order is refused', async () => {
    const page = await list('?limit=1');
    expect(page.participations[0]!.person.nationalId).toMatch(/^\d{6}\*{5}$/);
    expect(Buffer.from(page.next!, 'base64url').toString('latin1')).not.toContain(page.participations[0]!.person.name!.toLowerCase());
    const refused = [await list(`?sort=start&cursor=${page.next}`), await list('?cursor=abc')];
    expect(refused.map(({ code }) => code)).toEqual(['invalid_request', 'invalid_request']);
  });

  test('Utskrevet is left out, and its own filter finds it', async () => {
    const one = made[10]!;
    await api.database.db.raw(`update participation set end_on = '2026-02-20', discharged_at = now(), over = true where id = ?`, [one.id]);
    expect(ids(await list('?limit=500'))).not.toContain(one.id);
    expect(ids(await list('?status=discharged'))).toEqual(expect.arrayContaining([one.id]));
    expect((await list('?status=discharged&limit=500')).participations.map(({ state }) => state)).not.toContain('registering');
    expect(ids(await list('?status=all&limit=500'))).toContain(one.id);
    expect(ids(await search({ q: one.nationalId }))).toEqual([one.id]);
  });

  test('filters: state, financing, missing field, look-up, period', async () => {
    await cast.ask(
      user,
      'PATCH',
      `/register/participations/${made[11]!.id}`,
      { financing: 'other', endOn: '2026-02-25' },
      { 'if-match': '"1"' },
    );
    expect(ids(await list('?status=ended'))).toContain(made[11]!.id);
    expect(ids(await list('?financing=other&limit=500'))).toContain(made[11]!.id);
    expect(ids(await list('?missing=endOn&limit=500'))).not.toContain(made[11]!.id);
    expect(ids(await list('?missing=activities&limit=500'))).toContain(made[11]!.id);
    expect(ids(await list('?endFrom=2026-02-25&endTo=2026-02-25'))).toEqual([made[11]!.id]);
    const started = (await list('?startFrom=2026-02-01&limit=500')).participations;
    expect(started.every(({ startOn }) => startOn >= '2026-02-01')).toBe(true);
    expect((await list('?lookup=mismatch')).participations).toEqual([]);
    expect((await list('?lookup=pending&limit=500')).participations.length).toBeGreaterThan(0);
    expect((await list('?status=nonsense')).code).toBe('invalid_request');
  });

  test('is searched by the beginnings of names and by the whole number; signs that mean something to the database mean nothing', async () => {
    expect(ids(await search({ q: 'nord kari' })).sort()).toEqual([made[0]!.id, made[3]!.id].sort());
    expect(ids(await search({ q: 'marie' }))).toEqual([made[4]!.id]);
    expect(ids(await search({ q: '100%_\\' }))).toEqual([made[5]!.id]);
    expect(ids(await search({ q: '%' }))).toEqual([]);
    const { nationalId, id } = made[7]!;
    expect(ids(await search({ q: `${nationalId.slice(0, 6)} ${nationalId.slice(6)}` }))).toEqual([id]);
  });

  test('each list is one line of the look-up log, which has the filter and not the words', async () => {
    await search({ q: made[0]!.nationalId, financing: 'jobbsjansen_grant' });
    const actorId = (await personByEmail(api.database.db, 'nina@oslo.kommune.example'))!.personId;
    const [last] = await lookups(api.database.db, { actorId }, 1);
    expect(last).toMatchObject({ what: 'participations', personId: null, count: 1 });
    expect(last!.filter).toEqual({ status: 'all', financing: 'jobbsjansen_grant', search: 'number' });
  });

  test('the summary counts states and filled fields', async () => {
    const { body } = await cast.ask(user, 'GET', '/register/overview');
    const { states, readiness } = body as never as { states: Record<string, number>; readiness: { filled: number; of: number } };
    const all = (await list('?limit=500')).participations as never as { readiness: { filled: number; of: number } }[];
    expect(states['registering']! + states['in_programme']! + states['ended']!).toBe(all.length);
    expect(readiness.filled).toBe(all.reduce((sum, one) => sum + one.readiness.filled, 0));
    expect(readiness.of).toBe(all.reduce((sum, one) => sum + one.readiness.of, 0));
  });
});

describe('another municipality', () => {
  test('was told a name that is nobody’s to see here, until the register tells it here too', async () => {
    const before = await create(other, { municipality: '4601' });
    await name_(before, 'Hemmelig Navnesen');
    await api.database.db.raw(`update participation set end_on = '2026-02-20', discharged_at = now(), over = true where id = ?`, [
      before.id,
    ]);
    const one = await create(user, { nationalId: before.nationalId });
    const seen = async () => (await search({ q: before.nationalId })).participations.map(({ id, person: { name } }) => [id, name]);
    expect(await seen()).toEqual([[one.id, null]]);
    expect(ids(await search({ q: 'hemmelig' }))).toEqual([]);
    await name_(one, 'Hemmelig Navnesen');
    expect(await seen()).toEqual([[one.id, 'Hemmelig Navnesen']]);
    expect(ids(await search({ q: 'hemmelig' }))).toEqual([one.id]);
  });

  test('is in no list, no search and no file', async () => {
    expect(ids(await list('?limit=500&status=all'))).not.toContain(theirs.id);
    expect(ids(await list('?limit=500', other))).not.toContain(made[0]!.id);
    expect(ids(await search({ q: 'kari' }))).not.toContain(theirs.id);
    expect(ids(await search({ q: theirs.nationalId }))).toEqual([]);
    expect(await list('?municipality=4601')).toMatchObject({ code: 'not_found' });
    for (const content of ['participants', 'activities'])
      expect((await cast.ask(user, 'GET', `/register/participations/export.csv?status=all&content=${content}`)).text).not.toContain(
        theirs.id,
      );
  });

  test.each(['directorate', 'coordinator', 'agency', 'consultant'])('is nothing for %s', async (who) => {
    expect((await cast.ask(who, 'GET', '/register/participations')).status).toBe(403);
    expect((await cast.ask(who, 'POST', '/register/participations/search', { q: 'kari' })).status).toBe(403);
  });
});

describe('saved views', () => {
  test('are kept under a name, for oneself alone', async () => {
    const saved = await cast.ask(user, 'POST', '/register/views', {
      name: 'Mangler noe',
      filter: { missing: 'any', startFrom: '2026-01-01' },
    });
    expect(saved.status).toBe(201);
    const again = await cast.ask(user, 'POST', '/register/views', { name: 'Mangler noe', filter: { missing: 'education' } });
    const views = async (as: string) => ((await cast.ask(as, 'GET', '/register/views')).body as never as { views: unknown[] }).views;
    expect(await views(user)).toEqual([{ id: saved.body.id, name: 'Mangler noe', filter: { missing: 'education' } }]);
    expect(again.body.id).toBe(saved.body.id);
    expect(await views(other)).toEqual([]);
    expect((await cast.ask(other, 'DELETE', `/register/views/${saved.body.id}`)).status).toBe(404);
    expect((await cast.ask(user, 'DELETE', `/register/views/${saved.body.id}`)).status).toBe(204);
    expect(await rows(api.database.db.raw('select 1 from saved_view'))).toEqual([]);
  });
});
