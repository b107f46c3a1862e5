import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { actorOf } from '../../../db/core/access';
import { personByEmail } from '../../../db/core/people';
import type { Answer } from '../../support/http';
import { goodPassword, newestSecret } from '../../support/invitations';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Invitation = Readonly<{
  id: string;
  state: string;
  name: string;
  email: string;
  phone: string;
  lastDayOn: string;
  links: number;
  code: string;
}>;
type Accepted = Readonly<{ userName: string; token: string; code: string; municipality: { code: string; name: string }; role: string }>;

let api: OpenApi;
let cast: Cast;
let count = 0;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());
// Addresses are counted over a quarter of an hour: each test begins with all of its points.
beforeEach(() => api.database.db.raw('delete from rate_limit'));

const colleague = (changed: Record<string, unknown> = {}) => ({
  name: 'Kari Kollega',
  email: `kari-${(count += 1)}@oslo.kommune.example`,
  phone: '+47 22 00 00 00',
  ...changed,
});
async function ask<T = Invitation>(as: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
  return api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }) });
}
const invite = (changed: Record<string, unknown> = {}, as = 'municipality-admin') =>
  ask(as, 'POST', '/register/invitations', colleague(changed));
async function invited(changed: Record<string, unknown> = {}): Promise<Invitation & { secret: string }> {
  const { status, body } = await invite(changed);
  expect(status).toBe(201);
  return { ...body, secret: await newestSecret(api.database.db, body.id) };
}
const accept = (token: string, more: Record<string, unknown> = {}) =>
  api.server.call<Accepted>('POST', '/register/invitations/accept', {
    body: { token, userName: `kari.${(count += 1)}`, password: goodPassword, ...more },
  });
const listed = async (): Promise<readonly Invitation[]> =>
  (await ask<{ invitations: Invitation[] }>('municipality-admin', 'GET', '/register/invitations')).body.invitations;

describe('inviting', () => {
  test('needs name, e-mail and work phone, and answers with the invitation as it is listed', async () => {
    for (const missing of ['name', 'email', 'phone']) {
      const answer = await invite({ [missing]: undefined });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.body).toMatchObject({ fields: { [missing]: expect.any(String) } });
    }
    expect((await invite({ email: 'nobody' })).body.code).toBe('email_invalid');
    const one = await invited();
    expect(one).toMatchObject({ state: 'queued', name: 'Kari Kollega', phone: '+47 22 00 00 00', lastDayOn: '2026-03-16', links: 1 });
    await api.settle();
    expect((await listed()).find(({ id }) => id === one.id)).toMatchObject({ state: 'sent', email: one.email });
  });

  test('the same address twice, or somebody who works there already, is refused', async () => {
    const { email } = await invited();
    const again = await invite({ email: email.toUpperCase() });
    expect([again.status, again.body.code]).toEqual([409, 'not_allowed_in_state']);
    expect(again.body).toMatchObject({ fields: { email: 'invited_already' } });
    expect((await invite({ email: 'nina@oslo.kommune.example' })).body).toMatchObject({ fields: { email: 'works_here_already' } });
  });

  test('gives nothing until it is accepted, and tells nothing of who has the address already', async () => {
    const { email, id } = await invited({ email: 'rikke-raadgiver@firma.example', name: 'Noen Annen' });
    const who = (await personByEmail(api.database.db, email))!;
    expect((await actorOf(api.database.db, who.personId))!.grants).toEqual([]);
    const consultant = await invited({ email: 'consultant@firma.example', name: 'Som hun ble kalt' });
    expect(consultant.name).toBe('Som hun ble kalt');
    expect((await listed()).map((one) => one.name)).not.toContain('Rikke Rådgiver');
    expect(id).not.toBe(consultant.id);
  });

  test('is each municipality’s own: to others it is not there', async () => {
    const { id } = await invited();
    await api.database.db.raw(
      `insert into role_grant (id, person_id, organisation_id, role, granted_at)
       select gen_random_uuid(), p.id, o.id, 'municipality_admin', now() from person p, organisation o where p.email = 'bjorn@bergen.kommune.example' and o.code = '4601'`,
    );
    for (const path of ['resend', 'revoke'])
      expect((await ask('municipality-user-2', 'POST', `/register/invitations/${id}/${path}`)).status).toBe(404);
    const bergen = await ask<{ invitations: Invitation[] }>('municipality-user-2', 'GET', '/register/invitations');
    expect(bergen.body.invitations).toEqual([]);
    expect((await invite({ municipality: '0301' }, 'municipality-user-2')).status).toBe(404);
  });

  test('stores neither the link nor what was told in plain text, and logs the list once', async () => {
    const { secret, email, phone } = await invited();
    for (const table of ['invitation', 'invitation_link', 'letter', 'timeline_event']) {
      const stored = await rows<{ text: string }>(api.database.db.raw(`select t::text as text from ${table} t`));
      const all = stored.map((row) => row.text).join();
      for (const hidden of [secret, email, phone]) expect([table, all.includes(hidden)]).toEqual([table, false]);
    }
    await api.database.db.raw('select 1');
    const before = await rows(api.database.db.raw(`select 1 from lookup_log where what = 'invitations'`));
    await listed();
    const after = await rows(api.database.db.raw(`select 1 from lookup_log where what = 'invitations'`));
    expect(after.length - before.length).toBe(1);
  });
});

