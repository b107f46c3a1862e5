import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { clock } from '../../../db/core/clock';
import { readOnly } from '../../../db/core/read-only';
import { lookups } from '../../../db/core/lookups';
import { transaction } from '../../../db/core/transaction';
import { rulesAt } from '../../../db/certification/rounds';
import type { PlainDate } from '../../../domain/core/calendar';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';

type Row = { kind: string; id: string; outcome: string; past: boolean; differences: { what: string; before: unknown; after: unknown }[] };
type Preview = {
  moves: boolean;
  totals: Record<'cases' | 'changed' | 'gains' | 'loses' | 'past' | 'lettersCome' | 'lettersGo' | 'lettersMove', number>;
  places: { year: number; number: number; before: unknown; after: unknown }[];
  rows: Row[];
  code: string;
};
type Rule = { code: string; batch: { done: number; total: number; dueAt: string; finishedAt: string | null } | null };
type Out = { state: string; correctionUntilOn: string | null; agenda: { step: string; occasion: string }[] };

let api: OpenApi;
let cast: Cast;
let waiting: Participant;
let certificateId: string;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  waiting = await cast.participant('submitted');
  certificateId = (await cast.certificate((await cast.somebody()).personId, { issuedOn: '2025-12-01' })).certificateId;
  await api.settle();
});
afterAll(() => api.close());

const ask = async <T>(method: string, path: string, body?: unknown, as = 'agency'): Promise<Answer<T>> =>
  api.server.call<T>(method, path, { token: await cast.token(as), ...(body === undefined ? {} : { body }) });
const preview = (key: string, value: unknown, more = {}): Promise<Answer<Preview>> =>
  ask<Preview>('POST', `/rules/${key}/preview`, { value, ...more });
const set = (key: string, value: unknown, more = {}): Promise<Answer<Rule>> =>
  ask<Rule>('PUT', `/rules/${key}`, { value, reason: 'decided', ...more });
const everything = async (): Promise<unknown> =>
  rows(
    api.database.db.raw(
      `select (select json_agg(c order by id) from certificate c) c, (select json_agg(e order by id) from enrolment e) e, (select json_agg(r order by id) from round r) r,
         (select count(*) from rule_setting) s, (select count(*) from letter) l, (select count(*) from timeline_event) t, (select count(*) from batch) b`,
    ),
  );

