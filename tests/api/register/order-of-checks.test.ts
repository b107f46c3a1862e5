import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setRehearsalClock } from '../../../db/core/clock';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

let api: OpenApi;
let cast: RegisterCast;
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
});
afterAll(() => api.close());

const path = '/register/participations';
const said = ({ status, body }: { status: number; body: { code?: string } }): unknown[] => [status, body.code];

describe('a single field that is wrong is said before the state, and the state before a rule (1.3)', () => {
  test('of an ending', async () => {
    const { id } = await cast.complete('discharged');
    const end = (body: object) => cast.ask('municipality-user', 'POST', `${path}/${id}/end`, body);
    expect(said(await end({ endOn: '2026-02-20', mainReason: 'boredom' }))).toEqual([422, 'unknown_option']);
    expect(said(await end({ endOn: '20.02.2026' }))).toEqual([422, 'value_invalid']);
    expect(said(await end({ endOn: '2020-01-01' }))).toEqual([409, 'not_allowed_in_state']);
  });

  test('of a project that somebody else changed', async () => {
    const body = { municipality: '0301', name: 'Rekkefølge', startsOn: '2026-01-01' };
    const { id } = (await cast.ask('municipality-admin', 'POST', '/register/projects', body)).body;
    const change = (changed: object) => cast.ask('municipality-admin', 'PATCH', `/register/projects/${id}`, changed, { 'if-match': '"1"' });
    expect((await change({ endsOn: '2026-12-31' })).status).toBe(200);
    expect(said(await change({ endsOn: 'snart' }))).toEqual([422, 'value_invalid']);
    expect(said(await change({ endsOn: '2025-12-31' }))).toEqual([409, 'changed_by_other']);
  });

  test('of a report', async () => {
    const report = (as: string, what: string, body: object) => cast.ask(as, 'POST', `/register/reports/2026/${what}`, body);
    const one = await cast.somebody();
    await setRehearsalClock(api.database.db, '2027-01-15T09:00:00.000Z');
    await api.database.db.raw(
      `update name_lookup set state = 'mismatch', mismatch = 'man', over = true, next_due_at = null where participation_id = ?`,
      [one.id],
    );
    expect(said(await report('municipality-admin', 'submit', {}))).toEqual([409, 'name_mismatch']);
    await cast.ask('directorate', 'GET', '/register/reports/2026');
    expect(said(await report('directorate', 'return', { municipality: '0301', reason: '' }))).toEqual([422, 'reason_needed']);
    expect(said(await report('directorate', 'return', { municipality: '0301', reason: 'Se her' }))).toEqual([409, 'not_allowed_in_state']);
  });
});
