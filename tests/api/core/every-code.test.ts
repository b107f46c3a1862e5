import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf, type ErrorCode } from '../../../domain/core/errors';
import { clock } from '../../../db/core/clock';
import { newId } from '../../../db/core/ids';
import { personByEmail } from '../../../db/core/people';
import { addRuleSetting } from '../../../db/core/rules';
import { transaction } from '../../../db/core/transaction';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { goodPassword, newestSecret } from '../../support/invitations';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

/** Codes that no call of this API is answered with, and why. */
const elsewhere: Readonly<Partial<Record<ErrorCode, string>>> = {
  certificate_not_valid: 'certificate-bound sign-in is stood in for by the demo',
  internal_error: 'a fault of ours; see the tests of what cannot be parsed',
  unavailable: 'a database that is away; see tests/faults',
};

type Asked = Promise<Answer<{ code: string }>>;
let api: OpenApi;
let cast: Cast;
let registerCast: RegisterCast;
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
  registerCast = registerCastOf(api);
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

/** Somebody invited to the register, and the link of their letter. */
async function invited(): Promise<{ path: string; token: string }> {
  const body = { name: 'Kari Kollega', email: `${newId()}@oslo.kommune.example`, phone: '22 00 00 00' };
  const { id } = (await ask('municipality-admin', 'POST', '/register/invitations', body)).body as never as { id: string };
  return { path: `/register/invitations/${id}`, token: await newestSecret(api.database.db, id) };
}
const register = (nationalId: string): Asked =>
  ask('municipality-user', 'POST', '/register/participations', {
    nationalId,
    startOn: '2026-03-02',
    municipality: '0301',
    financing: 'jobbsjansen_grant',
  });
/** Whether synthetic numbers are let in, from now on. */
const allowSynthetic = async (value: 'off' | 'on'): Promise<void> => {
  const { db } = api.database;
  const setBy = (await personByEmail(db, 'ida@imdi.example'))!.personId;
  await transaction(db, async (trx) => {
    await addRuleSetting(trx, {
      key: 'fnr.allowSynthetic',
      value,
      validFrom: '2026-01-01',
      setBy,
      setAt: await clock(trx),
      moves: false,
      reason: null,
    });
  });
};
const accept = (token: string, changed: Record<string, unknown> = {}): Asked =>
  ask(null, 'POST', '/register/invitations/accept', { token, userName: `kari.${newId()}`, password: goodPassword, ...changed });

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
  link_expired: () => ask(null, 'POST', '/sign-in/password/reset', { token: 'none', password: goodPassword }),
  credentials_wrong: () => ask(null, 'POST', '/sign-in/password', { userName: 'nobody', password: 'nothing' }),
  password_too_short: async () => accept((await invited()).token, { password: 'kort' }),
  password_too_common: async () => accept((await invited()).token, { password: 'passordpassord1' }),
  user_name_invalid: async () => accept((await invited()).token, { userName: 'x' }),
  user_name_taken: async () => {
    expect((await accept((await invited()).token, { userName: 'opptatt' })).status).toBe(201);
    return accept((await invited()).token, { userName: 'Opptatt' });
  },
  invitation_revoked: async () => {
    const { path, token } = await invited();
    expect((await ask('municipality-admin', 'POST', `${path}/revoke`)).status).toBe(200);
    return accept(token);
  },
  invitation_used: async () => {
    const { token } = await invited();
    expect((await accept(token)).status).toBe(201);
    return accept(token);
  },
  id_format: () => register('1283852002x'),
  id_length: () => register('1283852002'),
  id_date: () => register('31028520020'),
  id_check_digits: () => register('12838520021'),
  id_help_number: () => register('12438520048'),
  must_be_woman: () => register('12838520101'),
  id_synthetic_not_allowed: async () => {
    await allowSynthetic('off');
    const answer = await register('12838520020');
    await allowSynthetic('on');
    return answer;
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

/** Those of the participant register. */
const create = (changed: Record<string, unknown>): Asked => registerCast.create('municipality-user', changed);
const participation = async (what: string, body?: unknown, until?: 'ended' | 'discharged'): Asked => {
  const { id } = until ? await registerCast.complete(until) : await registerCast.somebody();
  return ask('municipality-user', 'POST', `/register/participations/${id}/${what}`, body);
};
const save = async (fields: Record<string, unknown>): Asked => registerCast.save((await registerCast.somebody()).id, 1, fields);
const comeBack = async (changed: Record<string, unknown>, until: 'ended' | 'discharged' = 'discharged'): Asked =>
  participation('return', { startOn: '2026-02-25', financing: 'other', projectId: await registerCast.project(), ...changed }, until);
const inTheRegister: Readonly<Partial<Record<ErrorCode, () => Asked>>> = {
  age_under_16: () => create({ nationalId: '15861060087' }),
  start_too_far_ahead: () => create({ startOn: '2027-03-03' }),
  unknown_option: () => create({ financing: 'lottery' }),
  already_active: async () => {
    const nationalId = registerCast.number();
    expect((await create({ nationalId })).status).toBe(201);
    return create({ nationalId });
  },
  out_of_range: () => save({ children: 99 }),
  end_before_start: () => save({ endOn: '2026-01-14' }),
  reason_mismatch: () => save({ subReason: 'kvp' }),
  fields_missing: () => participation('discharge'),
  name_mismatch: async () => {
    const { id } = await registerCast.complete('ended');
    await api.database.db.raw(`update name_lookup set state = 'mismatch', over = true, next_due_at = null where participation_id = ?`, [
      id,
    ]);
    return ask('municipality-user', 'POST', `/register/participations/${id}/discharge`);
  },
  reopen_needed: async () => {
    const { id, version } = await registerCast.complete('discharged');
    return registerCast.save(id, version, { endOn: null });
  },
  not_discharged: () => comeBack({}, 'ended'),
  start_before_old_end: () => comeBack({ startOn: '2026-02-20' }),
  project_not_running: async () => {
    const body = { municipality: '0301', name: newId(), startsOn: '2020-01-01', endsOn: '2020-12-31' };
    const { id } = (await ask('municipality-admin', 'POST', '/register/projects', body)).body as never as { id: string };
    return comeBack({ projectId: id });
  },
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
  invitation_expired: async () => {
    const { token } = await invited();
    await api.database.db.raw(`update invitation set link_made_at = '2026-01-01' where not over`);
    return accept(token);
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
  const here = [...Object.keys(whileRunning), ...Object.keys(inTheRegister), ...Object.keys(afterwards), ...Object.keys(elsewhere)];
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

describe('in the register', () => {
  test.each(cases(inTheRegister))('%s', check);
});

describe('once the deadline has passed', () => {
  beforeAll(async () => {
    await api.passTo('2026-05-16T12:00:00+02:00');
  });
  test.each(cases(afterwards))('%s', check);
});
