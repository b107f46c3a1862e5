import { readdir, readlink } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf } from '../../../api/core/problem';
import { Refusal, statusOf } from '../../../domain/core/errors';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { newId } from '../../../db/core/ids';
import { languages } from '../../../letters/core/catalogue';
import type { Answer } from '../../support/http';
import { multipart } from '../../support/multipart';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Problem = {
  code: string;
  status: number;
  title: string;
  detail?: string;
  type: string;
  traceId: string;
  fields?: Record<string, string>;
  current?: unknown;
  yours?: unknown;
};

let api: OpenApi;
let cast: Cast;
let studying: Participant;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  studying = await cast.participant('task_open');
});
afterAll(() => api.close());

async function ask(
  as: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Problem>> {
  const token = as === studying.email ? studying.token : await cast.token(as);
  return api.server.call<Problem>(method, path, { token, ...(body === undefined ? {} : { body }), headers });
}
const round = (): Promise<string> => cast.openRound();
const answerPath = (): string => `/certification/enrolments/${studying.enrolmentId}/answer`;
const person = (changed: Record<string, unknown> = {}): unknown => ({
  kind: 'full',
  person: { name: 'Ny Person', email: `${newId()}@firma.example`, ...changed },
});

describe('a refusal', () => {
  test('is problem+json with a stable code, its status, and a trace to be asked about', async () => {
    const { status, headers, body } = await ask('consultant', 'GET', '/rules');
    expect(status).toBe(403);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:frist:problem:not_permitted', code: 'not_permitted', status: 403, title: expect.any(String) });
    expect(body.traceId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['da', 'da'],
    ['nb', 'nb'],
    ['nn-NO', 'nb'],
    ['no', 'nb'],
    ['en-US,en;q=0.9', 'en'],
    ['fr, en;q=0.5, da;q=0.4', 'en'],
    ['fr', 'da'],
    ['*', 'da'],
    ['', 'da'],
  ] as const)('is told in the language asked for: %j gives %s', async (asked, language) => {
    const titles = Object.fromEntries(
      await Promise.all(
        languages.map(async (one) => [one, (await ask('consultant', 'GET', '/rules', undefined, { 'accept-language': one })).body.title]),
      ),
    ) as Record<string, string>;
    expect(new Set(Object.values(titles)).size).toBeGreaterThanOrEqual(2);
    const { body } = await ask('consultant', 'GET', '/rules', undefined, { 'accept-language': asked });
    expect(body.title).toBe(titles[language]);
  });

  test.each(Object.keys(statusOf))('with the code %s has words in every language', (code) => {
    for (const language of languages) {
      const { title, detail } = problemOf(new Refusal(code as keyof typeof statusOf), language, 'trace');
      expect([code, title]).not.toEqual([code, code]);
      expect(detail ?? 'none').not.toBe('');
    }
  });

  test('never repeats what was typed', async () => {
    const { text } = await ask(
      'coordinator',
      'POST',
      `/certification/rounds/${await round()}/enrolments`,
      person({ email: 'secret-typed-thing', cpr: '0101700003' }),
    );
    expect(text).not.toMatch(/secret-typed-thing|0101700003/);
  });
});

describe('a body', () => {
  const path = '/people';
  const good = { name: 'Ny Person', email: 'ny.person@firma.example' };
  test.each([
    ['that does not parse', '{"name": ', 400, 'invalid_request'],
    ['of nothing', '', 400, 'invalid_request'],
    ['that is a list', '[]', 400, 'invalid_request'],
    ['that is a number', '17', 400, 'invalid_request'],
    ['that is null', 'null', 400, 'invalid_request'],
    ['with an unknown field', JSON.stringify({ ...good, admin: true }), 400, 'invalid_request'],
    ['with a field missing', JSON.stringify({ name: 'Ny' }), 400, 'invalid_request'],
    ['with a field of the wrong kind', JSON.stringify({ ...good, name: 17 }), 400, 'invalid_request'],
    ['with __proto__', '{"__proto__": {"isAdmin": true}, "name": "Ny", "email": "ny@firma.example"}', 400, 'invalid_request'],
    [
      'with constructor',
      '{"constructor": {"prototype": {"isAdmin": true}}, "name": "Ny", "email": "ny@firma.example"}',
      400,
      'invalid_request',
    ],
    ['with a NUL in a name', '{"name": "N\\u0000y", "email": "ny@firma.example"}', 400, 'invalid_request'],
    ['with a line break in a name', '{"name": "Ny\\r\\nBcc: alle@firma.example", "email": "ny@firma.example"}', 400, 'invalid_request'],
    ['with a name of blanks', '{"name": "   ", "email": "ny@firma.example"}', 400, 'invalid_request'],
    ['with a name that is too long', JSON.stringify({ ...good, name: 'N'.repeat(201) }), 400, 'invalid_request'],
    ['with a NUL in an address', '{"name": "Ny", "email": "n\\u0000y@firma.example"}', 422, 'email_invalid'],
    ['with a line break in an address', '{"name": "Ny", "email": "ny@firma.example\\nBcc: alle@firma.example"}', 422, 'email_invalid'],
    ['with two addresses', '{"name": "Ny", "email": "ny@firma.example, to@firma.example"}', 422, 'email_invalid'],
    ['with a display name', '{"name": "Ny", "email": "Ny <ny@firma.example>"}', 422, 'email_invalid'],
    ['of more than two megabytes', JSON.stringify({ ...good, name: 'N'.repeat(2 * 1024 * 1024) }), 413, 'too_large'],
  ])('%s is refused', async (_what, body, status, code) => {
    const answer = await ask('agency', 'POST', path, body, { 'content-type': 'application/json' });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test('says which field was wrong, and how', async () => {
    const answer = await ask('agency', 'POST', path, { email: 5, extra: { deep: 1 } });
    expect(answer.body.fields).toEqual({ name: 'missing', email: 'invalid', extra: 'unknown_field' });
    const nested = await ask('coordinator', 'POST', `/certification/rounds/${await round()}/enrolments`, {
      kind: 'half',
      person: { name: '', email: 'a@b.dk', job: 'x' },
    });
    expect(nested.body.fields).toEqual({ kind: 'invalid', 'person.name': 'invalid', 'person.job': 'unknown_field' });
  });

  test('that may have several forms is judged by the one that was meant', async () => {
    const answer = await ask('region-nordjylland', 'POST', '/certification/uses', {
      eventId: '1',
      person: 'x',
      region: 'nordjylland',
      kind: 'draft_edit',
      at: 'now',
      more: 1,
    });
    expect([answer.status, answer.body.fields]).toEqual([400, { caseNumber: 'missing', more: 'unknown_field' }]);
  });

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    'application/json; charset=latin1',
  ])('of the type %j is not understood', async (type) => {
    const answer = await ask('agency', 'POST', path, new Uint8Array(Buffer.from(JSON.stringify(good))), { 'content-type': type });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_content_type']);
  });

  test('may be JSON in UTF-8 with its charset said', async () => {
    const answer = await ask('agency', 'POST', path, JSON.stringify({ ...good, name: 'Søren Ærø' }), {
      'content-type': 'application/json; charset=utf-8',
    });
    expect([answer.status, (answer.body as never as { name: string }).name]).toEqual([201, 'Søren Ærø']);
  });

  test.each([
    ['{"days": 1e999}', 400],
    ['{"days": 99999999999999999999}', 400],
    ['{"days": -1}', 400],
    ['{"days": 1.5}', 400],
    ['{"days": "1"}', 400],
    ['{"days": 1, "to": "2026-05-01T00:00:00Z"}', 400],
    ['{"to": "9999-12-31T23:59:59Z"}', 400],
    ['{"to": "+275760-09-13T00:00:00Z"}', 400],
    ['{"to": "2026-05-01T00:00:00"}', 400],
    ['{"untilNext": false}', 400],
    ['{"to": "2019-01-01T00:00:00Z"}', 422],
  ])('of the numbers and instants %s is answered %i', async (body, status) => {
    expect((await ask('consultant', 'POST', '/rehearsal/advance', body, { 'content-type': 'application/json' })).status).toBe(status);
  });

  test.each(['0000-01-01', '9999-12-31', '2026-02-30', '26-01-01', 20260101, null])('of the day %j does not parse', async (day) => {
    const answer = await ask('coordinator', 'POST', '/certification/rounds', { year: 2040, number: 1, signUpOpensOn: day });
    expect([answer.status, answer.body.fields]).toEqual([400, { signUpOpensOn: 'invalid' }]);
  });
});

describe('a path', () => {
  test.each([
    '/no/such/thing',
    '/certification/rounds/17',
    '/certification/rounds/not-a-uuid',
    `/certification/rounds/${newId()}`,
    "/certification/enrolments/1' or '1'='1",
    '/verify/JAR-2026-0000000000',
    '/people/search',
  ])('%s is not there', async (path) => {
    const answer = await ask('agency', 'GET', path);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  test('that does not parse is answered 400, and no secret of how', async () => {
    for (const path of ['/people/%zz', '/verify/%00']) {
      const answer = await ask('agency', 'GET', path);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
  });

  test.each([
    ['DELETE', '/me', 'GET'],
    ['PUT', '/me/tokens', 'GET, POST'],
    ['POST', '/rules/jar.price', 'GET, PUT'],
    ['PATCH', '/certification/rounds', 'GET, POST'],
    ['DELETE', `/certification/rounds/${newId()}`, 'GET, PATCH'],
    ['GET', `/certification/enrolments/${newId()}/grade`, 'POST'],
  ])('does not know %s %s and says which verbs it knows', async (method, path, allowed) => {
    const answer = await ask('agency', method, path);
    expect([answer.status, answer.body.code, answer.headers.get('allow')]).toEqual([405, 'method_not_allowed', allowed]);
  });

  test.each(['?year=x', '?year=1e400', '?year=99999999999', '?year=2026&year=2027', '?month=1', '?year=2026.5'])(
    'with the query %s does not parse',
    async (query) => {
      expect((await ask('agency', 'GET', `/certification/rounds${query}`)).status).toBe(400);
    },
  );

  test.each(['?limit=0', '?limit=501', '?limit=-1', '?cursor=1', '?state=sleeping'])('with the page %s does not parse', async (query) => {
    expect((await ask('agency', 'GET', `/certification/rounds/${await round()}/enrolments${query}`)).status).toBe(400);
  });
});

describe('a token', () => {
  test.each(['Bearer nonsense', `Bearer frist_${'x'.repeat(43)}`, "Bearer ' or 1=1 --"])('%s is nobody', async (authorization) => {
    const answer = await api.server.call<Problem>('GET', '/me', { headers: { authorization } });
    expect([answer.status, answer.body.code]).toEqual([401, 'not_signed_in']);
  });

  test('that was ended is nobody from then on', async () => {
    const { body } = await api.server.call<{ id: string; token: string }>('POST', '/me/tokens', {
      token: studying.token,
      body: { label: 'once' },
    });
    expect((await api.server.call('GET', '/me', { token: body.token })).status).toBe(200);
    expect((await api.server.call('DELETE', `/me/tokens/${body.id}`, { token: studying.token })).status).toBe(204);
    expect((await api.server.call('GET', '/me', { token: body.token })).status).toBe(401);
    expect((await api.server.call('DELETE', `/me/tokens/${body.id}`, { token: studying.token })).status).toBe(404);
  });

  test('is shown once and kept as a hash alone', async () => {
    const { body } = await api.server.call<{ token: string }>('POST', '/me/tokens', { token: studying.token, body: { label: 'kept' } });
    const listed = await api.server.call('GET', '/me/tokens', { token: studying.token });
    expect(listed.text).not.toContain(body.token);
    const { rows } = (await api.database.db.raw('select * from api_token')) as { rows: object[] };
    expect(JSON.stringify(rows)).not.toContain(body.token);
  });
});

describe('files', () => {
  const hand = (
    parts: Parameters<typeof multipart>[0],
  ): Promise<Answer<Problem & { files: { id: string; name: string; contentType: string; size: number }[] }>> => {
    const { body, headers } = multipart(parts);
    return ask(studying.email, 'PUT', answerPath(), body, headers) as never;
  };

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\x\\answer.pdf', 'answer.pdf'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['..txt', 'txt'],
    ['...', 'file'],
    ['.htaccess', 'htaccess'],
    ['a%22b.txt', 'ab.txt'],
    ['svar<script>.html', 'svarscript.html'],
    ['svar;rm -rf.txt', 'svar;rm -rf.txt'],
    ['ÆØÅ besvarelse.pdf', 'ÆØÅ besvarelse.pdf'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(146)}.pdf`],
  ])('named %s are kept as %s and served as a download of plain bytes', async (sent, kept) => {
    const content = `<script>alert(1)</script> ${newId()}`;
    const answer = await hand([{ field: 'files', fileName: sent, content, contentType: 'text/html' }]);
    expect([answer.status, answer.body.files[0]]).toEqual([
      200,
      expect.objectContaining({ name: kept, contentType: 'application/octet-stream', size: Buffer.byteLength(content) }),
    ]);
    const download = await ask(studying.email, 'GET', `${answerPath()}/files/${answer.body.files[0]!.id}`);
    expect([download.status, download.text]).toEqual([200, content]);
    const disposition = download.headers.get('content-disposition')!;
    expect(disposition).toMatch(/^attachment; filename="[^"\\/\r\n]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/);
    expect(decodeURIComponent(disposition.split("''")[1]!)).toBe(kept);
    expect([download.headers.get('content-type'), download.headers.get('x-content-type-options')]).toEqual([
      'application/octet-stream',
      'nosniff',
    ]);
    expect(download.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('are what their first bytes say, not what the browser claims', async () => {
    const answer = await hand([
      {
        field: 'files',
        fileName: 'svar.exe',
        content: Buffer.concat([Buffer.from('%PDF-1.7 '), Buffer.from(newId())]),
        contentType: 'text/html',
      },
    ]);
    expect(answer.body.files[0]).toMatchObject({ contentType: 'application/pdf' });
  });

  test('may be five of ten megabytes each', async () => {
    const content = Buffer.alloc(10 * 1024 * 1024, 'x');
    const full = await hand([{ field: 'files', fileName: 'full.bin', content }]);
    expect([full.status, full.body.files[0]!.size]).toEqual([200, 10 * 1024 * 1024]);
    const download = await ask(studying.email, 'GET', `${answerPath()}/files/${full.body.files[0]!.id}`);
    expect(download.text.length).toBe(10 * 1024 * 1024);
    const tooBig = await hand([{ field: 'files', fileName: 'more.bin', content: Buffer.alloc(10 * 1024 * 1024 + 1, 'x') }]);
    expect([tooBig.status, tooBig.body.code]).toEqual([413, 'too_large']);
    const small = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ field: 'files', fileName: `${at}.txt`, content: `${at} ${newId()}` }));
    expect((await hand(small(5))).status).toBe(200);
    for (const count of [6, 11]) expect((await hand(small(count))).body.code).toBe('too_large');
  });

  test('in a form that breaks off do not parse', async () => {
    const { body, headers } = multipart([{ field: 'files', fileName: 'a.txt', content: 'abc' }]);
    for (const broken of [body.slice(0, 60), body.slice(0, body.length - 30), new Uint8Array(Buffer.from('nothing of the kind'))])
      expect((await ask(studying.email, 'PUT', answerPath(), broken, headers as Record<string, string>)).status).toBe(400);
    expect((await ask(studying.email, 'PUT', answerPath(), body, { 'content-type': 'multipart/form-data' })).status).toBe(400);
  });

  test('leave nothing behind in the temporary folder, whatever became of the request', async () => {
    const file = (bytes: number) => [{ field: 'files', fileName: 'a.bin', content: Buffer.alloc(bytes, newId()) }];
    const broken = multipart(file(1024 * 1024));
    await ask(studying.email, 'PUT', answerPath(), broken.body.slice(0, 600_000), broken.headers);
    expect([(await hand(file(1024))).status, (await hand(file(11 * 1024 * 1024))).status]).toEqual([200, 413]);
    const spooled = /frist-[0-9a-f-]{36}/;
    expect((await readdir(tmpdir())).filter((name) => spooled.test(name))).toEqual([]);
    // Where the system tells which files are open: none of them is.
    const open = await readdir('/proc/self/fd').catch(() => []);
    const targets = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    expect(targets.filter((target) => spooled.test(target))).toEqual([]);
  });

  test('in fields named __proto__ do no harm', async () => {
    const answer = await hand([
      { field: '__proto__', fileName: 'a.txt', content: newId() },
      { field: '__proto__[polluted]', content: 'yes' },
      { field: 'constructor[prototype][polluted]', content: 'yes' },
    ]);
    expect(answer.status).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each([
    ['nothing at all', []],
    ['a text of blanks', [{ field: 'text', content: '  \n ' }]],
    ['a file without a name', [{ field: 'files', fileName: '/', content: 'abc' }]],
    ['an empty file', [{ field: 'files', fileName: 'empty.txt', content: '' }]],
  ])('an answer of %s is empty', async (_what, parts) => {
    const answer = await hand(parts);
    expect([answer.status, answer.body.code]).toEqual([422, 'answer_empty']);
  });

  test('an answer without any body is empty too', async () => {
    for (const body of [undefined, {}]) expect((await ask(studying.email, 'PUT', answerPath(), body)).body.code).toBe('answer_empty');
  });
});

describe('changing what was seen', () => {
  test.each([undefined, '', '*', '"abc"', '1', '"1", "2"'])('without naming the version (%j) is answered 428', async (tag) => {
    const answer = await ask(
      studying.email,
      'PATCH',
      `/people/${studying.personId}`,
      { language: 'en' },
      tag === undefined ? {} : { 'if-match': tag },
    );
    expect([answer.status, answer.body.code]).toEqual([428, 'if_match_missing']);
  });

  test('goes by the tag that was given with what was seen', async () => {
    const path = `/people/${studying.personId}`;
    const seen = await ask(studying.email, 'GET', path);
    const changed = await ask(studying.email, 'PATCH', path, { employer: 'Jord A/S' }, { 'if-match': seen.headers.get('etag')! });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(seen.headers.get('etag'));
    const stale = await ask(studying.email, 'PATCH', path, { employer: 'Vand A/S' }, { 'if-match': seen.headers.get('etag')! });
    expect([stale.status, stale.body.code]).toEqual([409, 'changed_by_other']);
    expect(stale.body).toMatchObject({ current: { employer: 'Jord A/S' }, yours: { employer: 'Vand A/S' } });
    for (const tag of [`W/${changed.headers.get('etag')}`, changed.headers.get('etag')!])
      expect((await ask(studying.email, 'PATCH', path, { employer: 'Vand A/S' }, { 'if-match': tag })).status).toBe(
        tag.startsWith('W/') ? 200 : 409,
      );
    expect((await ask(studying.email, 'PATCH', path, { employer: 'X' }, { 'if-match': '"99999999999999999999"' })).status).toBe(409);
  });

  test('a round tells both values too', async () => {
    const made = await ask('coordinator', 'POST', '/certification/rounds', { year: 2041, number: 1 });
    const path = `/certification/rounds/${(made.body as never as { id: string }).id}`;
    expect((await ask('coordinator', 'PATCH', path, { priceDkk: 4_500 }, { 'if-match': '"1"' })).status).toBe(200);
    const stale = await ask('coordinator', 'PATCH', path, { priceDkk: 5_000 }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.code]).toEqual([409, 'changed_by_other']);
    expect(stale.body).toMatchObject({ current: { priceDkk: 4_500, version: 2 }, yours: { priceDkk: 5_000 } });
  });

  test('two at once: one is done, the other is told', async () => {
    const one = await cast.somebody();
    const path = `/people/${one.personId}`;
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((employer) =>
        api.server.call('PATCH', path, { token: one.token, body: { employer }, headers: { 'if-match': '"1"' } }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('to an address that somebody else has is refused, also when both want it at once', async () => {
    const [one, two] = [await cast.somebody(), await cast.somebody()];
    const email = `${newId()}@firma.example`;
    const wanted = (who: typeof one) =>
      api.server.call<Problem>('PATCH', `/people/${who.personId}`, { token: who.token, body: { email }, headers: { 'if-match': '"1"' } });
    const answers = await Promise.all([wanted(one), wanted(two)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)!.body).toMatchObject({
      code: 'not_allowed_in_state',
      fields: { email: 'taken' },
    });
  });
});

test('a request that another site makes with somebody’s session is refused, whatever it claims to be', async () => {
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'https://evil.example', authorization: 'Basic dXNlcjpwYXNz' },
    { origin: 'null' },
  ] as Record<string, string>[]) {
    const answer = await api.server.call<Problem>('POST', '/demo/tokens', { body: { identity: 'consultant' }, headers });
    expect([headers, answer.status]).toEqual([headers, 403]);
  }
  const own = await api.server.call('POST', '/demo/tokens', {
    body: { identity: 'consultant' },
    headers: { origin: api.server.url, 'sec-fetch-site': 'same-origin' },
  });
  expect(own.status).toBe(200);
});

test('what answers carry keeps browsers from guessing, framing and running', async () => {
  const { headers } = await ask('consultant', 'GET', '/me');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('the probes answer without anybody signed in', async () => {
  for (const [path, body] of [
    ['/healthz', { status: 'alive' }],
    ['/readyz', { status: 'ready' }],
    ['/version', { version: 'test' }],
  ] as const)
    expect(await (await fetch(`${api.server.url}${path}`)).json()).toEqual(body);
});

test('a request whose headers came in time is in time, however long its body takes', async () => {
  // The clock that counts is read before the body: here the rehearsal's is moved while the body is on its way.
  const late = await cast.participant('task_open');
  const before = await clock(api.database.db);
  await setRehearsalClock(api.database.db, '2026-05-15T21:59:59.999Z');
  const url = new URL(`${api.server.url}/api/v1/certification/enrolments/${late.enrolmentId}/answer`);
  const body = JSON.stringify({ text: 'i tide' });
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = httpRequest(
      url,
      {
        method: 'PUT',
        headers: { authorization: `Bearer ${late.token}`, 'content-type': 'application/json', 'content-length': body.length },
      },
      (res) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => resolve({ status: res.statusCode!, text }));
      },
    );
    sent.on('error', reject);
    sent.write(body.slice(0, 5));
    setTimeout(() => {
      void setRehearsalClock(api.database.db, '2026-05-15T22:00:30.000Z').then(() => sent.end(body.slice(5)));
    }, 300);
  });
  const { status, text } = await answered;
  await setRehearsalClock(api.database.db, before);
  expect([status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ late: false, receivedAt: '2026-05-15T21:59:59.999Z' })]);
});
