import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Body = Readonly<{ id: string; code: string; state: string; verdict: string | null; shortcomings: string | null }>;
type Queue = Readonly<{ enrolments: { id: string; person: { name: string | null; email: string | null; employer: string | null } }[] }>;
let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  for (const name of ['grader3', 'grader4']) await role(name);
});
afterAll(() => api.close());

/** One more grader at the provider. */
async function role(name: string): Promise<void> {
  const { personId } = await cast.somebody(`${name}@wsp.example`);
  const { body } = await call<{ organisations: { id: string; code: string }[] }>('agency', 'GET', '/organisations');
  const organisationId = body.organisations.find((one) => one.code === 'wsp')!.id;
  expect((await call('agency', 'POST', `/people/${personId}/roles`, { role: 'grader', organisationId })).status).toBe(204);
}
async function call<T = Body>(as: string | Participant, method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const token = typeof as === 'string' ? await cast.token(as) : as.token;
  return api.server.call<T>(method, path, { token, ...(body === undefined ? {} : { body }) });
}
const set = async (key: string, value: string): Promise<void> => {
  expect((await call('agency', 'PUT', `/rules/${key}`, { value, reason: 'a trial' })).status).toBe(200);
};
/** Somebody whose answer waits for a verdict, ruled by the values of now. */
async function waiting(): Promise<Participant> {
  const one = await cast.participant('submitted');
  await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
  return one;
}
const of = ({ enrolmentId }: Participant): string => `/certification/enrolments/${enrolmentId}`;
const grade = (as: string | Participant, one: Participant, verdict: string, more: object = {}): Promise<Answer<Body>> =>
  call(as, 'POST', `${of(one)}/grade`, {
    verdict,
    ...(verdict === 'satisfactory' ? {} : { shortcomings: `Mangler, siger ${typeof as === 'string' ? as : as.email}.` }),
    ...more,
  });
const queueOf = async (as: string): Promise<string[]> =>
  (await call<Queue>(as, 'GET', '/certification/grading-queue')).body.enrolments.map(({ id }) => id);
const graders = ['grader', 'grader2', 'grader3@wsp.example', 'grader4@wsp.example'];

describe('one grader decides', () => {
  test('and of sixteen verdicts at the same moment exactly one is recorded', async () => {
    const one = await waiting();
    const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => grade(graders[at % 4]!, one, 'satisfactory')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 15 }, () => 409)]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(new Set(['not_allowed_in_state']));
    expect(await rows(api.database.db.raw('select 1 from verdict where enrolment_id = ?', [one.enrolmentId]))).toHaveLength(1);
    for (const grader of graders) expect(await queueOf(grader)).not.toContain(one.enrolmentId);
  });

  test('on the criteria of the rubric, and on no others', async () => {
    const one = await waiting();
    expect((await grade('grader', one, 'satisfactory', { criteria: ['sources', 'colour'] })).body.code).toBe('value_invalid');
    expect((await grade('grader', one, 'satisfactory', { criteria: ['sources', 'risk'] })).status).toBe(200);
    expect(await rows(api.database.db.raw('select criteria from verdict where enrolment_id = ?', [one.enrolmentId]))).toEqual([
      { criteria: ['sources', 'risk'] },
    ]);
  });
});