test('its letters are not for coordinators of courses', async () => {
  const { id } = await invited();
  await api.settle();
  const seen = async (as: string) =>
    (await ask<{ letters: { caseId: string }[] }>(as, 'GET', '/letters')).body.letters.map((one) => one.caseId);
  expect(await seen('coordinator')).not.toContain(id);
  expect(await seen('agency')).toContain(id);
  const [letter] = await rows<{ id: string }>(
    api.database.db.raw(`update letter set state = 'refused', reply_code = 550 where case_id = ? returning id`, [id]),
  );
  expect((await ask('coordinator', 'POST', `/letters/${letter!.id}/send-again`)).status).toBe(404);
  expect((await listed()).find((one) => one.id === id)).toMatchObject({ state: 'refused' });
});

describe('accepting', () => {
  test('makes the account, grants the role in that municipality, and signs in', async () => {
    const { secret, id, email } = await invited();
    const answer = await accept(secret, { userName: 'Kari.Kollega' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ userName: 'Kari.Kollega', municipality: { code: '0301' }, role: 'municipality_user' });
    const me = await api.server.call<{ email: string; roles: unknown[] }>('GET', '/me', { token: answer.body.token });
    expect(me.body).toMatchObject({ email, roles: [{ role: 'municipality_user', organisationCode: '0301' }] });
    expect((await listed()).find((one) => one.id === id)).toMatchObject({ state: 'accepted' });
    const signedIn = await api.server.call('POST', '/sign-in/password', { body: { userName: 'kari.kollega', password: goodPassword } });
    expect(signedIn.status).toBe(200);
  });

  test('is done once, also when the link is used ten times at once', async () => {
    const { secret } = await invited();
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(secret)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'invitation_used')).toHaveLength(9);
  });

  test.each([
    ['no link of ours', () => ({ token: 'x'.repeat(43) }), 404, 'not_found'],
    ['a password too short', () => ({ password: 'kort' }), 422, 'password_too_short'],
    ['a password that others think of', () => ({ password: 'passord-passord-1' }), 422, 'password_too_common'],
    ['a password of one’s own name and municipality', () => ({ password: 'KariKollega-Oslo' }), 422, 'password_too_common'],
    ['a user name that is none', () => ({ userName: 'kari kollega' }), 422, 'user_name_invalid'],
  ])('with %s is refused, and the link holds on', async (_what, more, status, code) => {
    const { secret } = await invited();
    const refused = await accept(secret, more());
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect((await accept(secret)).status).toBe(201);
  });

  test('with a user name that somebody has is refused', async () => {
    await accept((await invited()).secret, { userName: 'opptatt' });
    const { secret } = await invited();
    const refused = await accept(secret, { userName: 'OPPTATT' });
    expect([refused.status, refused.body.code]).toEqual([409, 'user_name_taken']);
    expect((await accept(secret, { userName: 'ledig' })).status).toBe(201);
  });

  test('of two who take the same user name at once one has it, and the other’s link holds on', async () => {
    const secrets = [(await invited()).secret, (await invited()).secret];
    const answers = await Promise.all(secrets.map((secret) => accept(secret, { userName: 'samtidig' })));
    expect(answers.map(({ status, body }) => (status === 201 ? 'made' : body.code)).sort()).toEqual(['made', 'user_name_taken']);
    const late = secrets[answers.findIndex(({ status }) => status !== 201)]!;
    expect((await accept(late, { userName: 'senere' })).status).toBe(201);
  });

  test('of two invitations of the same person accepted at once one makes the account, and the other takes its password', async () => {
    await api.database.db.raw(
      `insert into role_grant (id, person_id, organisation_id, role, granted_at)
       select gen_random_uuid(), p.id, o.id, 'municipality_admin', now() from person p, organisation o where p.email = 'marit@oslo.kommune.example' and o.code = '4601'`,
    );
    const { secret, email } = await invited({ municipality: '0301' });
    const bergen = await newestSecret(api.database.db, (await invite({ email, municipality: '4601' })).body.id);
    const answers = await Promise.all([secret, bergen].map((link, at) => accept(link, { userName: `begge.${at}` })));
    await api.database.db.raw(
      `delete from role_grant g using organisation o where o.id = g.organisation_id and o.code = '4601' and g.role = 'municipality_admin'`,
    );
    const made = answers.findIndex(({ status }) => status === 201);
    expect(answers[made]?.status).toBe(201);
    // Which of the two it is hangs on who was hashing when the account was made.
    expect(['not_allowed_in_state', 'credentials_wrong']).toContain(answers[1 - made]!.body.code);
    expect((await accept([secret, bergen][1 - made]!, { userName: `begge.${made}` })).status).toBe(201);
  });

  test('by somebody who has an account from elsewhere takes that account’s own password', async () => {
    const { secret, email } = await invited({ municipality: '0301' });
    await accept(secret, { userName: 'to.steder' });
    await api.database.db.raw(
      `insert into role_grant (id, person_id, organisation_id, role, granted_at)
       select gen_random_uuid(), p.id, o.id, 'municipality_admin', now() from person p, organisation o where p.email = 'marit@oslo.kommune.example' and o.code = '4601'`,
    );
    const bergen = await invite({ email, municipality: '4601' });
    expect(bergen.status).toBe(201);
    const link = await newestSecret(api.database.db, bergen.body.id);
    const wrong = await accept(link, { userName: 'to.steder', password: 'et helt annet passord' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'credentials_wrong']);
    const right = await accept(link, { userName: 'to.steder' });
    expect(right.body).toMatchObject({ municipality: { code: '4601' } });
    await api.database.db.raw(
      `delete from role_grant g using organisation o where o.id = g.organisation_id and o.code = '4601' and g.role = 'municipality_admin'`,
    );
  });
});

