import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDays, addYears, type PlainDate } from '../../../domain/core/calendar';
import { rows } from '../../../db/core/columns';
import { lookups } from '../../../db/core/lookups';
import { letterList } from '../../../db/core/letters';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Access = { decision: string; reason: string; basis: string | null; validUntil: string | null; because: { row: number }[] };
type Legacy = { id: string; person: { id: string; name: string }; evidence: string | null; endedOn: string | null; code: string };
type Certificate = { id: string; number: string; state: string; expiresOn: string; lastActiveOn: string; kind: string; code: string };
type Listed = { consultants: { personId: string; name: string; reason: string; decision: string }[]; next: string | null };

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const north = 'region-nordjylland';
const south = 'region-syddanmark';
async function call<T>(as: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
  return api.server.call<T>(method, `/certification${path}`, { token: await cast.token(as), ...(body === undefined ? {} : { body }) });
}
const access = (consultant: string, more = '', region = 'nordjylland', as = north): Promise<Answer<Access & { code: string }>> =>
  call(as, 'GET', `/access?consultant=${consultant}&region=${region}${more}`);
const legacy = (consultant: string, changed: Record<string, unknown> = {}, as = north): Promise<Answer<Legacy>> =>
  call(as, 'POST', '/legacy-accesses', {
    consultant,
    region: 'nordjylland',
    evidenceOn: '2018-05-01',
    evidence: 'Brugerliste fra 2018',
    ...changed,
  });
const demand = (from: string | null): Promise<Answer> =>
  call(north, 'PUT', '/regions/nordjylland/demand', { requiresCertificateForNewAssignmentsFrom: from, reason: 'besluttet' });
const stored = async (sql: string, ...values: string[]): Promise<string> => JSON.stringify(await rows(api.database.db.raw(sql, values)));

describe('the write decision', () => {
  test('is asked by person or by certificate number, is kept as it was given, and is a look at the person', async () => {
    const { personId } = await cast.somebody();
    const { number } = await cast.certificate(personId, { issuedOn: '2025-01-01' });
    for (const consultant of [personId, number, number.toLowerCase()])
      expect((await access(consultant)).body).toMatchObject({
        decision: 'allow',
        reason: 'certificate',
        basis: number,
        validUntil: '2027-01-01',
      });
    expect((await access(personId, '&on=2027-01-02')).body).toMatchObject({ decision: 'deny', reason: 'certificate_expired' });
    const kept = await rows<Record<string, unknown>>(
      api.database.db.raw(
        'select asked_for_on as "on", decision, reason, asked_at as "askedAt", jsonb_array_length(because) as looked from access_decision where person_id = ? order by asked_at, id',
        [personId],
      ),
    );
    expect(kept.map((one) => [one['on'], one['decision'], one['reason'], one['looked']])).toEqual([
      ['2026-03-02', 'allow', 'certificate', 2],
      ['2026-03-02', 'allow', 'certificate', 2],
      ['2026-03-02', 'allow', 'certificate', 2],
      ['2027-01-02', 'deny', 'certificate_expired', 5],
    ]);
    const seen = await lookups(api.database.db, { personId }, 10);
    expect(seen.map((one) => one.what)).toEqual(['access', 'access', 'access', 'access']);
  });

  test('and what was decided cannot be changed or taken away by the product', async () => {
    const forbidden = 'permission denied for table access_decision';
    await expect(api.database.db.raw(`update access_decision set decision = 'allow'`)).rejects.toThrow(forbidden);
    await expect(api.database.db.raw('delete from access_decision')).rejects.toThrow(forbidden);
    await expect(api.database.db.raw('delete from region_setting')).rejects.toThrow('permission denied for table region_setting');
  });

  test('follows legacy access, a demand, and the day on which an assignment starts', async () => {
    const { personId } = await cast.somebody();
    expect((await access(personId)).body).toMatchObject({ decision: 'deny', reason: 'no_certificate' });
    const { status, body } = await legacy(personId);
    expect(status).toBe(201);
    expect((await access(personId)).body).toMatchObject({ reason: 'legacy', basis: body.id, validUntil: null });
    expect((await access(personId, '', 'midtjylland', 'agency')).body.reason).toBe('legacy_other_region');
    expect((await demand('2026-06-01')).status).toBe(200);
    const reasons = [];
    for (const start of ['', '&assignmentStart=2026-05-31', '&assignmentStart=2026-06-01'])
      reasons.push((await access(personId, start)).body.reason);
    expect(reasons).toEqual(['legacy', 'legacy', 'certificate_required_for_new_assignment']);
    expect((await demand(null)).body).toMatchObject({ requiresCertificateForNewAssignmentsFrom: null });
    expect((await access(personId, '&assignmentStart=2026-06-01')).body.reason).toBe('legacy');
  });

  test('counts a use that was reported late backwards', async () => {
    const { personId } = await cast.somebody();
    await cast.certificate(personId, { issuedOn: '2023-06-01' });
    expect((await access(personId, '&on=2026-01-15')).body.reason).toBe('certificate_expired');
    await call(north, 'POST', '/uses', {
      eventId: 'late-1',
      person: personId,
      region: 'nordjylland',
      caseNumber: '1',
      kind: 'draft_edit',
      at: '2025-05-30T10:00:00+02:00',
    });
    expect((await access(personId, '&on=2026-01-15')).body).toMatchObject({ reason: 'certificate', validUntil: '2027-05-30' });
  });

  test('of an unknown region or person is refused, and whom it does not concern is told nothing', async () => {
    const { personId, email } = await cast.somebody();
    const other = await cast.somebody();
    expect((await access(personId, '', 'atlantis', 'agency')).body.code).toBe('unknown_region');
    expect((await access('JAR-2026-0000000000')).body.code).toBe('unknown_person');
    expect((await access(personId, '', 'nordjylland', email)).body.reason).toBe('no_certificate');
    for (const consultant of [other.personId, 'JAR-2026-0000000000'])
      expect((await access(consultant, '', 'nordjylland', email)).status).toBe(404);
    expect((await access(personId, '', 'midtjylland')).status).toBe(404);
  });
});

