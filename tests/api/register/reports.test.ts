import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setRehearsalClock } from '../../../db/core/clock';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type ParticipationOut, type RegisterCast } from '../../support/register-people';

type Report = Readonly<{
  code: string;
  state: string | null;
  municipality: { code: string };
  overdue: boolean;
  changedSince: boolean;
  returnReason: string | null;
  totals: { participations: number; financing: Record<string, number> };
  missing: { incomplete: number; mismatched: number };
  incomplete?: { participationId: string; fields: string[] }[];
  mismatched?: string[];
  participations: { participationId: string; fields: string[] }[] | string[];
  at: string;
  rows?: { participationId: string; children: number | null }[];
}>;

let api: OpenApi;
let cast: RegisterCast;
const admin = 'municipality-admin';
const reports = '/register/reports';
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  // What the demo brings would stand in the way of a report that can be submitted.
  await api.database.db.raw(
    `update participation set end_on = '2025-12-31', main_reason = null where start_on < '2025-12-31' and end_on is null`,
  );
  await api.database.db.raw(`delete from yearly_report`);
});
afterAll(() => api.close());

async function ask(as: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Report }> {
  return api.server.call<Report>(method, path, { token: await api.server.token(as), ...(body === undefined ? {} : { body }) });
}
async function listed(as: string, year = 2026): Promise<readonly Report[]> {
  const { body } = await ask(as, 'GET', `${reports}/${year}`);
  return (body as unknown as { reports: Report[] }).reports;
}
const ofOslo = async (as = admin, year = 2026): Promise<Report> =>
  (await listed(as, year)).find(({ municipality }) => municipality.code === '0301')!;
const said = ({ status, body }: { status: number; body: Report }): unknown[] => [status, body.code];
const state = ({ status, body }: { status: number; body: Report }): unknown[] => [status, body.state];
const directorate = (what: 'approve' | 'return', body: object = {}) =>
  ask('directorate', 'POST', `${reports}/2026/${what}`, { municipality: '0301', ...body });
const submit = (body?: object, as = admin) => ask(as, 'POST', `${reports}/2026/submit`, body);

describe('before the year is over', () => {
  test('the numbers are told, and there is nothing to submit', async () => {
    expect(await ofOslo()).toMatchObject({ state: null, overdue: false, totals: { participations: expect.any(Number) as never } });
    expect(said(await submit())).toEqual([404, 'not_found']);
  });
});

