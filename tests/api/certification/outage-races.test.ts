import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { declareOutage } from '../../../api/certification/outage-commands';
import { rows } from '../../../db/core/columns';
import { transaction } from '../../../db/core/transaction';
import type { Instant } from '../../../domain/core/calendar';
import { openApi, type OpenApi } from '../../support/open-api';
import { as, somebody } from '../../support/people';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Round = { id: string; deadlineOn: string };
type Enrolment = { state: string; deadlineOn: string; correctionUntilOn: string | null };

let api: OpenApi;
let cast: Cast;
let agency: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  agency = await somebody(api.database.db, 'signe@styrelsen.example', 'agency');
});
afterAll(() => api.close());

const must = async <T>(as_: string, method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> => {
  const answer = await api.server.call<T>(method, path, { token: await cast.token(as_), body, headers });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
};

/** Lets `act` begin while an outage on a day is declared and not yet committed, and commits once it waits, or has not waited. */
async function whileDeclaring<T>(day: string, act: () => Promise<T>): Promise<T> {
  const { db } = api.database;
  let acted: Promise<T> | undefined;
  await transaction(db, async (trx) => {
    const at = (hour: string): Instant => new Date(`${day}T${hour}:00Z`).toISOString() as Instant;
    await declareOutage(await as(trx, agency), { fromAt: at('10:00'), toAt: at('11:00'), reason: 'Strømmen gik.' });
    let answered = false;
    acted = act().finally(() => {
      answered = true;
    });
    acted.catch(() => undefined);
    const sql = 'select 1 from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and not l.granted';
    const waitsOrHasNot = async (): Promise<boolean> => answered || (await rows(db.raw(sql))).length > 0;
    while (!(await waitsOrHasNot())) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  return acted!;
}

/** A round that nobody's outage here concerns until its deadline is set. */
const aRound = async (year: number): Promise<string> => {
  const { id } = await must<Round>('coordinator', 'POST', '/certification/rounds', {
    year,
    number: 1,
    signUpOpensOn: '2026-03-01',
    materialOn: '2026-03-01',
    deadlineOn: '2026-03-20',
  });
  await must('coordinator', 'POST', `/certification/rounds/${id}/publish`, {});
  return id;
};

test('a round made while an outage on its deadline is being declared has the later one', async () => {
  const made = await whileDeclaring('2026-07-01', async () =>
    must<Round>('coordinator', 'POST', '/certification/rounds', { year: 2060, number: 1, deadlineOn: '2026-07-01' }),
  );
  expect(made.deadlineOn).toBe('2026-07-02');
});

test('so has one that is moved there meanwhile', async () => {
  const id = await aRound(2061);
  const moved = await whileDeclaring('2026-07-03', async () =>
    must<Round>('coordinator', 'PATCH', `/certification/rounds/${id}`, { deadlineOn: '2026-07-03' }, { 'if-match': '"2"' }),
  );
  expect(moved.deadlineOn).toBe('2026-07-04');
});

test('so has somebody who is given an own deadline there', async () => {
  const { enrolmentId } = await cast.participant('requested', { roundId: await aRound(2062) });
  const extended = await whileDeclaring('2026-07-05', async () =>
    must<Enrolment>('coordinator', 'POST', `/certification/enrolments/${enrolmentId}/extend`, {
      deadlineOn: '2026-07-05',
      reason: 'Sygdom.',
    }),
  );
  expect(extended.deadlineOn).toBe('2026-07-06');
});

test('and somebody whose correction window would end there', async () => {
  const one = await cast.participant('submitted');
  await api.passTo('2026-05-20T12:00:00+02:00');
  const returned = await whileDeclaring('2026-05-27', async () =>
    must<Enrolment>('grader', 'POST', `/certification/enrolments/${one.enrolmentId}/grade`, {
      verdict: 'not_satisfactory',
      shortcomings: 'Poreluft mangler.',
    }),
  );
  expect(returned).toMatchObject({ state: 'returned', correctionUntilOn: '2026-05-28' });
});
