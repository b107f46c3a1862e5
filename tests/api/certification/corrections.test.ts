import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { letterList } from '../../../db/core/letters';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Consequences = Readonly<{
  enrolment: Record<'before' | 'after', { state: string; verdict: string | null }>;
  certificates: { id: string; before: string; after: string }[];
  round: { before: string; after: string };
  lettersWithdrawn: string[];
  agenda: Record<'before' | 'after', { step: string; occasion: string }[]>;
  secondPerson: boolean;
}>;
type Body = Consequences &
  Readonly<{
    id: string;
    code: string;
    state: string;
    verdict: string | null;
    text: string;
    consequences: Consequences;
    person: { id: string };
  }>;
let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

async function call<T = Body>(as: string | Participant, method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const token = typeof as === 'string' ? await cast.token(as) : as.token;
  return api.server.call<T>(method, path, { token, ...(body === undefined ? {} : { body }) });
}
const of = ({ enrolmentId }: Participant): string => `/certification/enrolments/${enrolmentId}`;
const correct = (as: string, one: Participant, what: string, more: object = {}): Promise<Answer<Body>> =>
  call(as, 'POST', `${of(one)}/correct`, { what, reason: 'Det var en fejl.', ...more });
const preview = (one: Participant, what: string, more: object = {}): Promise<Answer<Body>> =>
  call('coordinator', 'POST', `${of(one)}/correct/preview`, { what, ...more });
const state = async (one: Participant): Promise<string> => (await call('coordinator', 'GET', of(one))).body.state;
async function underGrading(): Promise<Participant> {
  const one = await cast.participant('submitted');
  await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
  return one;
}
async function graded(verdict: 'satisfactory' | 'not_satisfactory'): Promise<Participant> {
  const one = await underGrading();
  expect((await call('grader', 'POST', `${of(one)}/grade`, { verdict, shortcomings: 'Kilder mangler.' })).status).toBe(200);
  await api.settle();
  return one;
}
const certificates = async (personId: string): Promise<{ id: string; state: string; number: string }[]> =>
  (
    await call<{ certificates: { id: string; state: string; number: string }[] }>(
      'coordinator',
      'GET',
      `/certification/certificates?person=${personId}`,
    )
  ).body.certificates;

/** Everything a correction could touch. */
const facts = async (): Promise<unknown> =>
  Promise.all(
    ['enrolment', 'certificate', 'verdict', 'letter', 'timeline_event', 'task', 'correction', 'person'].map((table) =>
      rows(api.database.db.raw('select * from ?? order by id', [table])),
    ),
  );

