import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { setRehearsalClock } from '../../../db/core/clock';
import { letGo, nextLetGo, sweep } from '../../../db/core/retention';
import { addSignInLink, useSignInLink } from '../../../db/core/access';
import { logLookup } from '../../../db/core/lookups';
import { timelineOf } from '../../../db/core/timeline';
import { transaction } from '../../../db/core/transaction';
import { rounds } from '../../../db/certification/rounds';
import { createRound } from '../../../api/certification/round-commands';
import { storeAnswer, takeKey } from '../../../db/core/idempotency';
import { actorOf } from '../../../db/core/access';
import { createDatabase, type TestDatabase } from '../../support/database';
import { byHand } from '../../support/by-hand';
import { castOf, type Cast } from '../../support/people-of-the-demo';
import { openApi, type OpenApi } from '../../support/open-api';
import { as, somebody } from '../../support/people';

const days = { lookups: 1_826, letters: 1_826, imports: 2, sessions: 30 };
const count = async (db: TestDatabase['db'], table: string): Promise<number> =>
  (await rows<{ count: number }>(db.raw('select count(*) from ??', [table])))[0]!.count;

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

test('a file of sign-ups is kept for two days and no longer, whatever it was used for', async () => {
  const { db } = api.database;
  const roundId = await cast.openRound();
  const { body } = await api.server.call<{ id: string }>('POST', `/certification/rounds/${roundId}/enrolments/import`, {
    token: await cast.token('coordinator'),
    body: 'name,email\nNy,ny@firma.example',
    headers: { 'content-type': 'text/csv' },
  });
  const path = `/certification/rounds/${roundId}/enrolments/import/${body.id}`;
  const status = async (): Promise<number> => (await api.server.call('GET', path, { token: await cast.token('coordinator') })).status;
  await api.passTo('2026-03-04T09:00:00Z');
  expect(await status()).toBe(200);
  await api.passTo('2026-03-04T09:00:01Z');
  expect([await status(), await count(db, 'sign_up_import')]).toEqual([404, 0]);
});

test('look-ups and letters are let go of after five years, not the day before; the timeline and what was settled stay for ever', async () => {
  const { db } = api.database;
  const one = await cast.participant('task_open');
  await api.server.call('GET', `/certification/enrolments/${one.enrolmentId}`, { token: await cast.token('coordinator') });
  const kept = { timeline: await count(db, 'timeline_event'), settled: await count(db, 'settled') };
  const [before] = await rows<{ lookups: number; letters: number }>(
    db.raw('select (select count(*) from lookup_log) as lookups, (select count(*) from letter) as letters'),
  );
  expect(before!.lookups).toBeGreaterThan(0);
  expect(before!.letters).toBeGreaterThan(0);
  await api.passTo('2026-03-05T09:00:00Z');
  const [oldest] = await rows<{ lookup: string; letter: string }>(db.raw('select min(at) as lookup from lookup_log, (select 1) x'));
  const last = new Date(Date.parse(oldest!.lookup) + 1_826 * 86_400_000);
  await letGo(db, last.toISOString() as never, days);
  expect(await count(db, 'lookup_log')).toBe(before!.lookups);
  const gone = await letGo(db, new Date(last.getTime() + 30 * 86_400_000).toISOString() as never, days);
  expect(gone).toMatchObject({ lookups: before!.lookups });
  expect(await count(db, 'lookup_log')).toBe(0);
  expect(await count(db, 'timeline_event')).toBeGreaterThanOrEqual(kept.timeline);
  expect(await count(db, 'settled')).toBeGreaterThanOrEqual(kept.settled);
  // A letter that has not been sent yet is never let go of.
  const left = await rows<{ state: string }>(db.raw('select distinct state from letter'));
  expect(left.map((row) => row.state).filter((state) => state !== 'queued')).toEqual([]);
});

