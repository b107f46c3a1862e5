import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf, type ErrorCode } from '../../../domain/core/errors';
import { newId } from '../../../db/core/ids';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

/** Codes that no call of this API is answered with, and why. */
const elsewhere: Readonly<Partial<Record<ErrorCode, string>>> = {
  certificate_not_valid: 'certificate-bound sign-in is stood in for by the demo',
  link_expired: 'links for signing in are opened as pages',
  internal_error: 'a fault of ours; see the tests of what cannot be parsed',
  unavailable: 'a database that is away; see tests/faults',
};

type Asked = Promise<Answer<{ code: string }>>;
let api: OpenApi;
let cast: Cast;
let round: string;
let people: Readonly<{
  studying: Participant;
  waiting: Participant;
  answered: Participant;
  silent: Participant;
  grader: Participant;
  returned: Participant;
}>;

beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  round = `/certification/rounds/${await cast.openRound()}`;
  people = {
    studying: await cast.participant('studying'),
    waiting: await cast.participant('requested'),
    answered: await cast.participant('submitted'),
    silent: await cast.participant('task_open'),
    grader: await cast.participant('submitted', { email: 'grader@wsp.example' }),
    returned: await cast.participant('submitted'),
  };
});
afterAll(() => api.close());

async function ask(
  as: string | Participant | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Asked {
  const token = as === null ? undefined : typeof as === 'string' ? await cast.token(as) : as.token;
  return api.server.call(method, path, { ...(token ? { token } : {}), ...(body === undefined ? {} : { body }), headers });
}
const of = ({ enrolmentId }: Participant): string => `/certification/enrolments/${enrolmentId}`;
const signUp = (changed: Record<string, unknown>, kind = 'full'): Asked =>
  ask('coordinator', 'POST', `${round}/enrolments`, { kind, person: { name: 'Ny', email: `${newId()}@firma.example`, ...changed } });
const upload = (text: string | Buffer): Asked =>
  ask('coordinator', 'POST', `${round}/enrolments/import`, new Uint8Array(Buffer.from(text)), { 'content-type': 'text/csv' });
async function use(changed: Record<string, unknown>, as = 'region-nordjylland'): Asked {
  const { personId } = people.studying;
  const row = {
    eventId: newId(),
    person: personId,
    region: 'nordjylland',
    caseNumber: '1',
    kind: 'draft_edit',
    at: '2026-03-02T08:00:00Z',
  };
  return ask(as, 'POST', '/certification/uses', { ...row, ...changed });
}
const newRound = (changed: Record<string, unknown>): Asked =>
  ask('coordinator', 'POST', '/certification/rounds', { year: 2050, number: 1, ...changed });
const patchRound = async (body: unknown): Asked => {
  const { headers } = await ask('coordinator', 'GET', round);
  return ask('coordinator', 'PATCH', round, body, { 'if-match': headers.get('etag')! });
};

/** How each code is come by while the round is running. */
const whileRunning: Readonly<Partial<Record<ErrorCode, () => Asked>>> = {
  invalid_request: () => ask('coordinator', 'POST', '/certification/rounds', {}),
  not_signed_in: () => ask(null, 'GET', '/me'),
  not_permitted: () => ask('consultant', 'GET', '/rules'),
  not_found: () => ask('consultant', 'GET', of(people.studying)),
  method_not_allowed: () => ask('consultant', 'DELETE', '/me'),
  too_large: () => upload(Buffer.alloc(5 * 1024 * 1024 + 1, 0x61)),
  unsupported_content_type: () => ask('coordinator', 'POST', `${round}/enrolments/import`, '<xml/>', { 'content-type': 'text/xml' }),
  if_match_missing: () => ask('coordinator', 'PATCH', round, { deadlineOn: '2026-05-22' }),
  changed_by_other: () => ask('coordinator', 'PATCH', round, { deadlineOn: '2026-05-22' }, { 'if-match': '"0"' }),
  idempotency_key_reused: async () => {
    const key = { 'idempotency-key': newId() };
    await ask('consultant', 'POST', '/me/tokens', { label: 'one' }, key);
    return ask('consultant', 'POST', '/me/tokens', { label: 'two' }, key);
  },
  too_many_requests: async () => {
    for (let count = 0; count < 5; count += 1) await ask(null, 'POST', '/sign-in/links', { email: `${count}@firma.example` });
    return ask(null, 'POST', '/sign-in/links', { email: 'last@firma.example' });
  },
  email_invalid: () => signUp({ email: 'nobody' }),
  cpr_format: () => signUp({ nationalId: '12345' }),
  cpr_date: () => signUp({ nationalId: '310270-0003' }),
  already_enrolled: () => signUp({ email: people.studying.email }),
  no_former_certificate: () => signUp({}, 'recertification'),
  csv_header: () => upload('Rikke;rikke@firma.example'),
  csv_encoding: () => upload(Buffer.from('name;email\nA;a@b.dk', 'utf16le')),
  import_confirmed: async () => {
    const { body } = await upload(`name;email\nNy;${newId()}@firma.example`);
    const path = `${round}/enrolments/import/${(body as never as { id: string }).id}/confirm`;
    expect((await ask('coordinator', 'POST', path)).status).toBe(200);
    return ask('coordinator', 'POST', path);
  },
  round_dates_order: () => newRound({ signUpOpensOn: '2050-05-16', deadlineOn: '2050-05-15' }),
  too_many_rounds: () => newRound({ number: 5 }),
  round_not_open: async () => {
    const { body } = await newRound({ year: 2051 });
    return ask('coordinator', 'POST', `/certification/rounds/${(body as never as { id: string }).id}/enrolments`, {
      kind: 'full',
      person: { name: 'A', email: 'a@b.dk' },
    });
  },
  deadline_not_later: () => patchRound({ deadlineOn: '2026-05-01' }),
  not_allowed_in_state: () => patchRound({ priceDkk: 5_000 }),
  material_not_released: () => ask('consultant', 'GET', `${round}/material`),
  self_study_not_done: () => ask(people.studying, 'PUT', `${of(people.studying)}/answer`, { text: 'svar' }),
  answer_empty: () => ask(people.silent, 'PUT', `${of(people.silent)}/answer`, {}),
  round_not_closed: () => ask('grader2', 'POST', `${of(people.answered)}/grade`, { verdict: 'satisfactory' }),
  payment_missing: async () => {
    const set = (value: string): Asked => ask('agency', 'PUT', '/rules/jar.paymentGate', { value, reason: 'a trial' });
    expect((await set('before_task')).status).toBe(200);
    const one = await cast.participant('studying');
    expect((await set('none')).status).toBe(200);
    return ask(one, 'POST', `${of(one)}/self-study-done`);
  },
  value_invalid: () => ask('agency', 'PUT', '/rules/jar.idleYears', { value: 0, reason: 'a trial' }),
  reason_needed: () => ask('agency', 'PUT', '/rules/jar.idleYears', { value: 2 }),
  legacy_after_start: () =>
    ask('region-nordjylland', 'POST', '/certification/legacy-accesses', {
      consultant: people.studying.personId,
      region: 'nordjylland',
      evidenceOn: '2019-01-01',
      evidence: 'a list of users',
    }),
  no_certificate: () => use({}),
  unknown_person: () => use({ person: newId() }),
  unknown_region: () => use({ region: 'atlantis' }, 'agency'),
  region_not_in_scheme: () => use({ at: '2018-12-31T12:00:00Z' }),
  offset_missing: () => use({ at: '2026-03-02T08:00:00' }),
  event_in_future: async () => {
    await cast.certificate(people.studying.personId, { issuedOn: '2026-01-01' });
    return use({ at: '2026-03-02T09:02:00.001Z' });
  },
  event_before_issue: () => use({ at: '2025-12-31T12:00:00Z' }),
  event_id_conflict: async () => {
    const eventId = newId();
    expect((await use({ eventId })).status).toBe(200);
    return use({ eventId, caseNumber: '2' });
  },
  snapshot_of_other_version: async () => {
    expect((await ask('consultant', 'POST', '/rehearsal/snapshot', { name: 'before' })).status).toBe(201);
    await api.database.db.raw(`update rehearsal_snapshot set migrations = '{0001-core}'`);
    return ask('consultant', 'POST', '/rehearsal/restore', { name: 'before' });
  },
  not_forward: () => ask('consultant', 'POST', '/rehearsal/advance', { to: '2026-03-02T09:00:00Z' }),
};

/** And those that come only once the deadline has passed. */
const afterwards: Readonly<Partial<Record<ErrorCode, () => Asked>>> = {
  late_not_graded: async () => {
    expect((await ask(people.silent, 'PUT', `${of(people.silent)}/answer`, { text: 'for sent' })).body).toMatchObject({ late: true });
    return ask('grader2', 'POST', `${of(people.silent)}/grade`, { verdict: 'satisfactory' });
  },
  deadline_passed: () => ask(people.answered, 'PUT', `${of(people.answered)}/answer`, { text: 'endnu et svar' }),
  own_answer: () => ask('grader', 'POST', `${of(people.grader)}/grade`, { verdict: 'satisfactory' }),
  second_person_needed: async () => {
    expect((await ask('grader2', 'POST', `${of(people.answered)}/grade`, { verdict: 'satisfactory' })).status).toBe(200);
    await api.settle();
    const asked = await ask('coordinator', 'POST', `${of(people.answered)}/correct`, { what: 'verdict', reason: 'a trial' });
    return ask('coordinator', 'POST', `/certification/corrections/${(asked.body as never as { id: string }).id}/confirm`);
  },
  correction_window_closed: async () => {
    const { status } = await ask('grader2', 'POST', `${of(people.returned)}/grade`, {
      verdict: 'not_satisfactory',
      shortcomings: 'Kilder mangler.',
    });
    expect(status).toBe(200);
    await api.passTo('2026-06-01T12:00:00+02:00');
    return ask(people.returned, 'PUT', `${of(people.returned)}/answer`, { text: 'rettet' });
  },
  advance_running: async () => {
    await ask('consultant', 'POST', '/rehearsal/advance', { days: 1 });
    return ask('consultant', 'POST', '/rehearsal/advance', { days: 1 });
  },
};

const cases = (some: typeof whileRunning): [ErrorCode, () => Asked][] => Object.entries(some) as [ErrorCode, () => Asked][];
const check = async (code: ErrorCode, provoke: () => Asked): Promise<void> => {
  const answer = await provoke();
  expect([answer.status, answer.body.code]).toEqual([statusOf[code], code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
};

test('every code has its way here, or a reason why it has none', () => {
  const here = [...Object.keys(whileRunning), ...Object.keys(afterwards), ...Object.keys(elsewhere)];
  expect(here.sort()).toEqual(Object.keys(statusOf).sort());
});

describe('while the round is running', () => {
  test.each(cases(whileRunning))('%s', check);

  test('too many requests are told when to come again', async () => {
    const answer = await ask(null, 'POST', '/sign-in/links', { email: 'again@firma.example' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body).toMatchObject({ retryAfterSeconds: Number(answer.headers.get('retry-after')) });
  });
});

describe('once the deadline has passed', () => {
  beforeAll(async () => {
    await api.passTo('2026-05-16T12:00:00+02:00');
  });
  test.each(cases(afterwards))('%s', check);
});