describe('asking what another value would change', () => {
  test('says who gains, and changes nothing at all', async () => {
    const before = await everything();
    const { status, body } = await preview('jar.idleYears', 3);
    expect(status).toBe(200);
    expect(body.moves).toBe(true);
    const mine = body.rows.find((one) => one.id === certificateId)!;
    expect(mine).toMatchObject({ kind: 'certificate', outcome: 'gains', past: false });
    expect(mine.differences[0]).toEqual({ what: 'expiresOn', before: '2027-12-01', after: '2028-12-01' });
    expect(body.totals).toMatchObject({ gains: body.totals.changed, loses: 0, past: 0 });
    expect(body.totals.cases).toBeGreaterThan(body.totals.changed);
    expect(await everything()).toEqual(before);
  });

  test.each([
    ['jar.corrections', 0, { loses: 'some', gains: 0 }],
    ['jar.corrections', 1, { changed: 0 }],
    ['jar.deadlineReminders', [20, 14, 3, 1], { changed: 'some', loses: 0, lettersGo: 0, lettersCome: 'some' }],
    ['jar.expiryWarnings', [], { changed: 'some', loses: 0, lettersGo: 'some', lettersCome: 0 }],
    ['jar.signUpClosesWorkingDays', 5, { changed: 'some', gains: 'some' }],
    ['jar.price', 5_000, { changed: 0 }],
  ] as const)('%s to %j: %j', async (key, value, expected) => {
    const { body } = await preview(key, value);
    for (const [what, count] of Object.entries(expected))
      expect([what, body.totals[what as 'changed']]).toEqual([
        what,
        count === 'some' ? Math.max(1, body.totals[what as 'changed']) : count,
      ]);
  });

  test('six rounds a year: two places more, and no running case', async () => {
    const { body } = await preview('jar.roundsPerYear', 6);
    expect([body.totals.changed, body.places]).toEqual([
      0,
      [5, 6].map((number) => ({ year: 2027, number, before: null, after: { number, deadlineOn: null } })),
    ]);
  });

  test('as CSV: every difference a line, for a spreadsheet', async () => {
    const { status, text, headers } = await ask('GET', `/rules/jar.idleYears/preview.csv?value=1&validFrom=2026-04-01`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    // `fetch` has taken the byte order mark away.
    expect(text.split('\r\n')[0]).toBe('kind;case;name;outcome;past;what;before;after');
    expect(text).toMatch(new RegExp(`certificate;${certificateId};JAR-[^;]+;loses;false;expiresOn;2027-12-01;2026-12-01\r\n`));
  });

  test.each([
    ['jar.idleYears', 'many', {}, 'value_invalid'],
    ['jar.idleYears', 3, { validFrom: '2026-03-01' }, 'value_invalid'],
    ['jar.nothing', 3, {}, 'not_found'],
  ])('%s to %j with %j is refused: %s', async (key, value, more, code) => {
    expect((await preview(key, value, more)).body.code).toBe(code);
    const query = new URLSearchParams({ value: JSON.stringify(value), ...more });
    expect((await ask<Preview>('GET', `/rules/${key}/preview.csv?${query.toString()}`)).body.code).toBe(code);
  });

  test('is logged as a list, and the reading could not write', async () => {
    const { db } = api.database;
    expect((await lookups(db, {}, 50)).some((one) => one.what === 'what-if' && one.count === 0)).toBe(true);
    const write = (trx: typeof db) => trx.raw(`update certificate set version = version + 1`);
    await expect(readOnly(db, write)).rejects.toMatchObject({ code: '25006' });
    await transaction(db, async (trx) => {
      await expect(readOnly(trx, write)).rejects.toMatchObject({ code: '25006' });
      // And around it one may write again.
      await trx.raw('update installation set stories_version = stories_version');
    });
  });
});

describe('setting a value and moving the running cases', () => {
  test('a rule that moves cannot be kept, for that would be untrue', async () => {
    const { status, body } = await set('jar.idleYears', 3, { transition: 'keep' });
    expect([status, body]).toEqual([422, expect.objectContaining({ code: 'value_invalid', fields: { transition: 'value_invalid' } })]);
  });

  test('moves that value alone: what was set to be kept stays out, before and after, and the preview says so', async () => {
    const { enrolmentId } = await cast.participant('submitted');
    expect((await set('jar.corrections', 0, { transition: 'keep' })).body.batch).toBe(null);
    const other = await preview('jar.secondGrader', 'on');
    expect(other.body.rows.flatMap((one) => one.differences.map(({ what }) => what))).not.toContain('correctionsLeft');
    await set('jar.secondGrader', 'on', { transition: 'move' });
    await api.settle();
    const rulesOf = async () => {
      const trx = api.database.db;
      const [one] = await rows<{ rulesVersion: number; rulesOn: PlainDate }>(
        trx.raw('select rules_version as "rulesVersion", rules_on as "rulesOn" from enrolment where id = ?', [enrolmentId]),
      );
      return rulesAt(trx, one!, await clock(trx));
    };
    expect(await rulesOf()).toMatchObject({ corrections: 1, secondGrader: 'on' });
    // Back to what it was, for the running cases too.
    await set('jar.secondGrader', 'off', { transition: 'move' });
    await set('jar.corrections', 1);
    expect(await rulesOf()).toMatchObject({ corrections: 1, secondGrader: 'off' });
  });

  test('is done on the day from which it holds, in a batch whose progress the rule tells', async () => {
    const { body } = await set('jar.correctionDays', 21, { validFrom: '2026-04-01', transition: 'move' });
    expect(body.batch).toMatchObject({ done: 0, dueAt: '2026-03-31T22:00:00.000Z', finishedAt: null });
    const moves = async (): Promise<{ what: string; at: string }[]> =>
      rows(
        api.database.db.raw(
          `select what, effective_at as at from timeline_event where case_id = ? and data ->> 'key' = 'jar.correctionDays'`,
          [waiting.enrolmentId],
        ),
      );
    await api.passTo('2026-03-31T23:59:59.999+02:00');
    expect(await moves()).toEqual([]);
    await api.passTo('2026-04-01T00:00:00+02:00');
    expect(await moves()).toEqual([{ what: 'rulesMoved', at: '2026-03-31T22:00:00.000Z' }]);
    const { batch } = (await ask<Rule>('GET', '/rules/jar.correctionDays')).body;
    expect(batch).toMatchObject({ done: batch!.total, finishedAt: '2026-03-31T22:00:00.000Z' });
    expect(batch!.total).toBeGreaterThan(2);
  });

  test('and from then on the case is ruled by it', async () => {
    await api.passTo('2026-05-20T12:00:00+02:00');
    const { body } = await ask<Out>(
      'POST',
      `/certification/enrolments/${waiting.enrolmentId}/grade`,
      { verdict: 'not_satisfactory', shortcomings: 'Kilder mangler.' },
      'grader',
    );
    expect(body).toMatchObject({ state: 'returned', correctionUntilOn: '2026-06-10' });
  });

  test('kept, nothing of the running cases changes', async () => {
    const due = async (): Promise<unknown> =>
      rows(api.database.db.raw('select id, rules_version, rules_on, next_due_at from certificate order by id'));
    const before = await due();
    expect((await set('jar.expiryWarnings', [60])).body.batch).toBe(null);
    await api.settle();
    expect(await due()).toEqual(before);
    expect((await set('jar.expiryWarnings', [60], { transition: 'move' })).body.batch).toMatchObject({ finishedAt: null });
    await api.settle();
    const { body } = await ask<Out>('GET', `/certification/certificates/${certificateId}`, undefined, 'coordinator');
    expect(body.agenda.map((one) => one.occasion)).toEqual(['expiry-60d:2027-12-01', 'expired:2027-12-01']);
  });
});

describe('a day off', () => {
  type Rounds = { rounds: { id: string; number: number; signUpClosesOn: string }[] };
  const closing = async (number: number): Promise<string> =>
    (await ask<Rounds>('GET', '/certification/rounds', undefined, 'coordinator')).body.rounds.find((one) => one.number === number)!
      .signUpClosesOn;
  type DaysOff = { daysOff: { day: string; name: string; kind: string; worked: boolean }[] };
  const put = (day: string, body: unknown) => ask<{ rounds: number; code: string; fields: unknown }>('PUT', `/days-off/DK/${day}`, body);

  test('that is new makes sign-up close a working day earlier, and ended again the usual day returns', async () => {
    await ask('POST', '/certification/rounds', { year: 2026, number: 3 }, 'coordinator');
    const usual = await closing(3);
    expect(usual).toBe('2026-08-03');
    const answer = await put('2026-08-05', { off: true, name: 'Lukkedag', reason: 'decided' });
    expect([answer.status, answer.body.rounds, await closing(3)]).toEqual([200, 1, '2026-07-31']);
    const ended = await put('2026-08-05', { off: false, reason: 'not after all' });
    expect([ended.status, ended.body.rounds, await closing(3)]).toEqual([200, 1, usual]);
    const { body } = await ask<DaysOff>('GET', '/days-off/DK?year=2026');
    expect(body.daysOff.find((one) => one.day === '2026-08-05')).toEqual({
      country: 'DK',
      day: '2026-08-05',
      name: 'Lukkedag',
      kind: 'closing',
      worked: true,
    });
  });

  test('that is worked stays so, whatever the nightly round knows of holidays', async () => {
    expect((await put('2026-12-25', { off: false, reason: 'decided' })).status).toBe(200);
    await api.passTo('2026-07-25T12:00:00+02:00');
    const { body } = await ask<DaysOff>('GET', '/days-off/DK?year=2026');
    expect(body.daysOff.find((one) => one.day === '2026-12-25')).toMatchObject({ worked: true });
  });

  test.each([
    ['2026-03-01', { off: true, name: 'Sent', reason: 'decided' }, 'value_invalid'],
    ['2026-09-01', { off: true, reason: 'decided' }, 'value_invalid'],
    ['2026-09-01', { off: true, name: 'Uden grund' }, 'reason_needed'],
    ['2026-02-30', { off: true, name: 'Ingen dag', reason: 'decided' }, 'not_found'],
    ['2026-09-01', { name: 'Hvad', reason: 'decided' }, 'invalid_request'],
  ])('on %s with %j is refused: %s', async (day, body, code) => {
    expect((await put(day, body)).body.code).toBe(code);
  });
});