describe('before a certificate is out one person corrects', () => {
  test('a verdict: the answer waits for another one, and the correction that it used up is there again', async () => {
    const one = await graded('not_satisfactory');
    expect(await state(one)).toBe('returned');
    const { status, body } = await correct('coordinator', one, 'verdict');
    expect([status, body.state, body.id]).toEqual([200, 'done', null]);
    expect(body.consequences).toMatchObject({
      enrolment: { before: { state: 'returned' }, after: { state: 'under_grading', verdict: null } },
      agenda: { before: [{ step: 'failUncorrected' }], after: [] },
      lettersWithdrawn: [],
      secondPerson: false,
    });
    expect((await call<{ shortcomings: null }>(one, 'GET', of(one))).body).toMatchObject({
      state: 'under_grading',
      verdict: null,
      shortcomings: null,
    });
    // The same grader may grade again, and the same way: it is returned once more, on the same day.
    const again = await call('grader', 'POST', `${of(one)}/grade`, { verdict: 'not_satisfactory', shortcomings: 'Nu de rigtige mangler.' });
    expect(again.body.state).toBe('returned');
    const written = await letterList(api.database.db, { caseId: one.enrolmentId }, 50);
    expect(written.filter(({ template }) => template === 'returned')).toHaveLength(2);
    expect(written.filter(({ template }) => template === 'corrected')).toHaveLength(1);
  });

  test('an admission: it waits to be admitted, and admitting again is told again', async () => {
    const one = await cast.participant('task_open');
    expect((await correct('coordinator', one, 'admission')).status).toBe(200);
    expect(await state(one)).toBe('requested');
    expect((await call('coordinator', 'POST', `${of(one)}/admit`)).body.state).toBe('studying');
    await api.settle();
    const written = await letterList(api.database.db, { caseId: one.enrolmentId }, 50);
    expect(written.filter(({ template }) => template === 'admitted')).toHaveLength(2);
  });

  test('an import: the sign-up is withdrawn, and the person may be signed up again', async () => {
    const round = `/certification/rounds/${await cast.openRound()}/enrolments`;
    const one = await cast.participant('requested');
    expect((await correct('coordinator', one, 'import')).body.code).toBe('not_allowed_in_state');
    await api.database.db.raw(`update enrolment set source = 'import' where id = ?`, [one.enrolmentId]);
    expect((await correct('agency', one, 'import')).status).toBe(200);
    expect((await call<{ cause: string }>('coordinator', 'GET', of(one))).body).toMatchObject({ state: 'withdrawn', cause: 'corrected' });
    const again = await call('coordinator', 'POST', round, { kind: 'full', person: { name: 'Igen', email: one.email } });
    expect(again.status).toBe(201);
  });

  test('a person: the right one has the enrolment with its answer and remarks, the wrong one sees nothing of it', async () => {
    const wrong = await graded('not_satisfactory');
    const right = await cast.somebody();
    expect((await correct('coordinator', wrong, 'person', { person: { email: right.email } })).status).toBe(200);
    expect((await call(wrong, 'GET', of(wrong))).status).toBe(404);
    const theirs = { ...wrong, ...right };
    expect((await call<{ shortcomings: string }>(theirs, 'GET', of(wrong))).body.shortcomings).toBe('Kilder mangler.');
    expect((await call(theirs, 'GET', `${of(wrong)}/answer`)).body.text).toBe(`Besvarelse af ${wrong.email}`);
    // Both are told, each what concerns them, and the page of the right one is theirs to use.
    const written = (await letterList(api.database.db, { caseId: wrong.enrolmentId }, 50)).filter(
      ({ template }) => template === 'corrected',
    );
    expect(new Set(written.map(({ personId }) => personId))).toEqual(new Set([wrong.personId, right.personId]));
    expect((await call(theirs, 'PUT', `${of(wrong)}/answer`, { text: 'Rettet af den rette.' })).status).toBe(200);
  });

  test('somebody who is not known yet is added, and somebody with an open enrolment is refused', async () => {
    const [one, other] = [await cast.participant('studying'), await cast.participant('studying')];
    const taken = { person: { email: other.email } };
    expect((await correct('coordinator', one, 'person', taken)).body.code).toBe('already_enrolled');
    expect((await preview(one, 'person', taken)).body.code).toBe('already_enrolled');
    const fresh = { person: { name: 'Ny Person', email: 'ny.rigtig@firma.example', employer: 'Grundvand ApS' } };
    expect((await preview(one, 'person', fresh)).status).toBe(200);
    expect((await correct('coordinator', one, 'person', fresh)).status).toBe(200);
    expect((await call<{ person: object }>('coordinator', 'GET', of(one))).body.person).toMatchObject({ email: 'ny.rigtig@firma.example' });
  });

  test('what is asked for must be said', async () => {
    const one = await cast.participant('studying');
    expect((await correct('coordinator', one, 'admission', { reason: ' ' })).body.code).toBe('reason_needed');
    expect((await correct('coordinator', one, 'verdict')).body.code).toBe('not_allowed_in_state');
    expect((await correct('coordinator', one, 'person')).body.code).toBe('invalid_request');
    expect((await correct('coordinator', one, 'person', { person: { email: 'ukendt@firma.example' } })).body.code).toBe('invalid_request');
    expect((await correct('coordinator', one, 'person', { person: { name: 'A', email: 'nobody' } })).body.code).toBe('email_invalid');
    expect(await state(one)).toBe('studying');
  });

  test('ten corrections of one verdict at the same moment are one', async () => {
    const one = await graded('not_satisfactory');
    const answers = await Promise.all(Array.from({ length: 10 }, () => correct('coordinator', one, 'verdict')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    const written = await letterList(api.database.db, { caseId: one.enrolmentId }, 50);
    expect(written.filter(({ template }) => template === 'corrected')).toHaveLength(1);
  });

  test('two people who each give an enrolment to the other do not wait for each other for ever', async () => {
    const [a, b] = [await cast.participant('studying'), await cast.participant('studying')];
    const answers = await Promise.all([
      correct('coordinator', a, 'person', { person: { personId: b.personId } }),
      correct('agency', b, 'person', { person: { personId: a.personId } }),
    ]);
    expect(answers.map(({ body }) => body.code)).toEqual(['already_enrolled', 'already_enrolled']);
  });
});

describe('once a certificate is out', () => {
  let one: Participant;
  let asked: string;
  beforeAll(async () => {
    one = await graded('satisfactory');
  });

  test('the consequences are shown, and nothing is changed by looking', async () => {
    const before = await facts();
    const { status, body } = await preview(one, 'verdict');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      enrolment: { before: { state: 'passed', verdict: 'satisfactory' }, after: { state: 'under_grading', verdict: null } },
      certificates: [{ before: 'active', after: 'revoked' }],
      secondPerson: true,
    });
    expect(body.agenda.before.map(({ step }) => step)).toContain('recordExpiry');
    expect(body.agenda.after).toEqual([]);
    expect(await facts()).toEqual(before);
  });

  test('nobody is asked to confirm what another open enrolment forbids', async () => {
    const passed = await graded('satisfactory');
    const round = await cast.openRound();
    const again = { kind: 'recertification', source: 'form', person: { name: 'Igen', email: passed.email } };
    expect((await call('coordinator', 'POST', `/certification/rounds/${round}/enrolments`, again)).status).toBe(201);
    expect((await preview(passed, 'verdict')).body.code).toBe('already_enrolled');
    const { status, body } = await correct('coordinator', passed, 'verdict');
    expect([status, body.code]).toEqual([409, 'already_enrolled']);
    const { body: mine } = await call<{ tasks: { what: string; caseId: string }[] }>('agency', 'GET', '/tasks');
    expect(mine.tasks.filter(({ caseId }) => caseId === passed.enrolmentId)).toEqual([]);
  });

  test('it is only asked for: 202, a task for the other coordinators, and one at a time', async () => {
    const { status, body } = await correct('coordinator', one, 'verdict');
    expect([status, body.state]).toEqual([202, 'asked']);
    asked = body.id;
    expect(await state(one)).toBe('passed');
    expect((await correct('agency', one, 'verdict')).body.code).toBe('not_allowed_in_state');
    const { body: mine } = await call<{ tasks: { what: string; caseId: string }[] }>('coordinator', 'GET', '/tasks');
    expect(mine.tasks).toContainEqual(expect.objectContaining({ what: 'correction_to_confirm', caseId: one.enrolmentId }));
    const list = await call<{ corrections: object[] }>('agency', 'GET', '/certification/corrections');
    expect(list.body.corrections[0]).toMatchObject({ id: asked, state: 'asked', what: 'verdict' });
  });

  test('whoever asked cannot be the second person', async () => {
    const { status, body } = await call('coordinator', 'POST', `/certification/corrections/${asked}/confirm`);
    expect([status, body.code]).toEqual([403, 'second_person_needed']);
  });

  test('somebody else confirms it, once: revoked, told, and back to grading', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => call('agency', 'POST', `/certification/corrections/${asked}/confirm`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await state(one)).toBe('under_grading');
    expect(await certificates(one.personId)).toMatchObject([{ state: 'revoked' }]);
    expect((await call<{ certificate: null }>('coordinator', 'GET', of(one))).body.certificate).toBeNull();
    const events = await call<{ events: { what: string; data: object }[] }>('coordinator', 'GET', `/timeline?case=${one.enrolmentId}`);
    const told = events.body.events.map(({ what }) => what);
    for (const what of ['answerGraded', 'certificateIssued', 'correctionAsked', 'corrected']) expect(told).toContain(what);
    const { body: mine } = await call<{ tasks: { caseId: string }[] }>('coordinator', 'GET', '/tasks');
    expect(mine.tasks.map(({ caseId }) => caseId)).not.toContain(one.enrolmentId);
  });

  test('a satisfactory verdict after that issues another certificate, on the same day', async () => {
    expect((await call('grader2', 'POST', `${of(one)}/grade`, { verdict: 'satisfactory' })).status).toBe(200);
    await api.settle();
    expect(await state(one)).toBe('passed');
    expect((await certificates(one.personId)).map((each) => each.state).sort()).toEqual(['active', 'revoked']);
  });

  test('what was asked for can be let be', async () => {
    const { body } = await correct('agency', one, 'verdict');
    expect((await call('coordinator', 'POST', `/certification/corrections/${body.id}/withdraw`)).body.state).toBe('withdrawn');
    expect((await call('coordinator', 'POST', `/certification/corrections/${body.id}/confirm`)).body.code).toBe('not_allowed_in_state');
    expect(await state(one)).toBe('passed');
  });

  test('given to the right person, the wrong one’s certificate is revoked and the right one gets a new one', async () => {
    const right = await cast.somebody();
    const { status, body } = await correct('coordinator', one, 'person', { person: { personId: right.personId } });
    expect(status).toBe(202);
    const confirmed = await call('agency', 'POST', `/certification/corrections/${body.id}/confirm`);
    expect(confirmed.body.consequences.agenda.after.map(({ step }) => step)).toEqual(['issueCertificate']);
    await api.settle();
    expect((await certificates(one.personId)).every((each) => each.state === 'revoked')).toBe(true);
    expect(await certificates(right.personId)).toMatchObject([{ state: 'active' }]);
  });

  test('no reason is readable outside the seal', async () => {
    const found = await rows(api.database.db.raw(`select c::text from correction c union all select t::text from timeline_event t`));
    expect(JSON.stringify(found)).not.toContain('Det var en fejl');
  });
});
