import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { unseal } from '../../../db/core/sealing';
import { openPersonKey } from '../../../db/core/person-keys';
import { letterText } from '../../../db/core/letters';
import { openTask, tasksOf } from '../../../db/core/tasks';
import { transaction } from '../../../db/core/transaction';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';
import type { Answer } from '../../support/http';

const name = 'Undine Uforglemmelig';
const email = 'undine@uforglemmelig.example';
const secrets = /Undine|Uforglemmelig|undine@/i;

let api: OpenApi;
let cast: Cast;
let one: Participant;
let other: Participant;
let roundId: string;
let nextRound: string;
let importId: string;
let certificate: { certificateId: string; number: string };
let key: Buffer;

beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  roundId = await cast.openRound();
  one = await cast.participant('task_open', { email });
  other = await cast.participant('task_open');
  await ask(email, 'PATCH', `/people/${one.personId}`, { name, employer: 'Uforglemmelig ApS' }, { 'if-match': '"1"' });
  for (const who of [one, other]) {
    const form = new FormData();
    form.append('text', `Jeg, ${name}, svarer`);
    form.append('files', new Blob(['det samme bilag']), who === one ? `${name}.txt` : 'bilag.txt');
    if (who === one) form.append('files', new Blob([`kun ${name}`]), 'eget.txt');
    expect((await ask(who.email, 'PUT', `/certification/enrolments/${who.enrolmentId}/answer`, form)).status).toBe(200);
  }
  certificate = await cast.certificate(one.personId, { issuedOn: '2024-03-05' });
  const use = {
    eventId: 'u-1',
    person: one.personId,
    region: 'nordjylland',
    caseNumber: '1',
    kind: 'draft_edit',
    at: '2026-03-01T08:00:00Z',
  };
  expect((await ask('region-nordjylland', 'POST', '/certification/uses', use)).status).toBe(200);
  await api.passTo('2026-05-25T12:00:00+02:00');
  const csv = `name,email,employer\n${name},${email},Uforglemmelig ApS\nNy,ny@firma.example,`;
  nextRound = `/certification/rounds/${await cast.openRound()}`;
  const read = await ask<{ id: string }>('coordinator', 'POST', `${nextRound}/enrolments/import`, csv, {
    'content-type': 'text/csv',
  });
  importId = read.body.id;
  expect(
    (
      await ask('grader', 'POST', `/certification/enrolments/${one.enrolmentId}/grade`, {
        verdict: 'not_satisfactory',
        shortcomings: `${name} mangler kilder`,
      })
    ).status,
  ).toBe(200);
  await transaction(api.database.db, (trx) =>
    openTask(trx, { kind: 'enrolment', id: one.enrolmentId }, 'coordinator', 'letter_refused', '2026-05-25T10:00:00.000Z', {
      personId: one.personId,
    }),
  );
  key = (await openPersonKey(api.database.db, one.personId))!;
});
afterAll(() => api.close());

async function ask<T = { code: string }>(
  as: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  return api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }), headers });
}
/** Everything that can be read of the person, with who may. */
const readings = (): [as: string, path: string][] => [
  ['agency', `/people/${one.personId}`],
  ['agency', `/timeline?person=${one.personId}`],
  ['coordinator', `/timeline?case=${one.enrolmentId}`],
  ['coordinator', `/certification/enrolments/${one.enrolmentId}`],
  ['coordinator', `/certification/enrolments/${one.enrolmentId}/answer`],
  ['coordinator', `/certification/enrolments/${one.enrolmentId}/receipts`],
  ['coordinator', `/certification/rounds/${roundId}/enrolments?limit=500`],
  ['coordinator', `${nextRound}/enrolments/import/${importId}`],
  ['region-nordjylland', `/certification/certificates/${certificate.certificateId}`],
  ['region-nordjylland', `/certification/certificates?person=${one.personId}`],
  ['coordinator', `/letters?person=${one.personId}`],
  ['agency', '/lookups'],
  ['coordinator', '/tasks'],
  ['consultant', `/verify/${certificate.number}`],
];
const sealedValues = async (): Promise<{ sealed: Buffer; about: string }[]> =>
  rows(
    api.database.db.raw(
      `select sealed, id::text as about from timeline_event where person_id = ? and sealed is not null
       union all select sealed, id::text from letter where person_id = ?
       union all select a.text_sealed, a.id::text from answer a join enrolment e on e.id = a.enrolment_id where e.person_id = ? and a.text_sealed is not null
       union all select shortcomings_sealed, id::text from enrolment where person_id = ? and shortcomings_sealed is not null`,
      [one.personId, one.personId, one.personId, one.personId],
    ),
  );
