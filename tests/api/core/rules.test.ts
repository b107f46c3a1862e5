import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Rule = {
  key: string;
  value: unknown;
  initial: unknown;
  moving: boolean;
  history: { value: unknown; validFrom: string; version: number; setByName: string; reason: string }[];
  code: string;
  fields: unknown;
};
type Enrolment = { state: string; correctionUntilOn: string | null };
type Certificate = { state: string; expiresOn: string; agenda: { step: string; occasion: string }[] };

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const ask = async <T>(as: string | Participant, method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  api.server.call<T>(method, path, {
    token: typeof as === 'string' ? await cast.token(as) : as.token,
    ...(body === undefined ? {} : { body }),
  });
const set = (key: string, value: unknown, more: Record<string, unknown> = {}): Promise<Answer<Rule>> =>
  ask<Rule>('agency', 'PUT', `/rules/${key}`, { value, reason: 'decided', ...more });

describe('setting a rule', () => {
  test('is a new version that holds from its day on, with who set it and why', async () => {
    const before = (await ask<Rule>('agency', 'GET', '/rules/jar.vat')).body;
    expect([before.value, before.initial, before.history]).toEqual([25, 25, []]);
    const now = await set('jar.vat', 24);
    expect([now.status, now.body.value]).toEqual([200, 24]);
    expect(now.body.history[0]).toMatchObject({ value: 24, validFrom: '2026-03-02', setByName: 'Aksel Agentur', reason: 'decided' });
    const coming = await set('jar.vat', 20, { validFrom: '2026-03-05' });
    expect([coming.body.value, coming.body.history.map((one) => one.value)]).toEqual([24, [20, 24]]);
    await api.passTo('2026-03-05T12:00:00+01:00');
    expect((await ask<Rule>('agency', 'GET', '/rules/jar.vat')).body.value).toBe(20);
    expect(coming.body.history[0]!.version).toBe(now.body.history[0]!.version + 1);
  });

  test.each([
    ['jar.vat', 'much', {}, 'value_invalid'],
    ['jar.vat', 101, {}, 'value_invalid'],
    ['jar.vat', null, {}, 'value_invalid'],
    ['jar.vat', 25, { validFrom: '2026-03-01' }, 'value_invalid'],
    ['jar.vat', 25, { reason: '' }, 'reason_needed'],
    ['jar.vat', 25, { reason: '   ' }, 'reason_needed'],
    ['jar.vat', 25, { validFrom: '0026-03-01' }, 'invalid_request'],
    ['jar.roundDeadlines', ['02-30'], {}, 'value_invalid'],
    ['shared.messageHours', { opens: 22, closes: 9 }, {}, 'value_invalid'],
    ['shared.siteNotice', { da: 'a\u0000b', nb: '', en: '' }, {}, 'invalid_request'],
    ['jar.nothing', 1, {}, 'not_found'],
    ['__proto__', 1, {}, 'not_found'],
  ])('%s to %j with %j is refused: %s', async (key, value, more, code) => {
    const answer = await set(key, value, more);
    expect(answer.body.code).toBe(code);
  });

  test('stands in the timeline, and the rules of all systems are listed', async () => {
    const { body } = await ask<{ rules: Rule[] }>('agency', 'GET', '/rules');
    expect(body.rules.map((one) => one.key)).toEqual(expect.arrayContaining(['shared.messageHours', 'jar.price', 'jar.idleYears']));
    expect(
      body.rules
        .filter((one) => one.moving)
        .map((one) => one.key)
        .sort(),
    ).toEqual(['jar.contact', 'jar.idleYears', 'jar.legacyIdleYears', 'shared.retentionDays', 'shared.siteNotice']);
    const [event] = await rows<{ data: unknown }>(
      api.database.db.raw(`select data from timeline_event where what = 'ruleSet' order by seq limit 1`),
    );
    expect(event!.data).toMatchObject({ key: 'jar.vat', validFrom: '2026-03-02', version: expect.any(Number) });
  });
});

test('a running case keeps the rules it began with, a new one has the new', async () => {
  const before = await cast.participant('submitted');
  expect((await set('jar.corrections', 0)).status).toBe(200);
  expect((await set('jar.correctionDays', 14)).status).toBe(200);
  const after = await cast.participant('submitted');
  expect((await set('jar.corrections', 1)).status).toBe(200);
  const last = await cast.participant('submitted');
  await api.passTo('2026-05-20T12:00:00+02:00');
  for (const [one, expected] of [
    [before, { state: 'returned', correctionUntilOn: '2026-05-27' }],
    [after, { state: 'failed', correctionUntilOn: null }],
    [last, { state: 'returned', correctionUntilOn: '2026-06-03' }],
  ] as const) {
    const answer = await ask<Enrolment>('grader', 'POST', `/certification/enrolments/${one.enrolmentId}/grade`, {
      verdict: 'not_satisfactory',
      shortcomings: 'Kilder mangler.',
    });
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(expected)]);
  }
});

