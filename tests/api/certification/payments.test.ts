import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
let roundId: string;
let people: Participant[];
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  roundId = await cast.openRound();
  people = [];
  for (let made = 0; made < 4; made += 1) people.push(await cast.participant('requested', { roundId }));
});
afterAll(() => api.close());

async function record(state: string, enrolments: readonly string[], headers: Record<string, string> = {}) {
  return api.server.call<{ recorded: number; code: string }>('POST', `/certification/rounds/${roundId}/payments`, {
    token: await cast.token('coordinator'),
    body: { state, enrolments },
    headers,
  });
}
async function payments(): Promise<(string | undefined)[]> {
  const { body } = await api.server.call<{ enrolments: { id: string; payment: string }[] }>(
    'GET',
    `/certification/rounds/${roundId}/enrolments`,
    { token: await cast.token('coordinator') },
  );
  return people.map((one) => body.enrolments.find(({ id }) => id === one.enrolmentId)?.payment);
}
const ids = (): string[] => people.map((one) => one.enrolmentId);

describe('payments of a round', () => {
  test('are recorded for those who are named, each once, with a line in the timeline of each', async () => {
    const [one, two] = ids() as [string, string];
    const answer = await record('invoiced', [two, one, two]);
    expect([answer.status, answer.body]).toEqual([200, { recorded: 2 }]);
    expect(await payments()).toEqual(['invoiced', 'invoiced', 'not_invoiced', 'not_invoiced']);
    const { body } = await api.server.call<{ events: { what: string; data: unknown }[] }>('GET', `/timeline?case=${one}`, {
      token: await cast.token('coordinator'),
    });
    expect(body.events.filter(({ what }) => what === 'paymentRecorded').map(({ data }) => data)).toEqual([{ payment: 'invoiced' }]);
  });

  test('are recorded for all or for nobody: somebody of another round is not there', async () => {
    const before = await payments();
    for (const strange of [newId(), (await elsewhere()).enrolmentId]) {
      const answer = await record('paid', [...ids(), strange]);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
    expect(await payments()).toEqual(before);
  });

  test('recorded by two at once, in any order, wait for each other and both succeed', async () => {
    const both = await Promise.all([record('paid', ids()), record('credited', [...ids()].reverse())]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(await payments()).size).toBe(1);
  });

  test('of nobody, or in a state that there is not, do not parse', async () => {
    for (const [state, enrolments] of [
      ['paid', []],
      ['owed', ids()],
      ['paid', ['x']],
    ] as const)
      expect((await record(state, enrolments)).body.code).toBe('invalid_request');
  });
});

/** Somebody enrolled in a round of their own. */
async function elsewhere(): Promise<Participant> {
  const token = await cast.token('coordinator');
  const { body } = await api.server.call<{ id: string }>('POST', '/certification/rounds', {
    token,
    body: { year: 2040, number: 1, signUpOpensOn: '2026-01-01' },
  });
  await api.server.call('POST', `/certification/rounds/${body.id}/publish`, { token });
  return cast.participant('requested', { roundId: body.id });
}