/** A request with a key, made before and repeated after. */
const keyed = (): Promise<Answer<{ person: { name: string | null } }>> =>
  ask(
    'coordinator',
    'POST',
    `/certification/enrolments/${one.enrolmentId}/payment`,
    { state: 'paid' },
    { 'idempotency-key': 'payment-of-one' },
  );
const counts = async (): Promise<unknown> =>
  (await ask<{ counts: unknown }>('coordinator', 'GET', `/certification/rounds/${roundId}`)).body.counts;
const timeline = async (): Promise<string[]> => {
  const { body } = await ask<{ events: { what: string }[] }>('agency', 'GET', `/timeline?person=${one.personId}`);
  return body.events.map((event) => event.what);
};

describe('before somebody is erased', () => {
  test('their name is in the answers, and what is sealed can be read with their key', async () => {
    const told = await Promise.all(readings().map(async ([as, path]) => (await ask(as, 'GET', path)).text));
    expect(told.filter((text) => secrets.test(text)).length).toBeGreaterThanOrEqual(9);
    expect((await keyed()).body.person.name).toBe(name);
    const values = await sealedValues();
    expect(values.length).toBeGreaterThan(4);
    expect(values.map(({ sealed, about }) => unseal(key, sealed, about).toString()).join('\n')).toMatch(secrets);
  });

  test('it takes a reason, a person who is there, and not oneself', async () => {
    expect((await ask('agency', 'POST', `/people/${one.personId}/erase`, {})).body.code).toBe('reason_needed');
    expect((await ask('agency', 'POST', '/people/01890a5d-ac96-774b-bcce-b302099a8057/erase', { reason: 'x' })).status).toBe(404);
    const { body } = await ask<{ id: string }>('agency', 'GET', '/me');
    expect((await ask('agency', 'POST', `/people/${body.id}/erase`, { reason: 'x' })).status).toBe(403);
  });
});

