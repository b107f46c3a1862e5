import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Round = { id: string; state: string; deadlineOn: string; cancelReason: string | null; code: string; fields?: Record<string, string> };
type Enrolment = { id: string; state: string; cause: string | null; deadlineOn: string; ownDeadlineOn: string | null; code: string };
type Moved = { id: string; fromOn: string; toOn: string; enrolments: number; reopened?: number; state?: string; stateAfter?: string };
type Outage = { id: string; days: number; enrolments: number; reopened: number; rounds: Moved[]; code: string };

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const ask = async <T>(as: string, method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }) });
const anotherRound = async (year: number, changed: Record<string, unknown> = {}): Promise<string> => {
  const { body } = await ask<Round>('coordinator', 'POST', '/certification/rounds', {
    year,
    number: 1,
    signUpOpensOn: '2026-03-01',
    materialOn: '2026-03-01',
    deadlineOn: '2026-04-20',
    ...changed,
  });
  await ask('coordinator', 'POST', `/certification/rounds/${body.id}/publish`);
  return body.id;
};

describe('cancelling a round', () => {
  test('needs a reason, ends its enrolments, and is not done twice', async () => {
    const id = await anotherRound(2041);
    const path = `/certification/rounds/${id}/cancel`;
    const one = await cast.participant('requested', { roundId: id });
    expect((await ask<Round>('coordinator', 'POST', path, {})).body).toMatchObject({
      code: 'reason_needed',
      fields: { reason: 'reason_needed' },
    });
    expect((await ask<Round>('coordinator', 'POST', path, { reason: '   ' })).body.code).toBe('reason_needed');
    const cancelled = await ask<Round>('coordinator', 'POST', path, { reason: 'For få tilmeldte.' });
    expect([cancelled.status, cancelled.body.state, cancelled.body.cancelReason]).toEqual([200, 'cancelled', 'For få tilmeldte.']);
    await api.settle();
    expect((await ask<Enrolment>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).body).toMatchObject({
      state: 'withdrawn',
      cause: 'round_cancelled',
    });
    expect((await ask<Round>('coordinator', 'POST', path, { reason: 'igen' })).body.code).toBe('not_allowed_in_state');
    const again = await ask<Round>('coordinator', 'POST', `/certification/rounds/${id}/enrolments`, {
      kind: 'full',
      person: { name: 'A', email: 'a@b.dk' },
    });
    expect([again.status, again.body.code]).toEqual([409, 'round_not_open']);
  });

  test('takes nothing more in before the stories come to it, and wakes each of them', async () => {
    const id = await anotherRound(2042);
    const one = await cast.participant('requested', { roundId: id });
    await api.database.db.raw('delete from wake');
    await ask('coordinator', 'POST', `/certification/rounds/${id}/cancel`, { reason: 'For få tilmeldte.' });
    const path = `/certification/enrolments/${one.enrolmentId}`;
    for (const [as, what] of [
      ['coordinator', 'admit'],
      [one.email, 'withdraw'],
    ] as const) {
      const refused = await ask<Enrolment>(as, 'POST', `${path}/${what}`);
      expect([what, refused.status]).toEqual([what, 409]);
    }
    expect((await ask<Enrolment>('coordinator', 'POST', `${path}/extend`, { deadlineOn: '2026-12-01', reason: 'x' })).body.code).toBe(
      'not_allowed_in_state',
    );
    expect(await rows(api.database.db.raw('select story from wake where story = ?', [`enrolment/${one.enrolmentId}`]))).toHaveLength(1);
  });
});

describe('an own deadline', () => {
  test('is given with a reason, later than the present one', async () => {
    const one = await cast.participant('task_open');
    const path = `/certification/enrolments/${one.enrolmentId}`;
    const extend = async (body: unknown): Promise<Enrolment> => (await ask<Enrolment>('coordinator', 'POST', `${path}/extend`, body)).body;
    const { deadlineOn } = (await ask<Enrolment>('coordinator', 'GET', path)).body;
    expect((await extend({ deadlineOn: '2026-06-01' })).code).toBe('reason_needed');
    expect((await extend({ deadlineOn, reason: 'Sygdom.' })).code).toBe('deadline_not_later');
    expect((await extend({ deadlineOn: 'i morgen', reason: 'Sygdom.' })).code).toBe('invalid_request');
    expect(await extend({ deadlineOn: '2026-06-01', reason: 'Sygdom.' })).toMatchObject({
      deadlineOn: '2026-06-01',
      ownDeadlineOn: '2026-06-01',
    });
    // The round's deadline moves, but not past the own one: it still holds, and its person is told nothing more.
    const round = `/certification/rounds/${await cast.openRound()}`;
    const { headers } = await ask('coordinator', 'GET', round);
    const moved = await api.server.call('PATCH', round, {
      token: await cast.token('coordinator'),
      body: { deadlineOn: '2026-05-22' },
      headers: { 'if-match': headers.get('etag')! },
    });
    expect(moved.status).toBe(200);
    expect((await ask<Enrolment>('coordinator', 'GET', path)).body.deadlineOn).toBe('2026-06-01');
    const told = await rows<{ occasion: string }>(
      api.database.db.raw(`select occasion from letter where case_id = ? and template = 'deadline_moved'`, [one.enrolmentId]),
    );
    expect(told).toEqual([{ occasion: 'extended:2026-06-01' }]);
  });
});

