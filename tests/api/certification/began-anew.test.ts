import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setRehearsalClock } from '../../../db/core/clock';
import { fileOf } from '../../../db/core/files';
import { handIn } from '../../../api/certification/enrolment-commands';
import { uploadMaterial } from '../../../api/certification/round-commands';
import { openApi, type OpenApi } from '../../support/open-api';
import { as } from '../../support/people';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

type Body = Readonly<{ id: string; code: string; state: string; late: boolean }>;
const ask = async (who: string, method: string, path: string, body?: unknown) =>
  api.server.call<Body>(method, path, { token: await cast.token(who), ...(body === undefined ? {} : { body }) });

async function aRound(year: number, deadlineOn: string): Promise<string> {
  const dates = {
    signUpOpensOn: '2026-01-01',
    signUpClosesOn: deadlineOn,
    materialOn: '2026-01-01',
    deadlineOn,
    gradingTargetOn: '2026-12-01',
  };
  const { id } = (await ask('coordinator', 'POST', '/certification/rounds', { year, number: 1, ...dates })).body;
  await ask('coordinator', 'POST', `/certification/rounds/${id}/publish`);
  const { id: coordinator } = (await ask('coordinator', 'GET', '/me')).body;
  await uploadMaterial(await as(api.database.db, coordinator), id, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  await api.settle();
  return id;
}

test('who began anew does not open the former enrolment by handing in there, though an outage has moved its deadline ahead', async () => {
  const [former, newer] = [await aRound(2051, '2026-03-03'), await aRound(2052, '2026-05-20')];
  const one = await cast.participant('task_open', { roundId: former });
  await api.passTo('2026-03-04T12:00:00+01:00');
  const path = `/certification/enrolments/${one.enrolmentId}`;
  expect((await ask(one.email, 'GET', path)).body.state).toBe('not_delivered');
  const person = { name: 'Igen', email: one.email };
  expect((await ask('coordinator', 'POST', `/certification/rounds/${newer}/enrolments`, { kind: 'full', person })).status).toBe(201);
  const span = { fromAt: '2026-03-03T08:00:00.000Z', toAt: '2026-03-06T07:00:00.000Z', reason: 'Strømmen gik.' };
  expect((await ask('agency', 'POST', '/certification/outages', span)).status).toBe(201);
  const answer = await ask(one.email, 'PUT', `${path}/answer`, { text: 'svar' });
  expect([answer.status, answer.body.code]).toEqual([409, 'already_enrolled']);
  expect((await ask(one.email, 'GET', path)).body.state).toBe('not_delivered');
});

test('an answer received in time counts, also when a late one of the same person was committed before it', async () => {
  const { db } = api.database;
  const round = await aRound(2053, '2026-03-20');
  const one = await cast.participant('task_open', { roundId: round });
  await setRehearsalClock(db, '2026-03-20T22:59:59.000Z');
  // Its headers arrived now; its files are still on their way when a second, late one is done.
  const slow = await as(db, one.personId);
  await api.passTo('2026-03-21T00:00:00+01:00');
  const late = await ask(one.email, 'PUT', `/certification/enrolments/${one.enrolmentId}/answer`, { text: 'for sent' });
  expect(late.body.late).toBe(true);
  const { answer } = await handIn(slow, one.enrolmentId, { text: 'i tide', files: [] });
  expect(answer.late).toBe(false);
  await api.settle();
  expect((await ask(one.email, 'GET', `/certification/enrolments/${one.enrolmentId}`)).body.state).toBe('under_grading');
});
