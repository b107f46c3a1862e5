import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Enrolment = {
  id: string;
  state: string;
  kind: string;
  code: string;
  agenda: { step: string }[];
  certificate: { id: string; number: string } | null;
};
type Certificate = { id: string; number: string; state: string; kind: string; issuedOn: string; expiresOn: string; agenda: unknown[] };

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const ask = async <T = Enrolment>(as: string, method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }) });
const signUp = async (email: string): Promise<Answer<Enrolment>> =>
  ask('coordinator', 'POST', `/certification/rounds/${await cast.openRound()}/enrolments`, {
    kind: 'recertification',
    person: { name: 'Igen', email },
  });

describe('re-certification', () => {
  test.each([
    ['active', { issuedOn: '2025-12-01' }],
    ['expired', { issuedOn: '2020-01-01', movedOn: '2026-03-02' }],
    ['revoked', { issuedOn: '2025-01-01', revokedOn: '2025-06-01' }],
    ['an RSD proof', { issuedOn: '2025-01-01', kind: 'rsd_proof' }],
  ] as const)('is open to whoever has a former certificate that is %s', async (_state, changed) => {
    const who = await cast.somebody();
    expect((await signUp(who.email)).body.code).toBe('no_former_certificate');
    await cast.certificate(who.personId, changed);
    expect((await signUp(who.email)).status).toBe(201);
  });

  test('begins with the task, and passing replaces what came before it; what waited to be said of that is taken back', async () => {
    const who = await cast.somebody();
    const former = await cast.certificate(who.personId, { issuedOn: '2024-08-01', movedOn: '2026-01-01' });
    const proof = await cast.certificate(who.personId, { issuedOn: '2024-09-01', kind: 'rsd_proof', movedOn: '2026-01-01' });
    const revoked = await cast.certificate(who.personId, { issuedOn: '2023-01-01', revokedOn: '2024-01-01' });
    const { body: enrolled } = await signUp(who.email);
    const path = `/certification/enrolments/${enrolled.id}`;
    expect((await ask('coordinator', 'POST', `${path}/admit`)).body).toMatchObject({ kind: 'recertification', state: 'task_open' });
    await api.settle();
    expect((await ask(who.email, 'POST', `${path}/self-study-done`)).body.code).toBe('not_allowed_in_state');
    expect((await ask(who.email, 'PUT', `${path}/answer`, { text: 'Besvarelse' })).status).toBe(200);

    await api.passTo('2026-05-20T12:00:00+02:00');
    expect((await ask<Certificate>('coordinator', 'GET', `/certification/certificates/${former.certificateId}`)).body.state).toBe(
      'expiring',
    );
    await api.database.db.raw(`update letter set state = 'queued', due_at = '2026-05-21T07:00:00Z' where case_id = ?`, [
      former.certificateId,
    ]);
    expect((await ask('grader', 'POST', `${path}/grade`, { verdict: 'satisfactory' })).status).toBe(200);
    // The verdict stands, the certificate follows in one step with the passing.
    expect((await ask('coordinator', 'GET', path)).body).toMatchObject({
      state: 'under_grading',
      certificate: null,
      agenda: [{ step: 'issueCertificate' }],
    });
    await api.settle();
    const { body: passed } = await ask('coordinator', 'GET', path);
    expect([passed.state, passed.agenda]).toEqual(['passed', []]);

    const { body } = await ask<{ certificates: Certificate[] }>(
      'region-sjaelland',
      'GET',
      `/certification/certificates?person=${who.personId}`,
    );
    const states = Object.fromEntries(body.certificates.map((one) => [one.number, one.state]));
    expect(states).toEqual({
      [former.number]: 'replaced',
      [proof.number]: 'replaced',
      [revoked.number]: 'revoked',
      [passed.certificate!.number]: 'active',
    });
    expect(body.certificates.find((one) => one.id === passed.certificate!.id)).toMatchObject({
      kind: 'jar',
      issuedOn: '2026-05-20',
      expiresOn: '2028-05-20',
    });
    expect(body.certificates.filter((one) => one.state === 'replaced').map((one) => one.agenda)).toEqual([[], []]);
    const queued = await rows(api.database.db.raw(`select 1 from letter where case_id = ? and state = 'queued'`, [former.certificateId]));
    expect(queued).toEqual([]);
    // A use moves the new one alone.
    const use = {
      eventId: 'r-1',
      person: former.number,
      region: 'nordjylland',
      caseNumber: '1',
      kind: 'draft_edit',
      at: '2026-05-20T10:00:00+02:00',
    };
    expect((await ask('region-nordjylland', 'POST', '/certification/uses', use)).status).toBe(200);
    expect((await ask<Certificate>('coordinator', 'GET', `/certification/certificates/${former.certificateId}`)).body.expiresOn).toBe(
      '2026-08-01',
    );
    // And the person may sign up again while it is active.
    await api.passTo('2026-05-25T12:00:00+02:00');
    expect((await signUp(who.email)).status).toBe(201);
  });

  test('with the gate before the certificate passes on the day of the verdict once it is paid, and not before', async () => {
    const set = async (value: string): Promise<void> => {
      expect((await ask('agency', 'PUT', '/rules/jar.paymentGate', { value, reason: 'a trial' })).status).toBe(200);
    };
    await api.passTo('2026-07-10T12:00:00+02:00');
    await set('before_certificate');
    const one = await cast.participant('submitted');
    // Works on with a former certificate while the new one waits for its payment.
    await cast.certificate(one.personId, { issuedOn: '2025-01-01' });
    await set('none');
    const path = `/certification/enrolments/${one.enrolmentId}`;
    await api.passTo('2026-08-20T12:00:00+02:00');
    expect((await ask('grader', 'POST', `${path}/grade`, { verdict: 'satisfactory' })).status).toBe(200);
    await api.passTo('2026-09-20T12:00:00+02:00');
    expect((await ask('coordinator', 'GET', path)).body).toMatchObject({ state: 'under_grading', agenda: [] });
    const use = {
      eventId: 'between',
      person: one.personId,
      region: 'nordjylland',
      caseNumber: '1',
      kind: 'draft_edit',
      at: '2026-09-10T12:00:00+02:00',
    };
    expect((await ask<{ verdict: string }>('region-nordjylland', 'POST', '/certification/uses', use)).body.verdict).toBe('counted');
    expect((await ask('coordinator', 'POST', `${path}/payment`, { state: 'invoiced' })).body.agenda).toEqual([]);
    expect((await ask('coordinator', 'POST', `${path}/payment`, { state: 'paid' })).body.agenda).toHaveLength(1);
    await api.settle();
    const { body } = await ask<{ certificates: Certificate[] }>('coordinator', 'GET', `/certification/certificates?person=${one.personId}`);
    // As if it had been issued on its day: the use since then has moved it, like any certificate that was valid on that day.
    expect(body.certificates).toEqual([
      expect.objectContaining({ issuedOn: '2025-01-01', state: 'replaced' }),
      expect.objectContaining({ issuedOn: '2026-08-20', state: 'active', expiresOn: '2028-09-10' }),
    ]);
  });
});