describe('two graders', () => {
  beforeAll(() => set('jar.secondGrader', 'on'));
  afterAll(() => set('jar.secondGrader', 'off'));

  test('who agree decide, and neither can be both of them', async () => {
    const one = await waiting();
    expect((await grade('grader', one, 'satisfactory')).body).toMatchObject({ state: 'under_grading', verdict: null });
    expect((await grade('grader', one, 'satisfactory')).body.code).toBe('not_allowed_in_state');
    expect(await queueOf('grader')).not.toContain(one.enrolmentId);
    expect(await queueOf('grader2')).toContain(one.enrolmentId);
    expect((await grade('grader2', one, 'satisfactory')).body).toMatchObject({ verdict: 'satisfactory' });
    await api.settle();
    expect((await call('coordinator', 'GET', of(one))).body.state).toBe('passed');
  });

  test('who differ leave it to a third, and the participant reads nothing of it before', async () => {
    const one = await waiting();
    expect((await grade('grader', one, 'not_satisfactory')).body.verdict).toBeNull();
    expect((await grade('grader2', one, 'satisfactory')).body.verdict).toBeNull();
    expect((await call(one, 'GET', of(one))).body).toMatchObject({ state: 'under_grading', verdict: null, shortcomings: null });
    expect((await grade('grader3@wsp.example', one, 'not_satisfactory')).body.state).toBe('returned');
    const { shortcomings } = (await call(one, 'GET', of(one))).body;
    // What both said who found it wanting.
    expect(shortcomings).toBe('Mangler, siger grader.\n\nMangler, siger grader3@wsp.example.');
    // The corrected answer is another one: everybody may grade again.
    expect((await call(one, 'PUT', `${of(one)}/answer`, { text: 'Rettet.' })).status).toBe(200);
    for (const grader of graders) expect(await queueOf(grader)).toContain(one.enrolmentId);
  });

  test('of sixteen at the same moment exactly as many count as are needed', async () => {
    const one = await waiting();
    const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => grade(graders[at % 4]!, one, 'satisfactory')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const found = await rows<{ grader: string }>(
      api.database.db.raw('select grader_id as grader from verdict where enrolment_id = ?', [one.enrolmentId]),
    );
    expect(new Set(found.map(({ grader }) => grader)).size).toBe(2);
  });

  test('never one’s own answer', async () => {
    const own = await cast.participant('submitted', { email: 'grader4@wsp.example' });
    await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [own.enrolmentId]);
    expect((await grade(own, own, 'satisfactory')).body.code).toBe('own_answer');
    expect(await queueOf('grader4@wsp.example')).not.toContain(own.enrolmentId);
  });
});

describe('blind grading', () => {
  let one: Participant;
  beforeAll(async () => {
    await set('jar.blindGrading', 'on');
    one = await cast.participant('task_open');
    const form = new FormData();
    form.append('files', new Blob(['%PDF-1.4']), 'Anna Jensen, opgave.pdf');
    form.append('text', 'Besvarelse');
    expect((await call(one, 'PUT', `${of(one)}/answer`, form)).status).toBe(200);
    await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
    await set('jar.blindGrading', 'off');
  });
  const paths = (): string[] => [
    '/certification/grading-queue',
    of(one),
    `${of(one)}/answer`,
    `${of(one)}/receipts`,
    `/timeline?case=${one.enrolmentId}`,
  ];

  test('tells a grader neither name nor address nor what the files are called', async () => {
    const telling = ['Anna Jensen', one.email, `Person ${one.email.split('@')[0]}`];
    for (const path of paths()) {
      const { status, text } = await call('grader', 'GET', path);
      expect([path, status]).toEqual([path, 200]);
      for (const word of telling) expect([path, text.includes(word)]).toEqual([path, false]);
    }
    const { body } = await call<{ files: { id: string; name: string }[] }>('grader', 'GET', `${of(one)}/answer`);
    expect(body.files.map(({ name }) => name)).toEqual(['Bilag 1.pdf']);
    const file = await call('grader', 'GET', `${of(one)}/answer/files/${body.files[0]!.id}`);
    expect(file.headers.get('content-disposition')).toContain('Bilag%201.pdf');
  });

  test('and tells those who run the course, and the participant, as ever', async () => {
    for (const who of ['coordinator', 'agency', one] as const) {
      expect((await call<{ person: { email: string } }>(who, 'GET', of(one))).body.person.email).toBe(one.email);
      expect((await call<{ files: { name: string }[] }>(who, 'GET', `${of(one)}/receipts`)).text).toContain('Anna Jensen, opgave.pdf');
    }
  });

  test('gives nothing away once the certificate is out', async () => {
    expect((await grade('grader', one, 'satisfactory')).status).toBe(200);
    await api.settle();
    const { body } = await call<{ state: string; certificate: unknown }>('grader', 'GET', of(one));
    expect(body).toMatchObject({ state: 'passed', certificate: null });
    expect((await call('grader', 'GET', `/timeline?case=${one.enrolmentId}`)).text).not.toContain('JAR-2026-');
  });
});
