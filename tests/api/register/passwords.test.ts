import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { transaction } from '../../../db/core/transaction';
import { hashPassword } from '../../../db/core/passwords';
import { addAccount } from '../../../db/register/accounts';
import { goodPassword, newestReset } from '../../support/invitations';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
let count = 0;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());
// Attempts are counted over a quarter of an hour: each test begins with all of its points.
beforeEach(() => api.database.db.raw('delete from rate_limit'));

/** Somebody with user name and password. */
async function somebody(): Promise<{ personId: string; userName: string; email: string; token: string }> {
  const one = await cast.somebody();
  const userName = `bruker.${(count += 1)}`;
  const password = await hashPassword(goodPassword);
  await transaction(api.database.db, (trx) => addAccount(trx, { personId: one.personId, userName, password }, '2026-03-02T09:00:00.000Z'));
  return { ...one, userName };
}
async function signIn(
  userName: string,
  password = goodPassword,
): Promise<{ status: number; code: string; token: string; tookMs: number; retryAfter: string | null }> {
  const begun = performance.now();
  const { status, body, headers } = await api.server.call<{ code: string; token: string }>('POST', '/sign-in/password', {
    body: { userName, password },
  });
  return { status, code: body.code, token: body.token, tookMs: performance.now() - begun, retryAfter: headers.get('retry-after') };
}
const forgot = (userName: string) => api.server.call('POST', '/sign-in/password/forgot', { body: { userName } });
const reset = (token: string, password = 'havet bak fjellet synger') =>
  api.server.call<{ code: string }>('POST', '/sign-in/password/reset', { body: { token, password } });

describe('signing in by user name and password', () => {
  test('gives a token, whatever the case of the name; the password is kept as argon2id alone', async () => {
    const { userName, personId } = await somebody();
    const { token } = await signIn(userName.toUpperCase());
    expect((await api.server.call<{ id: string }>('GET', '/me', { token })).body.id).toBe(personId);
    const [stored] = await rows<{ password: string }>(api.database.db.raw('select password from account where person_id = ?', [personId]));
    expect(stored!.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('an unknown name and a wrong password are answered alike, and after as long', async () => {
    const { userName } = await somebody();
    await signIn('ingen');
    const wrong = await signIn(userName, 'ikke dette passordet');
    const unknown = await signIn('ingen', 'ikke dette passordet');
    expect([wrong.status, wrong.code]).toEqual([422, 'credentials_wrong']);
    expect([unknown.status, unknown.code]).toEqual([wrong.status, wrong.code]);
    // Hashing is what takes time: without it the answer would be there at once.
    expect(unknown.tookMs).toBeGreaterThan(wrong.tookMs / 4);
  });

  test('ten wrong passwords lock a name for a while, known or not, and right ones do not count', async () => {
    for (const name of [(await somebody()).userName, 'finnes.ikke']) {
      await api.database.db.raw('delete from rate_limit');
      const codes = [];
      for (let time = 0; time < 11; time += 1) codes.push((await signIn(name, 'feil passord igjen')).code);
      expect(codes).toEqual([...Array.from({ length: 10 }, () => 'credentials_wrong'), 'too_many_requests']);
    }
    const { userName } = await somebody();
    for (let time = 0; time < 12; time += 1) expect((await signIn(userName)).status).toBe(200);
    expect(JSON.stringify(await rows(api.database.db.raw('select key from rate_limit')))).not.toMatch(/bruker|127\.0/);
  });

  test('a locked name stays locked for the right password, and is told when to come again', async () => {
    const { userName } = await somebody();
    for (let time = 0; time < 10; time += 1) await signIn(userName, 'feil passord igjen');
    const locked = await signIn(userName);
    expect(locked.status).toBe(429);
    expect(Number(locked.retryAfter)).toBeGreaterThan(0);
  });

  test('thirty wrong ones from one place lock that place, whoever they are about', async () => {
    const answers = [];
    for (let time = 0; time < 31; time += 1) answers.push((await signIn(`navn-${time}`)).status);
    expect([answers.slice(0, 30).every((status) => status === 422), answers[30]]).toEqual([true, 429]);
  });
});

describe('a new password', () => {
  test('is asked for by name or address with the same answer as for nobody, and mailed to the account’s owner alone', async () => {
    const { userName, email, personId } = await somebody();
    const answers = [await forgot(userName), await forgot(email.toUpperCase()), await forgot('ingen.her')];
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array.from({ length: 3 }, () => [202, '{"accepted":true}']));
    const letters = await rows<{ personId: string }>(
      api.database.db.raw(`select person_id as "personId" from letter where template = 'password_reset'`),
    );
    expect(letters.map((one) => one.personId)).toEqual([personId, personId]);
  });

  test('ends every session and token, and its link works once', async () => {
    const { userName, personId, token } = await somebody();
    await api.database.db.raw(`insert into session (sid, sess, expire) values ('s-1', ?::json, now() + interval '1 hour')`, [
      JSON.stringify({ personId, cookie: {} }),
    ]);
    await forgot(userName);
    const secret = await newestReset(api.database.db, personId);
    expect((await reset(secret)).status).toBe(204);
    expect((await api.server.call('GET', '/me', { token })).status).toBe(401);
    expect(await rows(api.database.db.raw(`select 1 from session where sid = 's-1'`))).toEqual([]);
    expect([(await signIn(userName)).code, (await signIn(userName, 'havet bak fjellet synger')).status]).toEqual([
      'credentials_wrong',
      200,
    ]);
    expect((await reset(secret)).body.code).toBe('link_expired');
  });

  test('too easy is refused without using the link up; one used ends the others, and half an hour all', async () => {
    const { userName, personId } = await somebody();
    await forgot(userName);
    const first = await newestReset(api.database.db, personId);
    await forgot(userName);
    const second = await newestReset(api.database.db, personId);
    expect((await reset(second, 'kort')).body.code).toBe('password_too_short');
    expect((await reset(second, `${userName}-${userName}-1`)).body.code).toBe('password_too_common');
    expect((await reset(second)).status).toBe(204);
    expect((await reset(first)).body.code).toBe('link_expired');
    await forgot(userName);
    const third = await newestReset(api.database.db, personId);
    await api.database.db.raw('update password_reset set expires_at = now() where used_at is null');
    expect((await reset(third)).body.code).toBe('link_expired');
  });
});