describe('existing write access', () => {
  test('is registered with sealed evidence, also of somebody who is new, once per region', async () => {
    const person = { name: 'Lise Legat', email: 'lise@firma.example', employer: 'Jord ApS' };
    const { body, status } = await legacy(undefined as never, { person, evidence: 'Kvittering nr. 77' });
    expect([status, body.person.name, body.evidence]).toEqual([201, 'Lise Legat', 'Kvittering nr. 77']);
    expect(await stored('select evidence_sealed::text from legacy_access where id = ?', body.id)).not.toContain('Kvittering');
    expect((await legacy(body.person.id)).body.code).toBe('not_allowed_in_state');
    const { body: list } = await call<{ accesses: Legacy[] }>(north, 'GET', '/legacy-accesses?region=nordjylland');
    expect(list.accesses[0]).toMatchObject({ id: body.id, evidence: 'Kvittering nr. 77', endedOn: null });
    expect((await call('region-midtjylland', 'GET', '/legacy-accesses?region=nordjylland')).status).toBe(404);
  });

  test('needs evidence from before the scheme, whenever that began', async () => {
    const { personId } = await cast.somebody();
    expect((await legacy(personId, { evidenceOn: '2019-01-01' })).body.code).toBe('legacy_after_start');
    const set = (value: string): Promise<Answer> =>
      cast
        .token('agency')
        .then((token) => api.server.call('PUT', '/rules/jar.schemeStart', { token, body: { value, reason: 'regionerne har svaret' } }));
    expect((await set('2020-01-01')).status).toBe(200);
    expect((await legacy(personId, { evidenceOn: '2019-01-01' })).status).toBe(201);
    expect((await set('2019-01-01')).status).toBe(200);
  });

  test('is ended with a day and a reason, once, by its own region', async () => {
    const { personId } = await cast.somebody();
    const { id } = (await legacy(personId)).body;
    const end = (body: unknown, as = north): Promise<Answer<Legacy>> => call(as, 'POST', `/legacy-accesses/${id}/end`, body);
    expect((await end({ endedOn: '2026-03-01' })).body.code).toBe('reason_needed');
    expect((await end({ endedOn: '2026-03-01', reason: 'stoppet' }, 'region-midtjylland')).status).toBe(404);
    expect((await end({ endedOn: '2026-03-01', reason: 'stoppet' })).body.endedOn).toBe('2026-03-01');
    expect((await end({ endedOn: '2026-03-01', reason: 'stoppet' })).body.code).toBe('not_allowed_in_state');
    expect([(await access(personId)).body.reason, (await access(personId, '&on=2026-02-28')).body.reason]).toEqual([
      'no_certificate',
      'legacy',
    ]);
    expect(await stored('select data::text, sealed::text from timeline_event where case_id = ?', id)).not.toContain('stoppet');
    expect((await legacy(personId)).status).toBe(201);
  });
});