describe('an outage', () => {
  const at = { fromAt: '2026-04-20T10:00:00+02:00', toAt: '2026-04-20T12:30:00+02:00' };

  test('is refused without a reason, or when it ends before it begins', async () => {
    expect((await ask<Outage>('agency', 'POST', '/certification/outages', at)).body.code).toBe('reason_needed');
    const wrong = await ask<Outage>('agency', 'POST', '/certification/outages', { fromAt: at.toAt, toAt: at.fromAt, reason: 'x' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'value_invalid']);
    expect((await ask<Outage>('agency', 'POST', '/certification/outages/preview', { fromAt: 'nu', toAt: at.toAt })).body.code).toBe(
      'invalid_request',
    );
  });

  test('is previewed without moving anything, then moves what the preview said, for everybody to see', async () => {
    const id = await anotherRound(2043);
    const one = await cast.participant('requested', { roundId: id });
    const own = await cast.participant('requested', { roundId: id });
    await ask('coordinator', 'POST', `/certification/enrolments/${own.enrolmentId}/extend`, {
      deadlineOn: '2026-05-04',
      reason: 'Sygdom.',
    });
    const preview = (await ask<Outage>('agency', 'POST', '/certification/outages/preview', at)).body;
    expect(preview).toMatchObject({ days: 1, reopened: 0 });
    expect(preview.rounds.find((round) => round.id === id)).toMatchObject({ fromOn: '2026-04-20', toOn: '2026-04-21', enrolments: 1 });
    expect((await ask<Round>('coordinator', 'GET', `/certification/rounds/${id}`)).body.deadlineOn).toBe('2026-04-20');
    const declared = await ask<Outage>('agency', 'POST', '/certification/outages', { ...at, reason: 'Strømmen gik.' });
    expect(declared.status).toBe(201);
    expect(declared.body.rounds.map(({ id: round, toOn }) => [round, toOn])).toEqual(
      preview.rounds.map(({ id: round, toOn }) => [round, toOn]),
    );
    expect((await ask<Enrolment>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).body.deadlineOn).toBe('2026-04-21');
    expect((await ask<Enrolment>('coordinator', 'GET', `/certification/enrolments/${own.enrolmentId}`)).body.deadlineOn).toBe('2026-05-04');
    const seen = (await ask<{ outages: Outage[] }>(one.email, 'GET', '/certification/outages')).body.outages;
    expect(seen.map((outage) => outage.id)).toContain(declared.body.id);
    // Once more for the same hours: nothing is left to move.
    expect((await ask<Outage>('agency', 'POST', '/certification/outages/preview', at)).body).toMatchObject({ enrolments: 0, rounds: [] });
  });

  test('declared by many at once moves a deadline once', async () => {
    const id = await anotherRound(2044, { deadlineOn: '2026-04-27' });
    const day = { fromAt: '2026-04-27T10:00:00+02:00', toAt: '2026-04-27T12:30:00+02:00', reason: 'Strømmen gik.' };
    const answers = await Promise.all(Array.from({ length: 8 }, async () => ask<Outage>('agency', 'POST', '/certification/outages', day)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect((await ask<Round>('coordinator', 'GET', `/certification/rounds/${id}`)).body.deadlineOn).toBe('2026-04-28');
  });
});

test('of two who make the last round of a year at once one is refused', async () => {
  for (const number of [1, 2]) expect((await ask('coordinator', 'POST', '/certification/rounds', { year: 2045, number })).status).toBe(201);
  const answers = await Promise.all(
    [3, 4, 4, 3, 5].map(async (number) => ask<Round>('coordinator', 'POST', '/certification/rounds', { year: 2045, number })),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(2);
  expect(answers.at(-1)!.body.code).toBe('too_many_rounds');
});

test('a round that was completed is open again when an outage moves its deadline ahead, and is completed once more', async () => {
  const id = await anotherRound(2046, { deadlineOn: '2026-04-30' });
  const one = await cast.participant('requested', { roundId: id });
  const stateOf = async (): Promise<string> => (await ask<Round>('coordinator', 'GET', `/certification/rounds/${id}`)).body.state;
  const enrolment = async (): Promise<Enrolment> =>
    (await ask<Enrolment>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).body;
  await api.passTo('2026-05-01T12:00:00+02:00');
  expect([await stateOf(), (await enrolment()).state]).toEqual(['completed', 'withdrawn']);
  const span = { fromAt: '2026-04-29T12:00:00+02:00', toAt: '2026-05-01T12:00:00+02:00' };
  const declared = await ask<Outage>('agency', 'POST', '/certification/outages', { ...span, reason: 'Strømmen gik.' });
  expect(declared.body).toMatchObject({ days: 2, reopened: 1 });
  await api.settle();
  // Open and not running: its material never came out.
  expect([await stateOf(), (await enrolment()).state, (await enrolment()).deadlineOn]).toEqual(['open', 'requested', '2026-05-02']);
  await api.passTo('2026-05-03T12:00:00+02:00');
  expect([await stateOf(), (await enrolment()).state]).toEqual(['completed', 'withdrawn']);
});
