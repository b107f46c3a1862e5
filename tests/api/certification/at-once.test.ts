import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { createEnrolmentSteps } from '../../../activities/certification/enrolment-steps';
import { readEnrolmentFile } from '../../../db/certification/enrolments';
import { eraseFromImports } from '../../../db/certification/imports';
import { setRehearsalClock } from '../../../db/core/clock';
import { lockPerson } from '../../../db/core/people';
import { transaction } from '../../../db/core/transaction';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';
import { someoneWaits } from '../../support/waiting';

type Body = { id: string; code: string; state: string; late: boolean; signedUp: number; skipped: number };
let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

async function ask(
  as: string | Participant,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Body>> {
  const token = typeof as === 'string' ? await cast.token(as) : as.token;
  return api.server.call<Body>(method, path, { token, ...(body === undefined ? {} : { body }), headers });
}
const times = <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));
const sorted = (answers: readonly Answer<Body>[]): unknown[] =>
  answers.map((answer) => [answer.status, answer.body?.code ?? 'done']).sort();
const count = async (sql: string, ...values: string[]): Promise<number> =>
  (await rows<{ count: number }>(api.database.db.raw(`select count(*) from ${sql}`, values)))[0]!.count;

describe('at once', () => {
  test('ten sign-ups of one person who is new are one', async () => {
    const [path, email] = [`/certification/rounds/${await cast.openRound()}/enrolments`, `${newId()}@firma.example`];
    const answers = await times(10, () => ask('coordinator', 'POST', path, { kind: 'full', person: { name: 'Ny', email } }));
    expect(sorted(answers)).toEqual([[201, 'done'], ...Array.from({ length: 9 }, () => [409, 'already_enrolled'])]);
    expect(await count('enrolment e join person p on p.id = e.person_id where p.email_key = ?', email)).toBe(1);
    expect(await count('person where email_key = ?', email)).toBe(1);
  });

  test('sign-ups of one person to two rounds are one', async () => {
    const made = await ask('coordinator', 'POST', '/certification/rounds', { year: 2060, number: 1, signUpOpensOn: '2026-01-01' });
    expect((await ask('coordinator', 'POST', `/certification/rounds/${made.body.id}/publish`)).body.state).toBe('open');
    const who = await cast.somebody();
    const rounds = [await cast.openRound(), made.body.id];
    const answers = await times(6, (at) =>
      ask('coordinator', 'POST', `/certification/rounds/${rounds[at % 2]}/enrolments`, {
        kind: 'full',
        person: { name: 'Ny', email: who.email },
      }),
    );
    expect(sorted(answers)).toEqual([[201, 'done'], ...Array.from({ length: 5 }, () => [409, 'already_enrolled'])]);
  });

  test('two coordinators who make the fourth round make one', async () => {
    for (const number of [1, 2, 3]) await ask('coordinator', 'POST', '/certification/rounds', { year: 2061, number });
    const answers = await times(6, () => ask('coordinator', 'POST', '/certification/rounds', { year: 2061, number: 4 }));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(answers.filter((answer) => answer.status !== 201).map((answer) => answer.body.code))).toEqual(
      new Set(['too_many_rounds']),
    );
    expect(await count('round where year = 2061')).toBe(4);
  });

  test('one import confirmed five times is confirmed once, and two with the same new people in them sign each up once', async () => {
    const path = `/certification/rounds/${await cast.openRound()}/enrolments/import`;
    const emails = Array.from({ length: 40 }, () => `${newId()}@firma.example`);
    const upload = async (list: readonly string[]): Promise<string> =>
      (
        await ask('coordinator', 'POST', path, ['name,email', ...list.map((email) => `Ny,${email}`)].join('\n'), {
          'content-type': 'text/csv',
        })
      ).body.id;
    const [one, two] = [await upload(emails), await upload([...emails].reverse())];
    const answers = await Promise.all([one, two, one, two, one].map((id) => ask('coordinator', 'POST', `${path}/${id}/confirm`)));
    expect(sorted(answers)).toEqual([
      [200, 'done'],
      [200, 'done'],
      [409, 'import_confirmed'],
      [409, 'import_confirmed'],
      [409, 'import_confirmed'],
    ]);
    expect(answers.reduce((sum, answer) => sum + (answer.body.signedUp ?? 0), 0)).toBe(40);
    expect(await count('person where email_key = any(?::text[])', emails as never)).toBe(40);
  });

  test('imports of the same new people to two rounds do not wait for each other for ever', async () => {
    const { rows: found } = (await api.database.db.raw(`select id from round where year = 2060`)) as { rows: { id: string }[] };
    const rounds = [await cast.openRound(), found[0]!.id];
    const emails = Array.from({ length: 60 }, () => `${newId()}@firma.example`);
    const confirms: (() => Promise<Answer<Body>>)[] = [];
    for (const [at, roundId] of rounds.entries()) {
      const path = `/certification/rounds/${roundId}/enrolments/import`;
      const list = at === 0 ? emails : [...emails].reverse();
      const { body } = await ask('coordinator', 'POST', path, ['name,email', ...list.map((email) => `Ny,${email}`)].join('\n'), {
        'content-type': 'text/csv',
      });
      confirms.push(() => ask('coordinator', 'POST', `${path}/${body.id}/confirm`));
    }
    const answers = await Promise.all(confirms.map((confirm) => confirm()));
    // One signs them up; the other comes too late for all of them, or is told so.
    expect(answers.reduce((sum, answer) => sum + (answer.body.signedUp ?? 0), 0)).toBe(60);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    expect(await count('enrolment e join person p on p.id = e.person_id where p.email_key = any(?::text[])', emails as never)).toBe(60);
  });

  test('whoever is erased while an import that names them is confirmed is left out of it, and neither waits for the other for ever', async () => {
    const path = `/certification/rounds/${await cast.openRound()}/enrolments/import`;
    const who = await cast.somebody();
    const { body } = await ask('coordinator', 'POST', path, `name,email\nNy,${newId()}@firma.example\nKendt,${who.email}`, {
      'content-type': 'text/csv',
    });
    let confirmed: Promise<Answer<Body>> | undefined;
    await transaction(api.database.db, async (trx) => {
      await lockPerson(trx, who.personId);
      confirmed = ask('coordinator', 'POST', `${path}/${body.id}/confirm`);
      await someoneWaits(trx);
      await eraseFromImports(trx, [who.email]);
    });
    expect((await confirmed!).body).toMatchObject({ signedUp: 1, skipped: 0 });
    expect(await count('enrolment where person_id = ?', who.personId)).toBe(0);
  });

  test('admitting one and admitting all admit each once, with one letter', async () => {
    const roundId = await cast.openRound();
    const one = await cast.participant('requested');
    const answers = await Promise.all([
      ask('coordinator', 'POST', `/certification/enrolments/${one.enrolmentId}/admit`),
      ask('coordinator', 'POST', `/certification/rounds/${roundId}/admit`),
      ask('agency', 'POST', `/certification/enrolments/${one.enrolmentId}/admit`),
      ask('agency', 'POST', `/certification/rounds/${roundId}/admit`),
    ]);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    expect(await count(`letter where case_id = ? and template = 'admitted'`, one.enrolmentId)).toBe(1);
    expect(await count(`timeline_event where case_id = ? and what = 'admitted'`, one.enrolmentId)).toBe(1);
  });

  test('two answers of one person are both received, and the one that counts is one of them', async () => {
    const one = await cast.participant('task_open');
    const path = `/certification/enrolments/${one.enrolmentId}`;
    const answers = await times(5, (at) => ask(one, 'PUT', `${path}/answer`, { text: `svar ${at}` }));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const { body } = await api.server.call<{ receipts: { counts: boolean }[] }>('GET', `${path}/receipts`, { token: one.token });
    expect(body.receipts.map((receipt) => receipt.counts).filter(Boolean)).toHaveLength(1);
    expect(body.receipts).toHaveLength(5);
    // The very same content five times is one answer.
    const other = await cast.participant('task_open');
    const same = await times(5, () => ask(other, 'PUT', `/certification/enrolments/${other.enrolmentId}/answer`, { text: 'det samme' }));
    expect(new Set(same.map((answer) => answer.body.id)).size).toBe(1);
  });

  test('two people with the same files in another order do not wait for each other for ever', async () => {
    const people = await times(6, () => cast.participant('task_open'));
    const contents = Array.from({ length: 4 }, () => newId().repeat(2_000));
    const answers = await Promise.all(
      people.map((one, at) => {
        const form = new FormData();
        for (const [place, content] of (at % 2 === 0 ? contents : [...contents].reverse()).entries())
          form.append('files', new Blob([content]), `${place}.txt`);
        return ask(one, 'PUT', `/certification/enrolments/${one.enrolmentId}/answer`, form);
      }),
    );
    expect(answers.map((answer) => answer.status)).toEqual(people.map(() => 200));
    expect(await count('file_content where size = ?', String(contents[0]!.length))).toBe(4);
  });

  test('two verdicts of two graders are one', async () => {
    const one = await cast.participant('submitted');
    await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
    const grade = (as: string, verdict: string): Promise<Answer<Body>> =>
      ask(as, 'POST', `/certification/enrolments/${one.enrolmentId}/grade`, { verdict, shortcomings: 'Kilder mangler.' });
    const answers = await Promise.all([grade('grader', 'satisfactory'), grade('grader2', 'not_satisfactory')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(await count(`timeline_event where case_id = ? and what in ('answerGraded', 'answerReturned')`, one.enrolmentId)).toBe(1);
  });

  test('the last two of the agency cannot take each other away', async () => {
    const second = await cast.somebody();
    const { body } = await api.server.call<{ organisations: { id: string; kind: string }[] }>('GET', '/organisations', {
      token: await cast.token('agency'),
    });
    const role = { role: 'agency', organisationId: body.organisations.find((one) => one.kind === 'agency')!.id };
    expect((await ask('agency', 'POST', `/people/${second.personId}/roles`, role)).status).toBe(204);
    const first = await api.server.call<{ id: string }>('GET', '/me', { token: await cast.token('agency') });
    const answers = await Promise.all([
      ask('agency', 'POST', `/people/${second.personId}/roles/end`, role),
      api.server.call<Body>('POST', `/people/${first.body.id}/roles/end`, { token: second.token, body: role }),
    ]);
    expect(answers.filter((answer) => answer.status === 204)).toHaveLength(1);
    expect(await count(`role_grant where role = 'agency' and ended_at is null`)).toBe(1);
  });
});

describe('handing in while the round is being closed', () => {
  test('each answer that was received in time counts, each that was not is late, whoever comes first', async () => {
    const { db } = api.database;
    const people = await times(4, () => cast.participant('task_open'));
    const [end] = await rows<{ on: string }>(
      db.raw('select r.deadline_on as on from enrolment e join round r on r.id = e.round_id where e.id = ?', [people[0]!.enrolmentId]),
    );
    const closing = new Date(Date.parse(`${end!.on}T22:00:00.000Z`)).toISOString() as `${string}T${string}Z`;
    const inTime = new Date(Date.parse(closing) - 1).toISOString() as typeof closing;
    const { closeUndelivered, startGrading } = createEnrolmentSteps({ db });
    const close = async ({ enrolmentId }: Participant): Promise<void> => {
      const due = (await readEnrolmentFile(db, enrolmentId, closing))!.agenda.at(-1)!;
      await (due.step === 'startGrading' ? startGrading(enrolmentId, due) : closeUndelivered(enrolmentId, due));
    };
    // Received a millisecond before the deadline; committed while, or after, the story closes.
    await setRehearsalClock(db, inTime);
    await api.settle();
    const [early, late] = [people.slice(0, 2), people.slice(2)];
    const sent = early.map((one) => ask(one, 'PUT', `/certification/enrolments/${one.enrolmentId}/answer`, { text: 'i tide' }));
    const closed = people.map((one) => close(one));
    const answers = await Promise.all(sent);
    await Promise.all(closed);
    expect(answers.map((answer) => [answer.status, answer.body.late])).toEqual(early.map(() => [200, false]));
    await setRehearsalClock(db, closing);
    const tooLate = await Promise.all(
      late.map((one) => ask(one, 'PUT', `/certification/enrolments/${one.enrolmentId}/answer`, { text: 'for sent' })),
    );
    expect(tooLate.map((answer) => [answer.status, answer.body.late])).toEqual(late.map(() => [200, true]));
    await api.settle();
    const states = await times(
      4,
      async (at) => (await ask('coordinator', 'GET', `/certification/enrolments/${people[at]!.enrolmentId}`)).body.state,
    );
    expect(states).toEqual([...early.map(() => 'under_grading'), ...late.map(() => 'late')]);
    // Nobody who answered in time is told that no answer came.
    for (const one of early)
      expect(await count(`letter where case_id = ? and template = 'not_delivered' and state <> 'withdrawn'`, one.enrolmentId)).toBe(0);
  });
});