test('the nightly round comes by every month at least, keeps days off known for years ahead, and says when it comes next', async () => {
  const quiet = await createDatabase({ rehearsal: true });
  try {
    await setRehearsalClock(quiet.db, '2026-03-02T09:00:00.000Z');
    const { passTo, settle } = byHand(quiet.db);
    await quiet.db.raw(`update standing set next_due_at = '2026-03-02T09:00:00Z'`);
    await settle();
    const next = async (): Promise<string> =>
      (await rows<{ at: string }>(quiet.db.raw(`select next_due_at as at from standing where kind = 'nightly'`)))[0]!.at;
    expect(await next()).toBe('2026-04-01T01:00:00.000Z');
    await passTo('2030-12-31T12:00:00Z');
    const [known] = await rows<{ until: string }>(quiet.db.raw(`select max(day) as until from day_off where country = 'DK'`));
    expect(known!.until).toBe('2032-12-31');
    // What is to be let go of sooner brings it sooner.
    const who = await somebody(quiet.db, 'agency@styrelsen.example', 'agency');
    const other = await somebody(quiet.db, 'other@firma.example');
    await logLookup(quiet.db, (await actorOf(quiet.db, who))!, other, 'person', '2026-01-01T00:00:00.000Z');
    expect(await nextLetGo(quiet.db, days)).toBe('2031-01-01T00:00:00.000Z');
  } finally {
    await quiet.drop();
  }
});

test('holidays that are learned at night are followed by the last day of sign-up of a round made before, unless somebody chose it', async () => {
  const early = await createDatabase({ rehearsal: true });
  try {
    await setRehearsalClock(early.db, '2026-12-01T09:00:00.000Z');
    const { passTo, settle } = byHand(early.db);
    await settle();
    const coordinator = await as(early.db, await somebody(early.db, 'karen@wsp.example', 'coordinator'));
    // Nobody knows the holidays of 2029 yet: 1 and 10 May are reckoned as working days.
    const usual = await createRound(coordinator, { year: 2029, number: 2, deadlineOn: '2029-05-15' });
    const chosen = await createRound(coordinator, { year: 2029, number: 3, deadlineOn: '2029-05-16', signUpClosesOn: '2029-04-20' });
    const closing = async (): Promise<string[]> => (await rounds(early.db, { year: 2029 })).map((one) => one.signUpClosesOn);
    expect([usual.signUpClosesOn, chosen.signUpClosesOn]).toEqual(['2029-05-01', '2029-04-20']);
    await passTo('2027-02-15T12:00:00+01:00');
    expect(await closing()).toEqual(['2029-04-30', '2029-04-20']);
    expect((await timelineOf(early.db, { caseId: usual.roundId })).find((one) => one.what === 'signUpClosingMoved')).toMatchObject({
      actorId: null,
      data: { from: '2029-05-01', to: '2029-04-30' },
    });
  } finally {
    await early.drop();
  }
}, 60_000);

test('what the machine’s clock lets expire is swept away, and nothing younger', async () => {
  const { db } = api.database;
  const { personId } = await cast.somebody();
  const key = (name: string) => ({ actorId: personId, method: 'POST', path: '/x', key: name, body: '{}' });
  await transaction(db, async (trx) => {
    for (const name of ['old', 'young']) {
      expect(await takeKey(trx, key(name))).toBe('taken');
      await storeAnswer(trx, key(name), { status: 201, body: { name } });
    }
    await trx.raw(`update idempotency_key set created_at = now() - interval '25 hours' where key = 'old'`);
  });
  const [old, young] = await transaction(
    db,
    async (trx) => [await addSignInLink(trx, personId), await addSignInLink(trx, personId)] as const,
  );
  await db.raw(`insert into session values ('old', '{}', now() - interval '1 minute'), ('young', '{}', now() + interval '1 hour')`);
  await db.raw(`update sign_in_link set expires_at = now() - interval '2 days' where hash = sha256(?::bytea)`, [Buffer.from(old)]);
  await sweep(db);
  expect(await rows(db.raw('select key from idempotency_key order by key'))).toEqual([{ key: 'young' }]);
  expect(await rows(db.raw('select sid from session'))).toEqual([{ sid: 'young' }]);
  expect(await count(db, 'sign_in_link')).toBe(1);
  expect([await useSignInLink(db, old), await useSignInLink(db, young)]).toEqual([undefined, personId]);
});