describe('afterwards', () => {
  test('a resend kills the old link, whichever was opened, and the letter to the right address is its person’s', async () => {
    const { id, secret } = await invited();
    const { body } = await ask('municipality-admin', 'POST', `/register/invitations/${id}/resend`, {
      email: 'rett-adresse@oslo.kommune.example',
    });
    expect(body).toMatchObject({ links: 2, email: 'rett-adresse@oslo.kommune.example', state: 'queued' });
    const old = await accept(secret);
    expect([old.status, old.body.code]).toEqual([410, 'invitation_revoked']);
    const { body: accepted } = await accept(await newestSecret(api.database.db, id));
    const me = await api.server.call<{ email: string }>('GET', '/me', { token: accepted.token });
    expect(me.body.email).toBe('rett-adresse@oslo.kommune.example');
    expect((await ask('municipality-admin', 'POST', `/register/invitations/${id}/resend`)).body.code).toBe('not_allowed_in_state');
    expect((await ask('municipality-admin', 'POST', `/register/invitations/${id}/revoke`)).body.code).toBe('not_allowed_in_state');
  });

  test('a link taken back or used says which, and who works in the register sees whom to ask', async () => {
    const revoked = await invited();
    expect((await ask('municipality-admin', 'POST', `/register/invitations/${revoked.id}/revoke`)).body.state).toBe('revoked');
    expect((await accept(revoked.secret)).body.code).toBe('invitation_revoked');
    const used = await invited();
    await accept(used.secret);
    expect((await accept(used.secret)).body.code).toBe('invitation_used');
    const nobody = await api.server.call('GET', '/register/contact');
    expect(nobody.body).toEqual({ contact: 'jobbsjansen@imdi.example', municipalities: [] });
    const nina = await ask<unknown>('municipality-user', 'GET', '/register/contact');
    expect(nina.body).toMatchObject({ municipalities: [{ name: 'Oslo kommune', administrators: [{ name: 'Marit Myhre' }] }] });
  });

  test('whoever is erased has no account any more', async () => {
    const { secret, email } = await invited();
    await accept(secret, { userName: 'slettes' });
    const who = (await personByEmail(api.database.db, email))!;
    expect((await ask('agency', 'POST', `/people/${who.personId}/erase`, { reason: 'asked for it' })).status).toBeLessThan(300);
    const gone = await api.server.call<{ code: string }>('POST', '/sign-in/password', {
      body: { userName: 'slettes', password: goodPassword },
    });
    expect(gone.body.code).toBe('credentials_wrong');
    expect(await rows(api.database.db.raw('select 1 from account where person_id = ?', [who.personId]))).toEqual([]);
    expect((await listed()).find((one) => one.email === email)).toBeUndefined();
  });

  test('a link past its last day has expired, and a fresh one can be had', async () => {
    const { id, secret } = await invited();
    await api.passTo('2026-03-17T10:00:00+01:00');
    const late = await accept(secret);
    expect([late.status, late.body.code]).toEqual([410, 'invitation_expired']);
    expect((await listed()).find((one) => one.id === id)).toMatchObject({ state: 'expired' });
    expect((await ask('municipality-admin', 'POST', `/register/invitations/${id}/resend`)).body).toMatchObject({ lastDayOn: '2026-03-31' });
    expect((await accept(await newestSecret(api.database.db, id))).status).toBe(201);
  });
});
