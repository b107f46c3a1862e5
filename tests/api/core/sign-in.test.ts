import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { letterText } from '../../../db/core/letters';
import { signInByLink } from '../../../api/core/sign-in-commands';
import { contextOn } from '../../../api/core/context';
import { nobody } from '../../../api/core/authenticate';
import { createLog } from '../../../db/core/log';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';
import { refusalOfAsync } from '../../support/refusals';

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

/** Addresses are counted over a quarter of an hour: each test begins with all of its points. */
async function ask(email: string): Promise<{ status: number; text: string; tookMs: number }> {
  await api.database.db.raw('delete from rate_limit');
  const begun = performance.now();
  const { status, text } = await api.server.call('POST', '/sign-in/links', { body: { email } });
  return { status, text, tookMs: performance.now() - begun };
}
const newestLink = async (personId: string): Promise<string> => {
  const [letter] = await rows<{ id: string }>(
    api.database.db.raw(`select id from letter where person_id = ? and template = 'sign_in_link' order by seq desc limit 1`, [personId]),
  );
  const { text } = (await letterText(api.database.db, letter!.id))!;
  return /sign-in\/link\?token=([\w-]+)/.exec(text)![1]!;
};
const useLink = (secret: string): Promise<string> =>
  signInByLink(
    contextOn(api.database.db, {
      actor: nobody,
      receivedAt: '2026-03-02T09:00:00.000Z',
      address: '127.0.0.1',
      log: createLog('test', 'silent'),
    }),
    secret,
  );

describe('a link for signing in', () => {
  test('is mailed to a known address at once, and to nobody else; the answer is the same, and comes no sooner', async () => {
    const who = await cast.somebody();
    const known = await ask(who.email);
    const unknown = await ask('nobody-at-all@firma.example');
    expect([known.status, known.text]).toEqual([202, '{"accepted":true}']);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    // No answer comes before the time that writing the letter takes at most.
    expect(Math.min(known.tookMs, unknown.tookMs)).toBeGreaterThanOrEqual(295);
    const letters = await rows<{ personId: string; due: string; written: string }>(
      api.database.db.raw(
        `select person_id as "personId", due_at as due, written_at as written from letter where template = 'sign_in_link'`,
      ),
    );
    expect(letters).toEqual([{ personId: who.personId, due: letters[0]!.written, written: letters[0]!.written }]);
  });

  test('signs its person in once, also when it is opened ten times at once', async () => {
    const who = await cast.somebody();
    await ask(` ${who.email.toUpperCase()} `);
    const secret = await newestLink(who.personId);
    const stored = await rows<{ text: string }>(api.database.db.raw('select l::text as text from sign_in_link l'));
    expect(stored.map((row) => row.text).join()).not.toContain(secret);
    const results = await Promise.all(Array.from({ length: 10 }, () => refusalOfAsync(useLink(secret))));
    expect(results.filter((code) => code === undefined)).toHaveLength(1);
    expect(results.filter((code) => code === 'link_expired')).toHaveLength(9);
  });

  test('holds a quarter of an hour, and a wrong one never', async () => {
    const who = await cast.somebody();
    await ask(who.email);
    const secret = await newestLink(who.personId);
    await api.database.db.raw(`update sign_in_link set expires_at = now() where person_id = ?`, [who.personId]);
    expect(await refusalOfAsync(useLink(secret))).toBe('link_expired');
    for (const wrong of ['', 'x', secret.slice(1), `${secret}x`]) expect(await refusalOfAsync(useLink(wrong))).toBe('link_expired');
  });

  test('is asked for three times for one address and five times from one place at most', async () => {
    await api.database.db.raw('delete from rate_limit');
    const asked = async (email: string): Promise<number> => (await api.server.call('POST', '/sign-in/links', { body: { email } })).status;
    const one: number[] = [];
    for (const email of ['x@firma.example', 'X@firma.example', ' x@FIRMA.example', 'x@firma.example']) one.push(await asked(email));
    expect(one).toEqual([202, 202, 202, 429]);
    expect([await asked('y@firma.example'), await asked('z@firma.example')]).toEqual([202, 429]);
    const kept = await rows<{ key: string }>(api.database.db.raw('select key from rate_limit'));
    expect(JSON.stringify(kept)).not.toMatch(/firma|127\.0/);
  });

  test('asked for by many at once leaves room for everybody else', async () => {
    await api.database.db.raw('delete from rate_limit');
    const flood = Array.from({ length: 60 }, (_, at) =>
      api.server.call('POST', '/sign-in/links', { body: { email: `flood-${at}@firma.example` } }),
    );
    const others = await Promise.all(
      Array.from({ length: 10 }, async () => api.server.call('GET', '/me', { token: await cast.token('consultant') })),
    );
    expect(others.map((answer) => answer.status)).toEqual(others.map(() => 200));
    expect((await Promise.all(flood)).filter((answer) => answer.status === 202)).toHaveLength(5);
  });
});

test('a number is verified by anyone sixty times a minute, and then no more for a while', async () => {
  await api.database.db.raw('delete from rate_limit');
  const statuses: number[] = [];
  for (let time = 0; time < 61; time += 1) statuses.push((await api.server.call('GET', '/verify/JAR-2026-0000000000')).status);
  expect([statuses.slice(0, 60).every((status) => status === 404), statuses[60]]).toEqual([true, 429]);
});