describe('the report about 2026', () => {
  let one: ParticipationOut;
  let other: ParticipationOut;
  beforeAll(async () => {
    await api.database.db.raw(
      `update participation set end_on = '2025-12-31' where start_on <= '2025-12-31' and (end_on is null or end_on > '2025-12-31')`,
    );
    await api.database.db.raw(`update participation set start_on = '2025-01-01', end_on = '2025-12-31' where start_on > '2025-12-31'`);
    one = await cast.complete();
    other = await cast.somebody();
    await setRehearsalClock(api.database.db, '2027-01-15T09:00:00.000Z');
  });

  test('is open as it is asked for, and names what is missing to who registers', async () => {
    const mine = await ofOslo('municipality-user');
    expect(mine).toMatchObject({ state: 'open', totals: { participations: 2 }, missing: { incomplete: 1, mismatched: 0 } });
    expect(mine.incomplete).toEqual([
      { participationId: other.id, fields: expect.arrayContaining(['projectId', 'children', 'activities']) as never },
    ]);
    const seen = await ofOslo('directorate');
    expect([seen.missing.incomplete, seen.incomplete]).toEqual([1, undefined]);
  });

  test('is of its own municipality alone', async () => {
    expect((await listed('municipality-user-2')).map(({ municipality }) => municipality.code)).not.toContain('0301');
    expect(said(await submit({ municipality: '4601' }))).toEqual([404, 'not_found']);
    expect((await submit({}, 'municipality-user')).status).toBe(403);
    expect((await ask('municipality-user-2', 'GET', `${reports}/2026/snapshot?municipality=0301`)).status).toBe(404);
    expect((await ask(admin, 'POST', `${reports}/2026/approve`, { municipality: '0301' })).status).toBe(403);
  });

  test('with empty fields is not submitted: each is named', async () => {
    const answer = await submit();
    expect(said(answer)).toEqual([422, 'fields_missing']);
    expect(answer.body.participations).toEqual([{ participationId: other.id, fields: expect.arrayContaining(['children']) as never }]);
    await api.database.db.raw(`update participation set start_on = '2025-02-01', end_on = '2025-03-01' where id = ?`, [other.id]);
  });

  test('with a number that does not fit is not submitted', async () => {
    await api.database.db.raw(
      `update name_lookup set state = 'mismatch', mismatch = 'man', over = true, next_due_at = null where participation_id = ?`,
      [one.id],
    );
    const answer = await submit();
    expect([...said(answer), answer.body.participations]).toEqual([409, 'name_mismatch', [one.id]]);
    expect((await ofOslo()).mismatched).toEqual([one.id]);
    await api.database.db.raw(`update name_lookup set state = 'delayed', mismatch = null where participation_id = ?`, [one.id]);
  });

  test('is submitted once, by the administrator', async () => {
    expect(said(await directorate('approve'))).toEqual([409, 'not_allowed_in_state']);
    expect(state(await submit({ municipality: '0301' }))).toEqual([200, 'submitted']);
    expect(said(await submit())).toEqual([409, 'not_allowed_in_state']);
    expect(await ofOslo()).toMatchObject({ state: 'submitted', changedSince: false });
  });

  test('changed afterwards is marked, and what was submitted stays as it was', async () => {
    const snapshot = (as: string, query = '') => ask(as, 'GET', `${reports}/2026/snapshot?municipality=0301${query}`);
    const before = (await snapshot(admin)).body;
    expect(before.rows).toMatchObject([{ participationId: one.id, state: 'in_programme', children: 3, financing: 'jobbsjansen_grant' }]);
    expect(JSON.stringify(before)).not.toContain(one.person.id);
    await cast.save(one.id, one.version, { children: 5, financing: 'other' });
    const now = await ofOslo('directorate');
    expect([now.changedSince, now.totals.financing['other']]).toEqual([true, 1]);
    expect((await snapshot(admin)).body).toEqual(before);
    const told = (await snapshot('directorate')).body;
    expect([told.totals, told.rows]).toEqual([before.totals, undefined]);
    expect((await snapshot(admin, '&on=2027-01-15')).body).toEqual(before);
    expect((await snapshot(admin, '&on=2027-01-14')).status).toBe(404);
  });

  test('is returned with a reason, which its municipality reads, submitted again and approved', async () => {
    expect(said(await directorate('return', { reason: '  ' }))).toEqual([422, 'reason_needed']);
    expect(state(await directorate('return', { reason: 'Sjekk finansieringen' }))).toEqual([200, 'returned']);
    expect(await ofOslo()).toMatchObject({ state: 'returned', returnReason: 'Sjekk finansieringen' });
    await setRehearsalClock(api.database.db, '2027-01-20T09:00:00.000Z');
    expect(state(await submit())).toEqual([200, 'submitted']);
    const { body } = await ask(admin, 'GET', `${reports}/2026/snapshot`);
    expect([body.at, body.rows?.[0]?.children]).toEqual(['2027-01-20T09:00:00.000Z', 5]);
    const first = await ask(admin, 'GET', `${reports}/2026/snapshot?on=2027-01-19`);
    expect([first.body.at, first.body.rows?.[0]?.children]).toEqual(['2027-01-15T09:00:00.000Z', 3]);
    expect(state(await directorate('approve'))).toEqual([200, 'approved']);
    expect(said(await directorate('return', { reason: 'x' }))).toEqual([409, 'not_allowed_in_state']);
  });

  test('does not keep anybody from registering for the next year', async () => {
    const { status } = await cast.create('municipality-user', { startOn: '2027-01-10' });
    expect(status).toBe(201);
    expect((await ofOslo()).changedSince).toBe(false);
  });
});

test('a year that is none is not found, and one without anybody has no report', async () => {
  expect((await ask(admin, 'GET', `${reports}/soon`)).status).toBe(404);
  expect(await ofOslo(admin, 1990)).toMatchObject({ state: null, totals: { participations: 0 } });
  expect(said(await ask('directorate', 'POST', `${reports}/1990/approve`, { municipality: '0301' }))).toEqual([404, 'not_found']);
});
