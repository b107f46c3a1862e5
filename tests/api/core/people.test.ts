import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { letterList } from '../../../db/core/letters';
import { openTask } from '../../../db/core/tasks';
import { transaction } from '../../../db/core/transaction';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Person = {
  id: string;
  name: string;
  email: string;
  employer: string | null;
  version: number;
  roles: { role: string; organisationCode: string }[];
  code: string;
  fields: unknown;
};

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const ask = async <T = Person>(
  as: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> =>
  api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }), headers });
const organisation = async (code: string): Promise<string> =>
  (await ask<{ organisations: { id: string; code: string }[] }>('agency', 'GET', '/organisations')).body.organisations.find(
    (one) => one.code === code,
  )!.id;
const happened = async (personId: string): Promise<string[]> =>
  (await ask<{ events: { what: string }[] }>('agency', 'GET', `/timeline?person=${personId}`)).body.events.map((event) => event.what);

describe('people', () => {
  test('are added once per address; who is known stays as known', async () => {
    const email = `${newId()}@firma.example`;
    const added = await ask('agency', 'POST', '/people', { name: ' Ny Person ', email: ` ${email} `, employer: 'Jord A/S' });
    expect([added.status, added.body]).toEqual([201, expect.objectContaining({ name: 'Ny Person', email, employer: 'Jord A/S' })]);
    const again = await ask('agency', 'POST', '/people', { name: 'En Anden', email: email.toUpperCase() });
    expect(again.body).toMatchObject({ id: added.body.id, name: 'Ny Person', email });
    expect(await happened(added.body.id)).toEqual(['personAdded']);
  });

  test('are found by how their name or address begins, and by no wild card', async () => {
    const name = `Zø${newId().slice(-6)}`;
    const who = await cast.somebody(`zoe.${newId()}@firma.example`);
    await ask(who.email, 'PATCH', `/people/${who.personId}`, { name }, { 'if-match': '"1"' });
    const found = async (q: string): Promise<string[]> =>
      (await ask<{ people: { id: string }[] }>('agency', 'POST', '/people/search', { q })).body.people.map((one) => one.id);
    for (const q of [name, name.toUpperCase(), name.slice(0, 4), who.email, 'zoe.']) expect(await found(q)).toContain(who.personId);
    for (const q of ['%', '_', '\\', `${name}%`, `'; select 1 --`, 'firma']) expect(await found(q)).toEqual([]);
  });

  test('change with what was before and after kept, readable by the agency and themselves alone', async () => {
    const who = await cast.somebody();
    const changed = await ask(
      who.email,
      'PATCH',
      `/people/${who.personId}`,
      { employer: 'Grundvand ApS', language: 'en' },
      { 'if-match': '"1"' },
    );
    expect(changed.body).toMatchObject({ employer: 'Grundvand ApS', language: 'en', version: 2 });
    expect(await happened(who.personId)).toEqual(['personChanged']);
    const stored = await rows<{ text: string }>(
      api.database.db.raw('select t::text as text from timeline_event t where person_id = ?', [who.personId]),
    );
    expect(stored[0]!.text).not.toContain('Grundvand');
  });
});

describe('roles', () => {
  test('are granted in an organisation of their kind, once, and hold from the next request on', async () => {
    const who = await cast.somebody();
    const path = `/people/${who.personId}/roles`;
    const role = { role: 'grader', organisationId: await organisation('wsp') };
    expect((await ask(who.email, 'GET', '/certification/grading-queue')).status).toBe(403);
    for (let time = 0; time < 2; time += 1) expect((await ask('agency', 'POST', path, role)).status).toBe(204);
    expect((await ask(who.email, 'GET', '/certification/grading-queue')).status).toBe(200);
    expect((await ask(who.email, 'GET', '/me')).body.roles).toEqual([
      { role: 'grader', organisationCode: 'wsp', organisationId: role.organisationId },
    ]);
    expect((await ask('agency', 'POST', `${path}/end`, role)).status).toBe(204);
    expect((await ask(who.email, 'GET', '/certification/grading-queue')).status).toBe(403);
    expect((await ask('agency', 'POST', `${path}/end`, role)).status).toBe(404);
    expect(await happened(who.personId)).toEqual(['roleGranted', 'roleEnded']);
  });

  test('do not fit every organisation, person or name', async () => {
    const who = await cast.somebody();
    const path = `/people/${who.personId}/roles`;
    const wrong = await ask('agency', 'POST', path, { role: 'agency', organisationId: await organisation('wsp') });
    expect([wrong.status, wrong.body.code, wrong.body.fields]).toEqual([422, 'value_invalid', { organisationId: 'value_invalid' }]);
    expect((await ask('agency', 'POST', path, { role: 'king', organisationId: await organisation('wsp') })).status).toBe(400);
    expect((await ask('agency', 'POST', path, { role: 'grader', organisationId: newId() })).status).toBe(404);
    expect(
      (await ask('agency', 'POST', `/people/${newId()}/roles`, { role: 'grader', organisationId: await organisation('wsp') })).status,
    ).toBe(404);
  });

  test('of the agency are never all taken away', async () => {
    const me = await ask('agency', 'GET', '/me');
    const last = await ask('agency', 'POST', `/people/${me.body.id}/roles/end`, {
      role: 'agency',
      organisationId: await organisation('styrelsen'),
    });
    expect([last.status, last.body.code]).toEqual([409, 'not_allowed_in_state']);
    expect((await ask('agency', 'GET', '/rules')).status).toBe(200);
  });
});

