import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

async function post<T = { id: string; code: string }>(
  as: string,
  path: string,
  body: unknown,
  key?: string,
  headers: Record<string, string> = {},
) {
  const token = await cast.token(as);
  return api.server.call<T>('POST', path, {
    token,
    body,
    headers: { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
}
const count = async (sql: string, ...values: string[]): Promise<number> => {
  const [row] = await rows<{ count: number }>(api.database.db.raw(`select count(*) from ${sql}`, values));
  return row!.count;
};
const signUp = (email: string): unknown => ({ kind: 'full', person: { name: 'Ny', email } });

describe('the same request with the same key', () => {
  test('fifty times at once has one effect, and fifty equal answers', async () => {
    const [path, email, key] = [`/certification/rounds/${await cast.openRound()}/enrolments`, `${newId()}@firma.example`, newId()];
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('coordinator', path, signUp(email), key)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get('etag'))).size).toBe(1);
    const enrolments = 'enrolment e join person p on p.id = e.person_id where p.email_key = ?';
    expect(await count(enrolments, email)).toBe(1);
    expect(await count(`timeline_event where what = 'signedUp' and case_id = ?`, answers[0]!.body.id)).toBe(1);
    expect(await count(`wake where story = 'enrolment/' || ?`, answers[0]!.body.id)).toBe(1);
  });

  test('gives the answer of then, also when the case has changed since', async () => {
    const [email, key] = [`${newId()}@firma.example`, newId()];
    const path = `/certification/rounds/${await cast.openRound()}/enrolments`;
    const first = await post('coordinator', path, signUp(email), key);
    await post('coordinator', `/certification/enrolments/${first.body.id}/admit`, undefined);
    expect((await post('coordinator', path, signUp(email), key)).text).toBe(first.text);
  });

  test('is the same however the caller spaced it', async () => {
    const [key, label] = [newId(), 'my script'];
    const first = await post<{ token: string }>('consultant', '/me/tokens', { label }, key);
    const again = await post<{ token: string }>('consultant', '/me/tokens', `{ "label" :  "${label}" }`, key, {
      'content-type': 'application/json',
    });
    expect([again.status, again.body.token]).toEqual([201, first.body.token]);
    expect(await count('api_token where label = ?', label)).toBe(1);
  });

  test('is kept sealed: what stands in the database tells nothing of the answer', async () => {
    const key = newId();
    const { body } = await post<{ token: string }>('consultant', '/me/tokens', { label: 'sealed' }, key);
    const stored = await rows<{ sealed: Buffer }>(api.database.db.raw('select sealed from idempotency_key where key = ?', [key]));
    expect(stored).toHaveLength(1);
    expect(stored[0]!.sealed.toString('latin1')).not.toContain(body.token);
  });

  test('that answers with nothing answers with nothing again', async () => {
    const [key, who] = [newId(), await cast.somebody()];
    for (let time = 0; time < 2; time += 1) {
      const answer = await post('agency', `/people/${who.personId}/erase`, { reason: 'asked for it' }, key);
      expect([answer.status, answer.text]).toEqual([204, '']);
    }
  });

  test('and a file in it is the same by its bytes', async () => {
    const [path, key] = [`/certification/rounds/${await cast.openRound()}/enrolments/import`, newId()];
    const csv = { 'content-type': 'text/csv' };
    const first = await post('coordinator', path, 'name,email\nA,a@b.dk', key, csv);
    expect((await post('coordinator', path, 'name,email\nA,a@b.dk', key, csv)).body.id).toBe(first.body.id);
    const other = await post('coordinator', path, 'name,email\nB,b@b.dk', key, csv);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });
});

describe('the same key', () => {
  test('with another body is refused and has no effect', async () => {
    const key = newId();
    await post('consultant', '/me/tokens', { label: 'first' }, key);
    const other = await post('consultant', '/me/tokens', { label: 'second' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await count('api_token where label = ?', 'second')).toBe(0);
  });

  test('of another person, or at another path, is another key', async () => {
    const key = newId();
    const [mine, theirs] = [
      await post('consultant', '/me/tokens', { label: 'same' }, key),
      await post('coordinator', '/me/tokens', { label: 'same' }, key),
    ];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(mine.body.id).not.toBe(theirs.body.id);
    expect((await post('agency', '/people', { name: 'Ny', email: `${newId()}@firma.example` }, key)).status).toBe(201);
  });

  test.each(['', 'k'.repeat(256)])('that is no key does not parse: %j', async (key) => {
    const answer = await post('consultant', '/me/tokens', { label: 'x' }, key);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  test('without a key every request has its effect', async () => {
    await Promise.all([post('consultant', '/me/tokens', { label: 'twice' }), post('consultant', '/me/tokens', { label: 'twice' })]);
    expect(await count('api_token where label = ?', 'twice')).toBe(2);
  });
});

describe('a refusal', () => {
  test('with a key is decided again, and leaves nothing behind', async () => {
    const [key, one] = [newId(), await cast.participant('requested')];
    const path = `/certification/enrolments/${one.enrolmentId}/self-study-done`;
    const asked = () =>
      api.server.call<{ code: string; state: string }>('POST', path, { token: one.token, headers: { 'idempotency-key': key } });
    expect((await asked()).body.code).toBe('not_allowed_in_state');
    expect(await count('idempotency_key where key = ?', key)).toBe(0);
    await post('coordinator', `/certification/enrolments/${one.enrolmentId}/admit`, undefined);
    await api.settle();
    const done = await asked();
    expect([done.status, done.body.state]).toEqual([200, 'task_open']);
    // Done, it is not refused for having been done.
    expect((await asked()).text).toBe(done.text);
  });

  test('of the first lets the next one in, when many come at once', async () => {
    const [email, roundId] = [`${newId()}@firma.example`, await cast.openRound()];
    const path = `/certification/rounds/${roundId}/enrolments`;
    const bad = { kind: 'recertification', person: { name: 'Ny', email } };
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('coordinator', path, bad, key)));
    expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['no_former_certificate']));
    // Nothing of a refused sign-up stays, the person included.
    expect(await count('person where email_key = ?', email)).toBe(0);
  });
});
