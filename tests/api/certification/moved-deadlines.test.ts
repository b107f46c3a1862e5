import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRound, publishRound, uploadMaterial } from '../../../api/certification/round-commands';
import { rows } from '../../../db/core/columns';
import { fileOf } from '../../../db/core/files';
import { letterList, letterText } from '../../../db/core/letters';
import type { PlainDate } from '../../../domain/core/calendar';
import { formatDay } from '../../../letters/core/format';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { as, somebody } from '../../support/people';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Round = { id: string; deadlineOn: string; signUpClosesOn: string; gradingTargetOn: string };
type Enrolment = { id: string; state: string; deadlineOn: string };

let api: OpenApi;
let cast: Cast;
let coordinator: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  coordinator = await somebody(api.database.db, 'karen@wsp.example', 'coordinator');
});
afterAll(() => api.close());

const ask = async <T>(who: string, method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  api.server.call<T>(method, path, { token: await cast.token(who), ...(body === undefined ? {} : { body }) });
const must = async <T>(who: string, method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await ask<T>(who, method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};
const patch = async (roundId: string, body: unknown): Promise<Round> => {
  const path = `/certification/rounds/${roundId}`;
  const { headers } = await ask('coordinator', 'GET', path);
  const answer = await api.server.call<Round>('PATCH', path, {
    token: await cast.token('coordinator'),
    body,
    headers: { 'if-match': headers.get('etag')! },
  });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
};
const declare = async (fromAt: string, toAt: string): Promise<{ enrolments: number }> =>
  must('agency', 'POST', '/certification/outages', { fromAt, toAt, reason: 'Strømmen gik.' });
const stateOf = async (one: Participant): Promise<string> =>
  (await must<Enrolment>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).state;

/** A published round whose material is due. */
async function aRound(year: number, deadlineOn: PlainDate): Promise<string> {
  const by = await as(api.database.db, coordinator);
  const { roundId } = await createRound(by, {
    year,
    number: 1,
    deadlineOn,
    signUpOpensOn: '2026-03-01',
    signUpClosesOn: deadlineOn,
    materialOn: '2026-03-01',
  });
  await publishRound(by, roundId);
  await uploadMaterial(by, roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  return roundId;
}

/** The letters to somebody in the order they were written: template, state, and which of these days it names. */
async function letters(one: Participant, ...days: readonly PlainDate[]): Promise<string[]> {
  const { db } = api.database;
  const found = (await letterList(db, { caseId: one.enrolmentId }, 100)).toReversed();
  return Promise.all(
    found.map(async ({ letterId, template, state }) => {
      const text = (await letterText(db, letterId))!.text;
      return [template, state, ...days.filter((day) => text.includes(`${formatDay('da', day)} kl. 23:59`))].join(' ');
    }),
  );
}

test('a deadline is not moved to the day that it has, although a known outage on that day would take it further', async () => {
  const roundId = await aRound(2049, '2026-06-15');
  await declare('2026-06-15T21:00:00+02:00', '2026-06-16T21:00:00+02:00');
  const path = `/certification/rounds/${roundId}`;
  const { body, headers } = await ask<Round>('coordinator', 'GET', path);
  expect(body.deadlineOn).toBe('2026-06-16');
  const refused = await api.server.call<{ code: string }>('PATCH', path, {
    token: await cast.token('coordinator'),
    body: { deadlineOn: '2026-06-16' },
    headers: { 'if-match': headers.get('etag')! },
  });
  expect([refused.status, refused.body.code]).toEqual([422, 'deadline_not_later']);
  expect((await patch(roundId, { deadlineOn: '2026-06-17' })).deadlineOn).toBe('2026-06-17');
});

describe('what waits to be sent when a deadline moves', () => {
  test('is taken back and written anew with the new day; what was sent is not sent again', async () => {
    const roundId = await aRound(2050, '2026-04-20');
    const told = await cast.participant('studying', { roundId });
    await api.settle();
    // At night nothing is sent: it waits for the morning.
    await api.passTo('2026-03-03T23:00:00+01:00');
    const waiting = await cast.participant('studying', { roundId });
    expect(await letters(waiting, '2026-04-20')).toEqual(['admitted queued 2026-04-20', 'material queued 2026-04-20']);

    await patch(roundId, { deadlineOn: '2026-04-24' });
    expect(await letters(told, '2026-04-20', '2026-04-24')).toEqual([
      'admitted sent 2026-04-20',
      'material sent 2026-04-20',
      'deadline_moved queued 2026-04-24',
    ]);
    expect((await letters(waiting, '2026-04-20', '2026-04-24')).slice(2)).toEqual([
      'admitted queued 2026-04-24',
      'material queued 2026-04-24',
      'deadline_moved queued 2026-04-24',
    ]);

    // Once more the same night: still one of each, with the day that holds.
    await patch(roundId, { deadlineOn: '2026-04-28' });
    const queued = (await letters(waiting, '2026-04-20', '2026-04-24', '2026-04-28')).filter((letter) => letter.includes('queued'));
    expect(queued).toEqual(['admitted queued 2026-04-28', 'material queued 2026-04-28', 'deadline_moved queued 2026-04-28']);
    await api.passTo('2026-03-04T09:00:00+01:00');
    await api.settle();
    expect((await letters(waiting)).filter((letter) => letter.includes('sent'))).toEqual([
      'admitted sent',
      'material sent',
      'deadline_moved sent',
    ]);
  });

  test('names the own deadline that somebody is given, and nothing of anybody else changes', async () => {
    const roundId = await aRound(2051, '2026-04-20');
    await api.passTo('2026-03-04T23:00:00+01:00');
    const one = await cast.participant('studying', { roundId });
    const other = await cast.participant('studying', { roundId });
    await must('coordinator', 'POST', `/certification/enrolments/${one.enrolmentId}/extend`, {
      deadlineOn: '2026-05-04',
      reason: 'Sygdom.',
    });
    expect(await letters(one, '2026-04-20', '2026-05-04')).toEqual([
      'admitted withdrawn 2026-04-20',
      'material withdrawn 2026-04-20',
      'admitted queued 2026-05-04',
      'material queued 2026-05-04',
      'deadline_moved queued 2026-05-04',
    ]);
    expect(await letters(other, '2026-04-20')).toEqual(['admitted queued 2026-04-20', 'material queued 2026-04-20']);
  });

  test('tells after an outage that an answer was in time after all, with the number of its receipt', async () => {
    const roundId = await aRound(2052, '2026-03-20');
    const inTime = await cast.participant('task_open', { roundId });
    const late = await cast.participant('task_open', { roundId });
    const never = await cast.participant('task_open', { roundId });
    await api.passTo('2026-03-20T23:00:00+01:00');
    await must(inTime.email, 'PUT', `/certification/enrolments/${inTime.enrolmentId}/answer`, { text: 'svar' });
    await api.passTo('2026-03-21T00:10:00+01:00');
    await must(late.email, 'PUT', `/certification/enrolments/${late.enrolmentId}/answer`, { text: 'svar' });
    const [receipt] = await rows<{ number: string }>(
      api.database.db.raw('select receipt_number as number from answer where enrolment_id = ?', [late.enrolmentId]),
    );
    const lettersOf = async (one: Participant): Promise<string[]> =>
      (await letters(one, '2026-03-20', '2026-03-21')).filter((letter) => /late|received|delivered|moved/.test(letter));
    expect(await lettersOf(late)).toEqual(['not_delivered queued 2026-03-20', 'late queued 2026-03-20']);
    expect(await lettersOf(never)).toEqual(['not_delivered queued 2026-03-20']);
    await declare('2026-03-20T20:00:00+01:00', '2026-03-20T21:00:00+01:00');
    expect(await lettersOf(late)).toEqual([
      'not_delivered withdrawn 2026-03-20',
      'late withdrawn 2026-03-20',
      'received queued 2026-03-21',
      'deadline_moved queued 2026-03-21',
    ]);
    expect(await lettersOf(never)).toEqual(['not_delivered withdrawn 2026-03-20', 'deadline_moved queued 2026-03-21']);
    const renewed = (await letterList(api.database.db, { caseId: late.enrolmentId }, 100)).find((one) => one.template === 'received');
    expect((await letterText(api.database.db, renewed!.letterId))!.text).toContain(receipt!.number);
    expect(await Promise.all([inTime, late, never].map(stateOf))).toEqual(['submitted', 'submitted', 'task_open']);
  });

  test('names the later day also for those whom that ended as well', async () => {
    const roundId = await aRound(2053, '2026-03-25');
    const never = await cast.participant('task_open', { roundId });
    const late = await cast.participant('task_open', { roundId });
    const asked = await cast.participant('requested', { roundId });
    await api.passTo('2026-03-27T00:10:00+01:00');
    await must(late.email, 'PUT', `/certification/enrolments/${late.enrolmentId}/answer`, { text: 'svar' });
    // As when the mail server was away since then.
    await api.database.db.raw(
      `update letter set state = 'queued', settled_at = null where template in ('not_delivered', 'not_admitted') and state = 'sent'`,
    );
    expect((await declare('2026-03-25T20:00:00+01:00', '2026-03-25T21:00:00+01:00')).enrolments).toBe(0);
    const lettersOf = async (one: Participant): Promise<string[]> =>
      (await letters(one, '2026-03-25', '2026-03-26')).filter((letter) => /late|received|delivered|not_admitted|moved/.test(letter));
    expect(await lettersOf(never)).toEqual(['not_delivered withdrawn 2026-03-25', 'not_delivered queued 2026-03-26']);
    expect(await lettersOf(late)).toEqual(['not_delivered withdrawn 2026-03-25', 'late withdrawn 2026-03-25', 'late queued 2026-03-26']);
    expect(await lettersOf(asked)).toEqual(['not_admitted withdrawn 2026-03-25', 'not_admitted queued 2026-03-26']);
  });

  test('names the later end of a correction window', async () => {
    const roundId = await aRound(2054, '2026-03-29');
    const one = await cast.participant('submitted', { roundId });
    await api.passTo('2026-03-30T23:00:00+02:00');
    await must('grader', 'POST', `/certification/enrolments/${one.enrolmentId}/grade`, {
      verdict: 'not_satisfactory',
      shortcomings: 'Poreluft mangler.',
    });
    const returned = async (): Promise<string[]> =>
      (await letters(one, '2026-04-06', '2026-04-07')).filter((letter) => /returned|moved/.test(letter));
    expect(await returned()).toEqual(['returned queued 2026-04-06']);
    await declare('2026-04-06T20:00:00+02:00', '2026-04-06T21:00:00+02:00');
    expect(await returned()).toEqual(['returned withdrawn 2026-04-06', 'returned queued 2026-04-07', 'deadline_moved queued 2026-04-07']);
  });
});

describe('a round whose deadline is set on the day of a known outage', () => {
  const base = async (id: string): Promise<unknown> =>
    (await rows<{ base: string | null }>(api.database.db.raw('select deadline_base_on as base from round where id = ?', [id])))[0]!.base;

  test('has it later, with what hangs on it, and moves on from its own day when a longer outage comes', async () => {
    await declare('2027-06-15T10:00:00+02:00', '2027-06-15T12:00:00+02:00');
    const made = await must<Round>('coordinator', 'POST', '/certification/rounds', { year: 2055, number: 1, deadlineOn: '2027-06-15' });
    expect(made).toMatchObject({ deadlineOn: '2027-06-16', gradingTargetOn: '2027-07-07' });
    expect(await base(made.id)).toBe('2027-06-15');
    // Made as it would be had the outage come afterwards.
    const plain = await must<Round>('coordinator', 'POST', '/certification/rounds', { year: 2055, number: 2, deadlineOn: '2027-06-20' });
    await declare('2027-06-20T10:00:00+02:00', '2027-06-20T12:00:00+02:00');
    const afterwards = await must<Round>('coordinator', 'GET', `/certification/rounds/${plain.id}`);
    const known = await must<Round>('coordinator', 'POST', '/certification/rounds', { year: 2055, number: 3, deadlineOn: '2027-06-20' });
    const { deadlineOn, signUpClosesOn, gradingTargetOn } = known;
    expect(afterwards).toMatchObject({ deadlineOn, signUpClosesOn, gradingTargetOn });

    // Other dates of a draft change nothing of it; another deadline is judged anew.
    expect((await patch(made.id, { signUpOpensOn: '2027-03-01', deadlineOn: '2027-06-16' })).deadlineOn).toBe('2027-06-16');
    expect(await base(made.id)).toBe('2027-06-15');
    await declare('2027-06-15T10:00:00+02:00', '2027-06-17T09:00:00+02:00');
    expect((await must<Round>('coordinator', 'GET', `/certification/rounds/${made.id}`)).deadlineOn).toBe('2027-06-17');
    expect((await patch(made.id, { deadlineOn: '2027-06-20' })).deadlineOn).toBe('2027-06-21');
    expect(await base(made.id)).toBe('2027-06-20');
    expect((await patch(made.id, { deadlineOn: '2027-06-25' })).deadlineOn).toBe('2027-06-25');
    expect(await base(made.id)).toBeNull();
  });

  test('has it later when it is a draft of next year that the night makes', async () => {
    await declare('2027-02-15T10:00:00+01:00', '2027-02-15T12:00:00+01:00');
    await api.passTo('2026-10-01T04:00:00+02:00');
    const made = await rows<{ number: number; deadline: string; base: string | null }>(
      api.database.db.raw(
        'select number, deadline_on as deadline, deadline_base_on as base from round where year = 2027 and number in (1, 2) order by number',
      ),
    );
    expect(made).toEqual([
      { number: 1, deadline: '2027-02-16', base: '2027-02-15' },
      { number: 2, deadline: '2027-05-15', base: null },
    ]);
  });
});
