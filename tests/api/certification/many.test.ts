import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { addPeople, peopleByEmail } from '../../../db/core/people';
import { rows } from '../../../db/core/columns';
import { transaction } from '../../../db/core/transaction';
import { clock } from '../../../db/core/clock';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

/** As many sign-ups as one file may hold. A request may last five minutes, and is expected to take a small part of that. */
const many = 10_000;
const patienceMs = 100_000;
/** Enough to tell a statement for each from a statement for all. */
const some = 1_000;
const fewStatements = 100;

let api: OpenApi;
let cast: Cast;
let path: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  path = `/certification/rounds/${await cast.openRound()}`;
});
afterAll(() => api.close());

const file = (name: string, count: number): string =>
  ['name;email;employer', ...Array.from({ length: count }, (_, at) => `Person ${at};${name}-${at}@firma.example;Firma ${at % 50}`)].join(
    '\r\n',
  );
const csv = { 'content-type': 'text/csv' };

type Asked = Readonly<{ as?: string; body?: unknown; headers?: Record<string, string> }>;

/** Asks, and counts the statements that it takes. */
async function counted<T>(
  method: string,
  of: string,
  { as = 'coordinator', ...asked }: Asked = {},
): Promise<{ status: number; body: T; statements: number }> {
  const token = await cast.token(as);
  let statements = 0;
  const count = (): void => void (statements += 1);
  api.database.db.on('query', count);
  const { status, body } = await api.server.call<T>(method, of, { token, ...asked });
  api.database.db.removeListener('query', count);
  return { status, body, statements };
}

async function signUpBy(name: string, count: number): Promise<{ signedUp: number; skipped: number }> {
  const read = await counted<{ id: string; accepted: number; refused: number }>('POST', `${path}/enrolments/import`, {
    body: file(name, count),
    headers: csv,
  });
  expect([read.status, read.body.accepted, read.body.refused]).toEqual([201, count, 0]);
  const confirmed = await counted<{ signedUp: number; skipped: number }>('POST', `${path}/enrolments/import/${read.body.id}/confirm`);
  expect(confirmed.status).toBe(200);
  expect(confirmed.statements).toBeLessThan(fewStatements);
  return confirmed.body;
}

test('a thousand people are signed up, admitted and told of a moved deadline by a few statements each', async () => {
  expect(await signUpBy('some', some)).toEqual({ signedUp: some, skipped: 0 });

  const admitted = await counted<{ admitted: number; refused: number }>('POST', `${path}/admit`);
  expect([admitted.status, admitted.body]).toEqual([200, { admitted: expect.any(Number), refused: 0 }]);
  expect(admitted.body.admitted).toBeGreaterThanOrEqual(some);
  expect(admitted.statements).toBeLessThan(fewStatements);

  const { headers } = await api.server.call('GET', path, { token: await cast.token('coordinator') });
  const moved = await counted<{ deadlineOn: string }>('PATCH', path, {
    body: { deadlineOn: '2026-06-20' },
    headers: { 'if-match': headers.get('etag')! },
  });
  expect([moved.status, moved.body.deadlineOn]).toEqual([200, '2026-06-20']);
  expect(moved.statements).toBeLessThan(fewStatements);

  // Everybody is studying, was told of both, and is closed at the new deadline.
  const [found] = await rows(
    api.database.db.raw(
      `select count(*) filter (where e.state = 'studying' and e.version = 2) as studying,
         count(*) filter (where exists (select from letter l where l.case_id = e.id and l.template = 'admitted')) as admitted,
         count(*) filter (where exists (select from letter l where l.case_id = e.id and l.template = 'deadline_moved' and l.state = 'queued')) as told,
         count(*) filter (where exists (select from timeline_event t where t.case_id = e.id and t.what = 'admitted')) as noted,
         count(*) filter (where exists (select from wake w where w.story = 'enrolment/' || e.id)) as woken,
         count(*) filter (where e.next_due_at = '2026-03-02T09:00:00Z') as due
       from enrolment e where e.source = 'import'`,
    ),
  );
  expect(found).toEqual({ studying: some, admitted: some, told: some, noted: some, woken: some, due: some });
  await api.settle();
  const [after] = await rows(
    api.database.db.raw(
      `select count(*) as released from enrolment where source = 'import' and material_released_at is not null and next_due_at = '2026-06-06T07:00:00Z'`,
    ),
  );
  expect(after).toEqual({ released: some });
});

test('a thousand uses of a thousand certificates are taken by a few statements, each with its verdict', async () => {
  const { db } = api.database;
  const createdAt = await clock(db);
  const emails = Array.from({ length: some }, (_, at) => `holder-${at}@firma.example`);
  await transaction(db, (trx) => addPeople(trx, emails.map((email) => ({ name: email, email, createdAt })))); // prettier-ignore
  const people = await peopleByEmail(db, emails);
  const certificates = [];
  for (const { personId } of people.values()) certificates.push(await cast.certificate(personId, { issuedOn: '2025-03-01' }));
  const body = certificates.map(({ number }) => ({
    eventId: newId(),
    person: number,
    region: 'nordjylland',
    caseNumber: '1',
    kind: 'draft_edit',
    at: '2026-03-01T12:00:00+01:00',
  }));
  const taken = await counted<{ verdicts: { verdict: string }[] }>('POST', '/certification/uses', { as: 'region-nordjylland', body });
  expect(taken.status).toBe(200);
  expect(taken.statements).toBeLessThan(fewStatements);
  expect(new Set(taken.body.verdicts.map((one) => one.verdict))).toEqual(new Set(['counted']));
  const [moved] = await rows(
    db.raw(`select count(*) from certificate where last_active_on = '2026-03-01' and next_due_at = '2027-12-02T08:00:00Z'`),
  );
  expect(moved).toEqual({ count: some });
});

test('ten thousand people are read and signed up, each in one request', async () => {
  const begun = Date.now();
  expect(await signUpBy('many', many)).toEqual({ signedUp: many, skipped: 0 });
  expect(Date.now() - begun).toBeLessThan(patienceMs);
});