describe('once somebody is erased', () => {
  let before: { counts: unknown; timeline: string[] };
  beforeAll(async () => {
    before = { counts: await counts(), timeline: await timeline() };
    const token = await cast.token(email);
    expect((await api.server.call('GET', '/me', { token })).status).toBe(200);
    expect((await ask('agency', 'POST', `/people/${one.personId}/erase`, { reason: `${name} asked for it` })).status).toBe(204);
    expect((await api.server.call('GET', '/me', { token })).status).toBe(401);
  });

  test('their name is in no answer', async () => {
    for (const [as, path] of readings()) {
      const answer = await ask(as, 'GET', path);
      expect([path, answer.status, secrets.test(answer.text)]).toEqual([path, 200, false]);
    }
    // Nor in one that is given again because the request was made again.
    const repeated = await keyed();
    expect([repeated.status, secrets.test(repeated.text)]).toEqual([404, false]);
  });

  test('nothing sealed with their key can be read again: the key is gone', async () => {
    expect(await openPersonKey(api.database.db, one.personId)).toBeNull();
    for (const { about } of await sealedValues()) expect(await letterText(api.database.db, about)).toBeUndefined();
    const { body } = await ask<{ text: string | null; files: unknown[]; receiptNumber: string; sha256: string }>(
      'coordinator',
      'GET',
      `/certification/enrolments/${one.enrolmentId}/answer`,
    );
    // That something was received stays; what it was does not.
    expect(body).toMatchObject({ text: null, files: [], receiptNumber: expect.stringMatching(/^R-/), sha256: expect.any(String) });
    expect(
      (await ask<{ shortcomings: unknown }>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).body.shortcomings,
    ).toBeNull();
  });

  test('nothing readable of theirs stands in any table', async () => {
    const tables = await rows<{ name: string }>(
      api.database.db.raw(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      ),
    );
    expect(tables.length).toBeGreaterThan(25);
    for (const { name: table } of tables) {
      const [found] = await rows<{ count: number }>(
        api.database.db.raw(`select count(*) from ?? t where t::text ~* 'undine|uforglemmelig'`, [table]),
      );
      expect([table, found!.count]).toEqual([table, 0]);
    }
    const files = await rows<{ bytes: Buffer }>(api.database.db.raw('select bytes from file_chunk'));
    expect(files.filter(({ bytes }) => secrets.test(bytes.toString()))).toEqual([]);
  });

  test('what somebody else handed in stays, also where the bytes were the same', async () => {
    const path = `/certification/enrolments/${other.enrolmentId}/answer`;
    const { body } = await ask<{ files: { id: string }[] }>('coordinator', 'GET', path);
    expect((await ask('coordinator', 'GET', `${path}/files/${body.files[0]!.id}`)).text).toBe('det samme bilag');
  });

  test('statistics and timeline stay, and say that it was done and by whom', async () => {
    expect(await counts()).toEqual(before.counts);
    const now = await timeline();
    expect(now.slice(0, before.timeline.length)).toEqual(before.timeline);
    expect(now).toContain('personErased');
    const [event] = await rows<{ actor: string }>(
      api.database.db.raw(
        `select p.email as actor from timeline_event t join person p on p.id = t.actor_id where t.what = 'personErased' and t.case_id = ?`,
        [one.personId],
      ),
    );
    expect(event).toEqual({ actor: 'agency@styrelsen.example' });
  });

  test('no letter goes to them, and no task about them is left', async () => {
    const { body } = await ask<{ letters: { state: string }[] }>('coordinator', 'GET', `/letters?person=${one.personId}`);
    expect(body.letters.filter((letter) => letter.state === 'queued')).toEqual([]);
    expect((await tasksOf(api.database.db, ['coordinator'], 100)).filter((task) => task.caseId === one.enrolmentId)).toEqual([]);
    // Their case goes on to its end without a word to anybody.
    const written = async (): Promise<number> =>
      (await rows<{ count: number }>(api.database.db.raw('select count(*) from letter where person_id = ?', [one.personId])))[0]!.count;
    const until = await written();
    await api.passTo('2026-06-10T12:00:00+02:00');
    expect((await ask<{ state: string }>('coordinator', 'GET', `/certification/enrolments/${one.enrolmentId}`)).body.state).toBe('failed');
    expect(await written()).toBe(until);
  });

  test('they can neither be changed nor erased again, nor sign in', async () => {
    expect((await ask('agency', 'PATCH', `/people/${one.personId}`, { name: 'X' }, { 'if-match': '"3"' })).status).toBe(404);
    expect((await ask('agency', 'POST', `/people/${one.personId}/erase`, { reason: 'again' })).status).toBe(404);
    expect((await api.server.call('POST', '/demo/tokens', { body: { identity: email } })).status).toBe(404);
  });

  test('whoever comes with their address is somebody new', async () => {
    const again = await cast.somebody(email);
    expect(again.personId).not.toBe(one.personId);
  });
});

describe('a file of sign-ups that waits to be confirmed', () => {
  const csv = (address: string): string => `name,email\nUlf,${address}\nNy,anden@firma.example\n`;
  const upload = async (address: string): Promise<string> => {
    const headers = { 'content-type': 'text/csv' };
    const { status, body } = await ask<{ id: string }>('coordinator', 'POST', `${nextRound}/enrolments/import`, csv(address), headers);
    expect(status).toBe(201);
    return body.id;
  };
  const addresses = async (id: string): Promise<string[]> => {
    const { body } = await ask<{ lines: { email: string }[] }>('coordinator', 'GET', `${nextRound}/enrolments/import/${id}`);
    return body.lines.map((line) => line.email);
  };

  test('follows a person to a new address, and forgets every address that was theirs when they are erased', async () => {
    nextRound = `/certification/rounds/${await cast.openRound()}`;
    const { personId } = await cast.somebody('ulf@foer.example');
    const before = await upload('Ulf@foer.example');
    const move = async (address: string, version: number): Promise<void> => {
      const changed = await ask('agency', 'PATCH', `/people/${personId}`, { email: address }, { 'if-match': `"${version}"` });
      expect(changed.status).toBe(200);
    };
    await move('ulf@nu.example', 1);
    expect(await addresses(before)).toEqual(['ulf@nu.example', 'anden@firma.example']);
    // Whoever made this file did not know of the change; and somebody else has the other former address by now.
    const late = await upload('ulf@foer.example');
    await move('ulf@igen.example', 2);
    await cast.somebody('ulf@nu.example');
    const another = await upload('ulf@nu.example');
    expect((await ask('agency', 'POST', `/people/${personId}/erase`, { reason: 'asked for it' })).status).toBe(204);
    expect([await addresses(before), await addresses(late), await addresses(another)]).toEqual([
      ['anden@firma.example'],
      ['anden@firma.example'],
      ['ulf@nu.example', 'anden@firma.example'],
    ]);
  });
});
