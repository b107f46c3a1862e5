import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type ParticipationOut, type RegisterCast } from '../../support/register-people';

let api: OpenApi;
let cast: RegisterCast;
let before: ParticipationOut;

beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  before = await cast.complete();
});
afterAll(() => api.close());

const set = async (key: string, value: unknown, more: Record<string, unknown> = {}): Promise<number> =>
  (await cast.ask('directorate', 'PUT', `/rules/register.${key}`, { value, reason: 'New instructions', ...more })).status;
const read = async (id: string): Promise<ParticipationOut> =>
  (await cast.ask('municipality-user', 'GET', `/register/participations/${id}`)).body;

describe('code lists of the directorate', () => {
  test('a code that is no longer offered is refused for new values, and stays where it is stored', async () => {
    expect(await set('financings', ['municipal_funds', 'other'])).toBe(200);
    expect(await set('participantClasses', ['other'])).toBe(200);
    const refused = await cast.create();
    expect([refused.status, refused.body.fields]).toEqual([422, { financing: 'unknown_option' }]);
    const { status, body: one } = await cast.create('municipality-user', { financing: 'municipal_funds' });
    expect(status).toBe(201);
    const saved = await cast.save(one.id, one.version, { financing: 'jobbsjansen_grant', participantClass: 'home_parent', children: 1 });
    expect(saved.body).toMatchObject({ children: 1, notSaved: { financing: 'unknown_option', participantClass: 'unknown_option' } });

    const now = await read(before.id);
    expect(now).toMatchObject({ financing: 'jobbsjansen_grant', participantClass: 'home_parent', state: 'in_programme' });
    const same = { financing: 'jobbsjansen_grant', participantClass: 'home_parent', children: 4 };
    const kept = await cast.save(before.id, now.version, same);
    expect([kept.status, kept.body.notSaved, kept.body.children]).toEqual([200, undefined, 4]);
  });

  test('activities and ending reasons likewise, and the stated reason cannot be taken away', async () => {
    expect(await set('activityTypes', ['course'])).toBe(200);
    const path = `/register/participations/${before.id}`;
    const health = await cast.ask('municipality-user', 'POST', `${path}/entries`, { kind: 'activity', type: 'health' });
    expect([health.status, health.body.fields]).toEqual([422, { type: 'unknown_option' }]);
    const reasons = { completed: ['education'], interrupted: ['pregnancy_or_birth'], transferred: [], registered_by_mistake: [] };
    expect(await set('endingReasons', { ...reasons, interrupted: ['moved'] })).toBe(422);
    expect(await set('endingReasons', reasons)).toBe(200);
    const end = (mainReason: string, subReason: string) =>
      cast.ask('municipality-user', 'POST', `${path}/end`, { endOn: '2026-02-20', mainReason, subReason });
    expect((await end('transferred', 'kvp')).body.fields).toEqual({ mainReason: 'unknown_option', subReason: 'unknown_option' });
    expect((await end('interrupted', 'moved')).body.fields).toEqual({ subReason: 'unknown_option' });
    expect((await end('interrupted', 'pregnancy_or_birth')).status).toBe(200);
  });
});

describe('required fields', () => {
  test('are those that held when the participation began: in its state, its list, its readiness and its discharge', async () => {
    const old = (await cast.create('municipality-user', { financing: 'other' })).body;
    expect(await set('requiredForStart', ['education'], { transition: 'move' })).toBe(422);
    expect(await set('requiredForStart', ['education'])).toBe(200);
    expect(await set('requiredForDischarge', ['children'])).toBe(200);
    const young = (await cast.create('municipality-user', { financing: 'other' })).body;
    expect([old.missing.start, (await read(old.id)).missing.start]).toEqual([
      ['projectId', 'participantClass'],
      ['projectId', 'participantClass'],
    ]);
    expect(young.missing).toEqual({ start: ['education'], report: ['children'], discharge: ['children', 'endOn'] });
    expect([young.state, young.readiness]).toEqual(['registering', { filled: 2, of: 3 }]);

    const saved = (await cast.save(young.id, young.version, { education: 'none', children: 0 })).body;
    expect([saved.state, saved.readiness]).toEqual(['in_programme', { filled: 3, of: 3 }]);
    const list = async (query: string): Promise<string[]> => {
      const { body } = await cast.ask('municipality-user', 'GET', `/register/participations?limit=500&${query}`);
      return (body as unknown as { participations: { id: string }[] }).participations.map(({ id }) => id);
    };
    const inProgramme = await list('status=in_programme');
    expect([inProgramme.includes(young.id), inProgramme.includes(old.id)]).toEqual([true, false]);
    const lacking = await list('missing=any');
    expect([lacking.includes(young.id), lacking.includes(old.id)]).toEqual([false, true]);

    const post = (id: string, what: string, body?: unknown) =>
      cast.ask('municipality-user', 'POST', `/register/participations/${id}/${what}`, body);
    await post(young.id, 'end', { endOn: '2026-02-20' });
    expect((await post(young.id, 'discharge')).body.state).toBe('discharged');
    await post(old.id, 'end', { endOn: '2026-02-20' });
    expect((await post(old.id, 'discharge')).body).toMatchObject({ code: 'fields_missing' });
  });
});