describe('once somebody is erased', () => {
  test('nobody reads the evidence of their access any more, and nothing is registered for them', async () => {
    const { personId } = await cast.somebody();
    const { id } = (await legacy(personId, { evidence: 'Kvittering nr. 88' })).body;
    const token = await cast.token('agency');
    const { status } = await api.server.call('POST', `/people/${personId}/erase`, { token, body: { reason: 'bad om det' } });
    expect(status).toBe(204);
    const { body, text } = await call<{ accesses: Legacy[] }>(north, 'GET', '/legacy-accesses?region=nordjylland');
    expect(body.accesses.find((one) => one.id === id)).toMatchObject({ person: { name: null }, evidence: null });
    expect(text).not.toContain('nr. 88');
    expect((await legacy(personId)).body.code).toBe('unknown_person');
  });
});

describe('at once', () => {
  test('two registrations of one access are one, and two of one proof are one certificate', async () => {
    const { personId } = await cast.somebody();
    const twice = async (once: () => Promise<Answer>): Promise<number[]> =>
      (await Promise.all([once(), once(), once()])).map((answer) => answer.status).sort();
    expect(await twice(() => legacy(personId))).toEqual([201, 409, 409]);
    expect(await twice(() => call(south, 'POST', '/proofs', { personId, courseOn: '2025-05-05' }))).toEqual([201, 409, 409]);
  });

  test('uses and a revocation leave one certificate that is revoked', async () => {
    const { personId } = await cast.somebody();
    const { certificateId } = await cast.certificate(personId, { issuedOn: '2025-01-01' });
    const use = (day: number): Promise<Answer> =>
      call(north, 'POST', '/uses', {
        eventId: `beside-revoking-${day}`,
        person: personId,
        region: 'nordjylland',
        caseNumber: '1',
        kind: 'draft_edit',
        at: `2026-02-0${day}T10:00:00+01:00`,
      });
    const answers = await Promise.all([
      use(1),
      call('coordinator', 'POST', `/certificates/${certificateId}/revoke`, { reason: 'fejl' }),
      use(2),
      call('coordinator', 'POST', `/certificates/${certificateId}/revoke`, { reason: 'fejl' }),
      use(3),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 409]);
    expect((await access(personId)).body.reason).toBe('certificate_revoked');
  });
});