describe('a letter that was refused', () => {
  test('is sent again by a coordinator, which settles the task of its case', async () => {
    const { db } = api.database;
    const one = await cast.participant('studying');
    const [letter] = await letterList(db, { caseId: one.enrolmentId }, 1);
    const path = `/letters/${letter!.letterId}/send-again`;
    expect((await ask('coordinator', 'POST', path)).body.code).toBe('not_allowed_in_state');
    await db.raw(`update letter set state = 'refused', reply_code = 550 where id = ?`, [letter!.letterId]);
    await transaction(db, (trx) =>
      openTask(trx, { kind: 'enrolment', id: one.enrolmentId }, 'coordinator', 'letter_refused', '2026-03-02T09:00:00.000Z', {
        personId: one.personId,
      }),
    );
    const tasks = async (as: string): Promise<string[]> =>
      (await ask<{ tasks: { caseId: string; what: string }[] }>(as, 'GET', '/tasks')).body.tasks
        .filter((task) => task.caseId === one.enrolmentId)
        .map((task) => task.what);
    expect([await tasks('coordinator'), await tasks('grader'), await tasks('consultant')]).toEqual([['letter_refused'], [], []]);
    expect((await ask('coordinator', 'POST', path)).status).toBe(204);
    expect(await tasks('coordinator')).toEqual([]);
    const [again] = await letterList(db, { caseId: one.enrolmentId }, 100).then((all) =>
      all.filter((item) => item.letterId === letter!.letterId),
    );
    expect(again).toMatchObject({ state: 'queued' });
    expect((await ask('coordinator', 'POST', `/letters/${newId()}/send-again`)).status).toBe(404);
  });
});

test('a coordinator is asked for material that is missing on its day, until it is there', async () => {
  const made = await ask<{ id: string }>('coordinator', 'POST', '/certification/rounds', {
    year: 2070,
    number: 1,
    signUpOpensOn: '2026-01-01',
    materialOn: '2026-03-10',
    deadlineOn: '2070-02-15',
  });
  await ask('coordinator', 'POST', `/certification/rounds/${made.body.id}/publish`);
  const tasks = async (): Promise<unknown[]> =>
    (await ask<{ tasks: { caseId: string; what: string; data: unknown }[] }>('coordinator', 'GET', '/tasks')).body.tasks
      .filter((task) => task.caseId === made.body.id)
      .map((task) => [task.what, task.data]);
  await api.passTo('2026-03-09T23:59:59.999+01:00');
  expect(await tasks()).toEqual([]);
  await api.passTo('2026-03-10T00:00:00+01:00');
  expect(await tasks()).toEqual([['material_missing', { year: 2070, number: 1 }]]);
  const form = new FormData();
  form.append('files', new Blob(['Læs!']), 'materiale.txt');
  expect((await ask('coordinator', 'PUT', `/certification/rounds/${made.body.id}/material`, form)).status).toBe(200);
  expect(await tasks()).toEqual([]);
  await api.settle();
  expect((await ask<{ state: string }>('coordinator', 'GET', `/certification/rounds/${made.body.id}`)).body.state).toBe('running');
});

test('the agency sees whether promises are kept, and wakes what is overdue', async () => {
  const before = await ask<{ overdue: unknown[]; openCases: number; waitingWakes: number; queuedLetters: number }>(
    'agency',
    'GET',
    '/operations',
  );
  expect(before.body).toMatchObject({
    openCases: expect.any(Number),
    waitingWakes: expect.any(Number),
    queuedLetters: expect.any(Number),
    workers: [],
  });
  await api.database.db.raw(`update enrolment set next_due_at = '2026-03-01T00:00:00Z' where not over`);
  const overdue = await ask<{ overdue: { story: string }[]; oldestOverdueSeconds: number }>('agency', 'GET', '/operations');
  expect(overdue.body.overdue.length).toBeGreaterThan(0);
  expect(overdue.body.oldestOverdueSeconds).toBeGreaterThan(86_400);
  const { body } = await ask<{ woken: number }>('agency', 'POST', '/operations/wake');
  expect(body.woken).toBe(overdue.body.overdue.length);
});