describe('the idle years, which move', () => {
  const read = async (certificateId: string): Promise<Certificate> =>
    (await ask<Certificate>('coordinator', 'GET', `/certification/certificates/${certificateId}`)).body;
  const due = async (certificateId: string): Promise<string> =>
    (await rows<{ due: string }>(api.database.db.raw('select next_due_at as due from certificate where id = ?', [certificateId])))[0]!.due;
  let long: string;
  let expiring: string;
  let expired: string;
  let followed: string;

  beforeAll(async () => {
    // It is 20 May 2026.
    long = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2025-12-01' })).certificateId;
    expiring = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2024-06-01', movedOn: '2026-05-20' })).certificateId;
    expired = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2024-05-01', movedOn: '2026-05-20' })).certificateId;
    followed = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2026-05-01' })).certificateId;
    await api.settle();
  });

  test('are two at first', async () => {
    expect([(await read(long)).expiresOn, (await read(expiring)).state, (await read(expired)).state]).toEqual([
      '2027-12-01',
      'expiring',
      'expired',
    ]);
    expect(await due(long)).toBe('2027-09-02T07:00:00.000Z');
  });

  test('raised, they hold from that day for whatever has not expired; the expired stay expired', async () => {
    expect((await set('jar.idleYears', 3)).status).toBe(200);
    expect([(await read(long)).expiresOn, (await read(expiring)).state, (await read(expiring)).expiresOn]).toEqual([
      '2028-12-01',
      'active',
      '2027-06-01',
    ]);
    expect(await read(expired)).toMatchObject({ state: 'expired', expiresOn: '2026-05-01', agenda: [] });
    // Whoever asks gets the new dates at once; what the stories go by follows in a batch.
    expect(await due(long)).toBe('2027-09-02T07:00:00.000Z');
    await api.settle();
    expect(await due(long)).toBe('2028-09-02T07:00:00.000Z');
  });

  test('to be lowered on a coming day, they are reckoned with at once: every date is known before', async () => {
    expect((await set('jar.idleYears', 1, { validFrom: '2026-12-15' })).status).toBe(200);
    // Its year is over by then: it lasts through the day before, and its warnings begin anew.
    expect(await read(long)).toMatchObject({ expiresOn: '2026-12-14', state: 'active' });
    await api.settle();
    expect(await due(long)).toBe('2026-09-15T07:00:00.000Z');
    expect((await read(followed)).expiresOn).toBe('2027-05-01');
    await api.passTo('2026-12-14T23:59:59.999+01:00');
    expect((await read(long)).state).toBe('expiring');
    await api.passTo('2026-12-15T00:00:00+01:00');
    expect((await read(long)).state).toBe('expired');
    const letters = await rows<{ template: string; occasion: string }>(
      api.database.db.raw('select template, occasion from letter where case_id = ? order by seq', [long]),
    );
    expect(letters.map((letter) => letter.occasion)).toEqual([
      'expiry-90d:2026-12-14',
      'expiry-30d:2026-12-14',
      'expiry-7d:2026-12-14',
      'expired:2026-12-14',
    ]);
  });

  test('raised after that, they do not revive it', async () => {
    expect((await set('jar.idleYears', 5)).status).toBe(200);
    expect((await read(long)).state).toBe('expired');
    expect((await read(followed)).expiresOn).toBe('2031-05-01');
  });

  test('lowered at once so far that days of warning have passed, they warn only of those that have not', async () => {
    const one = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2026-02-01' })).certificateId;
    expect((await set('jar.idleYears', 1)).status).toBe(200);
    expect((await read(one)).agenda.map((entry) => entry.occasion)).toEqual([
      'expiry-30d:2027-02-01',
      'expiry-7d:2027-02-01',
      'expired:2027-02-01',
    ]);
  });
});