describe('a region', () => {
  test('is a member on the days the agency says; the last one is included', async () => {
    const { personId } = await cast.somebody();
    await cast.certificate(personId, { issuedOn: '2025-01-01' });
    const member = (body: unknown, as = 'agency'): Promise<Answer<{ code: string; memberTo: string }>> =>
      call(as, 'PUT', '/regions/sjaelland/membership', body);
    expect((await member({ from: '2019-01-01', to: '2018-12-31', reason: 'fejl' })).body.code).toBe('value_invalid');
    expect((await member({ from: '2019-01-01', to: '2026-03-01' })).body.code).toBe('reason_needed');
    expect((await member({ from: '2019-01-01', to: '2026-03-01', reason: 'udtrådt' })).body.memberTo).toBe('2026-03-01');
    const on = async (day: string): Promise<string> => (await access(personId, `&on=${day}`, 'sjaelland', 'agency')).body.reason;
    expect([await on('2026-03-01'), await on('2026-03-02')]).toEqual(['certificate', 'region_not_in_scheme']);
    expect((await call<{ code: string }>('agency', 'PUT', '/regions/atlantis/membership', { from: '2019-01-01', to: null, reason: 'x' })).status).toBe(404); // prettier-ignore
    expect((await call<{ code: string }>(north, 'PUT', '/regions/nordjylland/demand', { requiresCertificateForNewAssignmentsFrom: null })).body.code).toBe('reason_needed'); // prettier-ignore
    const { body } = await call<{ regions: { code: string }[] }>('consultant', 'GET', '/regions');
    expect(body.regions.map((one) => one.code).sort()).toEqual(['hovedstaden', 'midtjylland', 'nordjylland', 'sjaelland', 'syddanmark']);
  });

  test('lists its consultants by name, in pages, by right, as one line of the log', async () => {
    const wanted: string[] = [];
    for (const name of ['zz-a', 'zz-b', 'zz-c']) {
      const { personId } = await cast.somebody(`${name}@firma.example`);
      await cast.certificate(personId, { issuedOn: name === 'zz-b' ? '2020-01-01' : '2025-01-01' });
      wanted.push(personId);
    }
    const list = async (query: string): Promise<Listed> =>
      (await call<Listed>(north, 'GET', `/regions/nordjylland/consultants${query}`)).body;
    const all: string[] = [];
    for (let cursor = ''; ;) {
      const { consultants, next } = await list(`?limit=2${cursor}`);
      all.push(...consultants.map((one) => one.personId));
      if (!next) break;
      cursor = `&cursor=${next}`;
    }
    expect(all.filter((id) => wanted.includes(id))).toEqual(wanted);
    expect(new Set(all).size).toBe(all.length);
    const ids = async (query: string): Promise<string[]> => (await list(query)).consultants.map((one) => one.personId);
    expect((await ids('?right=certificate_expired')).filter((id) => wanted.includes(id))).toEqual([wanted[1]]);
    expect((await ids('?right=allow')).filter((id) => wanted.includes(id))).toEqual([wanted[0], wanted[2]]);
    const [line] = await lookups(api.database.db, {}, 1);
    expect(line).toMatchObject({ what: 'consultants', personId: null, filter: { region: 'nordjylland', right: 'allow' } });
  });

  test('takes them home as a file in which no cell is a formula', async () => {
    const person = { name: '=1+1', email: 'formel@firma.example', employer: 'Jord; "Vand"' };
    await legacy(undefined as never, { person });
    const { text, headers } = await call(north, 'GET', '/regions/nordjylland/consultants.csv?right=legacy');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain('jar-nordjylland.csv');
    expect(text).toContain(`'=1+1;"Jord; ""Vand""";legacy;;\r\n`);
    const bytes = await fetch(`${api.server.url}/api/v1/certification/regions/nordjylland/consultants.csv`, {
      headers: { authorization: `Bearer ${await cast.token(north)}` },
    }).then((answer) => answer.arrayBuffer());
    expect([...new Uint8Array(bytes).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });
});

describe('a course proof of Region Syddanmark', () => {
  const proof = (body: unknown, as = south): Promise<Answer<Certificate>> => call(as, 'POST', '/proofs', body);

  test('is a certificate from its course’s day, kept alive by the last use that was shown', async () => {
    const { personId } = await cast.somebody();
    const { status, body } = await proof({ personId, courseOn: '2023-05-01', lastUseOn: '2025-01-10' });
    expect([status, body]).toMatchObject([
      201,
      { kind: 'rsd_proof', state: 'active', lastActiveOn: '2025-01-10', expiresOn: '2027-01-10' },
    ]);
    expect(body.number).toMatch(/^JAR-2023-[0-9A-HJKMNP-TV-Z]{10}$/);
    expect((await access(personId)).body.reason).toBe('certificate');
    const letters = await letterList(api.database.db, { caseId: body.id }, 10);
    expect(letters.map((one) => one.template)).toEqual(['certificate']);
    expect((await proof({ personId, courseOn: '2023-05-01' })).body.code).toBe('not_allowed_in_state');
    expect((await proof({ personId, courseOn: '2025-06-01', lastUseOn: '2024-01-01' })).body.lastActiveOn).toBe('2025-06-01');
  });

  test('lives on as any certificate: idleness has ended it, and nobody is told so years after its day', async () => {
    const { body } = await proof({ person: { name: 'Rsd', email: 'rsd@firma.example' }, courseOn: '2022-01-01' });
    expect(body.state).toBe('expired');
    await api.settle();
    const letters = await letterList(api.database.db, { caseId: body.id }, 10);
    expect(letters.map((one) => one.template)).toEqual(['certificate']);
    const settled = await api.database.db('settled').where({ case_id: body.id }).select('step', 'how');
    expect(settled).toEqual([{ step: 'recordExpiry', how: 'done' }]);
  });

  test('of a day to come is refused, and so is another region', async () => {
    const { personId } = await cast.somebody();
    expect((await proof({ personId, courseOn: '2026-03-03' })).body.code).toBe('event_in_future');
    expect((await proof({ personId, courseOn: '2026-03-01', lastUseOn: '2026-03-03' })).body.code).toBe('event_in_future');
    expect((await proof({ personId, courseOn: '2026-03-01' }, north)).status).toBe(403);
    expect((await proof({ courseOn: '2026-03-01' })).status).toBe(400);
  });
});

describe('a revoked certificate', () => {
  const revoke = (id: string, reason?: string, as = 'coordinator'): Promise<Answer<Certificate>> =>
    call(as, 'POST', `/certificates/${id}/revoke`, reason ? { reason } : {});

  test('does not count from today on; its holder is told, and its story ends', async () => {
    const { personId } = await cast.somebody();
    const { certificateId, number } = await cast.certificate(personId, { issuedOn: '2024-05-01' });
    await api.settle();
    expect((await revoke(certificateId)).body.code).toBe('reason_needed');
    expect((await revoke(certificateId, 'Udlånt til en kollega')).body).toMatchObject({ state: 'revoked', agenda: [] });
    expect((await revoke(certificateId, 'igen')).body.code).toBe('not_allowed_in_state');
    expect([(await access(personId)).body.reason, (await access(personId, '&on=2026-03-01')).body.reason]).toEqual([
      'certificate_revoked',
      'certificate',
    ]);
    const letters = await letterList(api.database.db, { caseId: certificateId }, 10);
    expect(letters.map((one) => one.template)).toContain('revoked');
    expect(await stored('select data::text, sealed::text from timeline_event where case_id = ?', certificateId)).not.toContain('kollega');
    const { body } = await api.server.call('GET', `/verify/${number}`);
    expect(body).toEqual({ number, name: expect.any(String), state: 'revoked' });
    await call(north, 'POST', '/uses', {
      eventId: 'after-revoking',
      person: personId,
      region: 'nordjylland',
      caseNumber: '1',
      kind: 'draft_edit',
      at: '2026-02-20T10:00:00+01:00',
    });
    expect((await access(personId)).body.reason).toBe('certificate_revoked');
    await api.passTo('2026-06-01T12:00:00+02:00');
    expect((await letterList(api.database.db, { caseId: certificateId }, 10)).map((one) => one.template)).not.toContain('expired');
  });

  test('had warnings that waited to be sent: they are withdrawn', async () => {
    const { personId } = await cast.somebody();
    const { certificateId } = await cast.certificate(personId, { issuedOn: '2025-01-01' });
    await api.database.db.raw(
      `insert into letter (id, case_kind, case_id, person_id, occasion, template, template_version, language, sealed, message_id, written_at, due_at)
       select gen_random_uuid(), 'certificate', ?, ?, 'expiry', 'expiry_warning', 1, 'da', '\\x00', gen_random_uuid()::text, now(), '2999-01-01'`,
      [certificateId, personId],
    );
    expect((await revoke(certificateId, 'fejl')).status).toBe(200);
    const letters = await letterList(api.database.db, { caseId: certificateId }, 10);
    expect(letters.map(({ template, state }) => [template, state]).sort()).toEqual([
      ['expiry_warning', 'withdrawn'],
      ['revoked', 'queued'],
    ]);
  });

  test('was active or expiring: an expired or replaced one is not revoked, and anybody may see which it is, and no more', async () => {
    const { personId } = await cast.somebody();
    const states = [];
    for (const changed of [
      { issuedOn: '2020-01-01' },
      { issuedOn: '2025-01-01', replacedOn: '2025-06-01' },
      { issuedOn: '2026-02-01' },
    ] as const) {
      const { certificateId, number } = await cast.certificate(personId, changed);
      const { body } = await api.server.call<{ state: string }>('GET', `/verify/${number}`);
      expect(Object.keys(body).sort()).toEqual(['name', 'number', 'state']);
      states.push([body.state, (await revoke(certificateId, 'fejl')).body.code]);
    }
    expect(states).toEqual([
      ['expired', 'not_allowed_in_state'],
      ['replaced', 'not_allowed_in_state'],
      ['active', undefined],
    ]);
  });
});

test('legacy access does not lapse by idleness, unless years are set: then without a use in its region it counts as none', async () => {
  const [idle, used, elsewhere] = [await cast.somebody(), await cast.somebody(), await cast.somebody()];
  for (const { personId } of [idle, used, elsewhere]) {
    expect((await legacy(personId)).status).toBe(201);
    // Replaced: it gives no right by then, and only who ever had one can be reported.
    await cast.certificate(personId, { issuedOn: '2024-01-01', replacedOn: '2026-01-01' });
  }
  const on = async (day: string): Promise<boolean[]> =>
    Promise.all([idle, used, elsewhere].map(async ({ personId }) => (await access(personId, `&on=${day}`)).body.reason === 'legacy'));
  const set = async (value: number | null): Promise<PlainDate> => {
    const options = { token: await cast.token('agency'), body: { value, reason: 'besluttet' } };
    const { body } = await api.server.call<{ history: { validFrom: PlainDate }[] }>('PUT', '/rules/jar.legacyIdleYears', options);
    return body.history[0]!.validFrom;
  };
  expect(await on('2060-01-01')).toEqual([true, true, true]);
  const from = await set(2);
  await api.passTo('2027-01-05T12:00:00+01:00');
  const use = (person: string, region: string) => ({ eventId: `idle-${person}`, person, region, caseNumber: '1', kind: 'draft_edit', at: '2027-01-04T12:00:00+01:00' }); // prettier-ignore
  expect((await call(north, 'POST', '/uses', use(used.personId, 'nordjylland'))).status).toBe(200);
  expect((await call(south, 'POST', '/uses', use(elsewhere.personId, 'syddanmark'))).status).toBe(200);
  // No earlier than from the day on which the value began to hold.
  const last = addYears(from, 2);
  expect(await on(last)).toEqual([true, true, true]);
  expect(await on(addDays(last, 1))).toEqual([false, true, false]);
  expect(await on('2029-01-05')).toEqual([false, false, false]);
  expect((await access(idle.personId, `&on=${addDays(last, 1)}`, 'midtjylland', 'agency')).body.reason).not.toBe('legacy_other_region');
  await api.passTo(`${addDays(last, 1)}T12:00:00+01:00`);
  const { body } = await call<{ accesses: { person: { id: string }; lapsed: boolean }[] }>(
    north,
    'GET',
    '/legacy-accesses?region=nordjylland',
  );
  const lapsedOf = ({ personId }: { personId: string }) => body.accesses.find(({ person }) => person.id === personId)?.lapsed;
  expect([idle, used, elsewhere].map(lapsedOf)).toEqual([true, false, true]);
  await set(null);
  expect(await on('2060-01-01')).toEqual([true, true, true]);
});
