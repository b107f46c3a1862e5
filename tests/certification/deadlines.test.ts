import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cancelRound } from '../../api/certification/cancel-commands';
import * as enrolments from '../../api/certification/enrolment-commands';
import { extendDeadline } from '../../api/certification/extension-commands';
import { declareOutage } from '../../api/certification/outage-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { rows } from '../../db/core/columns';
import { clock } from '../../db/core/clock';
import { fileOf } from '../../db/core/files';
import { letterList } from '../../db/core/letters';
import { timelineOf } from '../../db/core/timeline';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { readRoundFile } from '../../db/certification/rounds';
import type { Instant, PlainDate } from '../../domain/core/calendar';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

let stage: Stage;
let coordinator: string;
let agency: string;
let grader: string;
let count = 0;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-01-05T09:00:00.000Z' });
  coordinator = await somebody(stage.db, 'karen@wsp.example', 'coordinator');
  grader = await somebody(stage.db, 'bent@wsp.example', 'grader');
  agency = await somebody(stage.db, 'signe@styrelsen.example', 'agency');
});
afterAll(() => stage.close());

type How = 'requested' | 'studying' | 'task_open' | 'submitted';

/** A published round with its material, whose deadline is the given day. */
async function aRound(year: number, number: number, deadlineOn: PlainDate): Promise<string> {
  const by = await as(stage.db, coordinator);
  const { roundId } = await createRound(by, { year, number, deadlineOn });
  await publishRound(by, roundId);
  await uploadMaterial(by, roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  return roundId;
}

/** Somebody new in a round, as far as asked. Their material must be due. */
async function enrol(roundId: string, how: How): Promise<{ id: string; personId: string }> {
  const { db } = stage;
  const email = `deltager-${(count += 1)}@firma.example`;
  const by = await as(db, coordinator);
  const { enrolmentId: id } = await signUp(by, roundId, { kind: 'full', source: 'form', person: { name: email, email } });
  const personId = await somebody(db, email);
  if (how === 'requested') return { id, personId };
  await enrolments.admit(by, id);
  await stage.until('the material is out', async () => (await read(id)).materialReleasedAt !== null);
  if (how === 'studying') return { id, personId };
  await enrolments.finishSelfStudy(await as(db, personId), id);
  if (how === 'submitted') await enrolments.handIn(await as(db, personId), id, { text: 'svar', files: [] });
  return { id, personId };
}
const read = async (id: string) => (await readEnrolmentFile(stage.db, id, await clock(stage.db)))!.enrolment;
const roundOf = async (id: string) => (await readRoundFile(stage.db, id, await clock(stage.db)))!.round;
const lettersOf = async (personId: string): Promise<string[]> =>
  (await letterList(stage.db, { personId }, 100)).map((one) => `${one.template} ${one.state}`).sort();
const states = async (...ids: readonly { id: string }[]): Promise<string[]> =>
  Promise.all(ids.map(async ({ id }) => (await read(id)).state));

test('a cancelled round ends everybody in it at that instant, whichever state they are in, and tells them', async () => {
  const roundId = await aRound(2026, 1, '2026-02-15');
  await stage.passTo('2026-01-12T12:00:00+01:00');
  const all = await Promise.all((['requested', 'studying', 'task_open', 'submitted'] as const).map((how) => enrol(roundId, how)));
  const gone = await enrol(roundId, 'requested');
  await enrolments.withdraw(await as(stage.db, gone.personId), gone.id);
  // What was written to them by then is sent.
  await stage.passTo('2026-01-12T12:01:00+01:00');
  const at = await clock(stage.db);
  await cancelRound(await as(stage.db, coordinator), roundId, 'For få tilmeldte.');
  await stage.until('all have ended', async () => (await states(...all)).every((state) => state === 'withdrawn'));
  for (const one of all) {
    expect(await read(one.id)).toMatchObject({ cause: 'round_cancelled', endedAt: at });
    expect((await lettersOf(one.personId)).filter((letter) => letter.startsWith('round_cancelled'))).toHaveLength(1);
  }
  expect(await read(gone.id)).toMatchObject({ cause: 'by_request' });
  expect(await roundOf(roundId)).toMatchObject({ state: 'cancelled', cancelledAt: at });
  await stage.passTo('2026-02-20T12:00:00+01:00');
  expect(await lettersOf(all[2]!.personId)).toEqual(['admitted sent', 'material sent', 'round_cancelled sent']);
});

test('an extension carries one enrolment past the closing of its round, which completes only after it', async () => {
  const roundId = await aRound(2026, 2, '2026-04-10');
  await stage.passTo('2026-03-20T12:00:00+01:00');
  const [extended, other] = [await enrol(roundId, 'task_open'), await enrol(roundId, 'studying')];
  await extendDeadline(await as(stage.db, coordinator), extended.id, { deadlineOn: '2026-04-17', reason: 'Sygdom.' });
  await stage.passTo('2026-04-11T00:00:00+02:00');
  expect(await states(extended, other)).toEqual(['task_open', 'not_delivered']);
  expect((await roundOf(roundId)).state).toBe('closed');
  await stage.passTo('2026-04-17T23:59:59.999+02:00');
  await enrolments.handIn(await as(stage.db, extended.personId), extended.id, { text: 'svar', files: [] });
  expect((await roundOf(roundId)).state).toBe('closed');
  await expect(enrolments.gradeAnswer(await as(stage.db, grader), extended.id, 'satisfactory', undefined)).rejects.toThrow(
    'round_not_closed',
  );
  await stage.passTo('2026-04-18T00:00:00+02:00');
  expect(await states(extended)).toEqual(['under_grading']);
  await enrolments.gradeAnswer(await as(stage.db, grader), extended.id, 'satisfactory', undefined);
  await stage.until('the round is completed', async () => (await roundOf(roundId)).state === 'completed');
  // Reminded of the own deadline, and not of the round's once it was given.
  await stage.passTo('2026-04-18T09:00:00+02:00');
  const reminders = (await letterList(stage.db, { personId: extended.personId }, 100)).filter(
    (one) => one.template === 'deadline_reminder',
  );
  expect(reminders.map((one) => one.occasion).sort()).toEqual([
    'deadline-14d:2026-04-17',
    'deadline-1d:2026-04-17',
    'deadline-3d:2026-04-17',
  ]);
  const [event] = (await timelineOf(stage.db, { caseId: extended.id })).filter((one) => one.what === 'deadlineExtended');
  expect(event).toMatchObject({ data: { fromOn: '2026-04-10', toOn: '2026-04-17' }, personal: { reason: 'Sygdom.' } });
  const [row] = await rows<{ data: string }>(
    stage.db.raw(`select string_agg(data::text, '') as data from timeline_event where case_id = ?`, [extended.id]),
  );
  expect(row!.data).not.toContain('Sygdom');
});

describe('an outage', () => {
  const declare = async (fromAt: string, toAt: string): Promise<void> => {
    const instant = (text: string): Instant => new Date(text).toISOString() as Instant;
    await declareOutage(await as(stage.db, agency), { fromAt: instant(fromAt), toAt: instant(toAt), reason: 'Strømmen gik.' });
  };

  test('declared the day after brings back whom the deadline had ended, and the late answer counts', async () => {
    const roundId = await aRound(2026, 3, '2026-08-15');
    await stage.passTo('2026-07-20T12:00:00+02:00');
    const [never, silent, studying, late, anew, handedIn] = [
      await enrol(roundId, 'requested'),
      await enrol(roundId, 'task_open'),
      await enrol(roundId, 'studying'),
      await enrol(roundId, 'task_open'),
      await enrol(roundId, 'task_open'),
      await enrol(roundId, 'submitted'),
    ];
    await stage.passTo('2026-08-16T00:00:00+02:00');
    await enrolments.handIn(await as(stage.db, late.personId), late.id, { text: 'for sent', files: [] });
    await enrolments.handIn(await as(stage.db, late.personId), late.id, { text: 'rettet', files: [] });
    expect(await states(never, silent, studying, late, anew, handedIn)).toEqual([
      'withdrawn',
      'not_delivered',
      'not_delivered',
      'late',
      'not_delivered',
      'under_grading',
    ]);
    const next = await aRound(2026, 4, '2026-11-15');
    await stage.passTo('2026-08-24T12:00:00+02:00');
    await signUp(await as(stage.db, coordinator), next, {
      kind: 'full',
      source: 'form',
      person: {
        name: 'anew',
        email: (await rows<{ email: string }>(stage.db.raw('select email from person where id = ?', [anew.personId])))[0]!.email,
      },
    });

    // Nine days, so that the new deadline lies ahead of the twenty-fourth.
    await declare('2026-08-15T10:00:00+02:00', '2026-08-24T10:00:00+02:00');
    expect(await roundOf(roundId)).toMatchObject({
      state: 'running',
      deadlineOn: '2026-08-24',
      deadlineBaseOn: '2026-08-15',
      closedAt: null,
    });
    expect(await states(never, silent, studying, late, anew, handedIn)).toEqual([
      'requested',
      'task_open',
      'studying',
      'submitted',
      'not_delivered',
      'submitted',
    ]);
    expect((await lettersOf(silent.personId)).filter((letter) => letter.startsWith('deadline_moved'))).toHaveLength(1);
    expect(await lettersOf(anew.personId)).not.toContain('deadline_moved queued');
    const [event] = (await timelineOf(stage.db, { caseId: late.id })).filter((one) => one.what === 'deadlineMovedByOutage');
    expect(event?.data).toMatchObject({ cause: 'outage', fromOn: '2026-08-15', toOn: '2026-08-24', from: 'late', to: 'submitted' });

    await stage.passTo('2026-08-24T23:59:59.999+02:00');
    await enrolments.handIn(await as(stage.db, silent.personId), silent.id, { text: 'nu', files: [] });
    await stage.passTo('2026-08-25T00:00:00+02:00');
    expect(await states(never, silent, studying, late, handedIn)).toEqual([
      'withdrawn',
      'under_grading',
      'not_delivered',
      'under_grading',
      'under_grading',
    ]);
    expect((await read(studying.id)).endedAt).toBe('2026-08-24T22:00:00.000Z');
    expect((await roundOf(roundId)).state).toBe('closed');
  });

  test('declared beforehand moves the deadline at once; declared again for the same day it moves nothing', async () => {
    const [round] = await rows<{ id: string }>(stage.db.raw('select id from round where year = 2026 and number = 4'));
    await declare('2026-11-15T22:00:00+01:00', '2026-11-16T02:00:00+01:00');
    expect((await roundOf(round!.id)).deadlineOn).toBe('2026-11-16');
    await declare('2026-11-15T20:00:00+01:00', '2026-11-15T23:00:00+01:00');
    expect((await roundOf(round!.id)).deadlineOn).toBe('2026-11-16');
    await declare('2026-11-15T20:00:00+01:00', '2026-11-17T23:00:00+01:00');
    expect((await roundOf(round!.id)).deadlineOn).toBe('2026-11-18');
  });

  test.each([
    [2040, 1, '2027-03-28', '2027-03-28T12:00:00+02:00', '2027-03-29', '2027-03-29T21:59:59.999Z'],
    [2040, 2, '2027-10-31', '2027-10-31T12:00:00+01:00', '2027-11-01', '2027-11-01T22:59:59.999Z'],
    [2040, 3, '2028-02-28', '2028-02-28T12:00:00+01:00', '2028-02-29', '2028-02-29T22:59:59.999Z'],
  ] as const)(
    'a round of %s, number %s, with its deadline on %s: in time until the last millisecond of the new day',
    async (year, number, on, from, to, last) => {
      const roundId = await aRound(year, number, on);
      await stage.passTo(new Date(Date.parse(from) - 20 * 86_400_000).toISOString());
      const people = [await enrol(roundId, 'task_open'), await enrol(roundId, 'task_open'), await enrol(roundId, 'task_open')];
      await stage.passTo(new Date(Date.parse(from) + 7_200_000).toISOString());
      await declare(from, new Date(Date.parse(from) + 3_600_000).toISOString());
      expect((await roundOf(roundId)).deadlineOn).toBe(to);
      const [before, at, after] = [-1, 0, 1].map((ms) => new Date(Date.parse(last) + 1 + ms).toISOString());
      const send = async ({ id, personId }: { id: string; personId: string }): Promise<boolean> =>
        (await enrolments.handIn(await as(stage.db, personId), id, { text: 'svar', files: [] })).answer.late;
      await stage.passTo(before!);
      expect(await send(people[0]!)).toBe(false);
      await stage.passTo(at!);
      expect(await send(people[1]!)).toBe(true);
      await stage.passTo(after!);
      expect(await send(people[2]!)).toBe(true);
      expect(await states(...people)).toEqual(['under_grading', 'late', 'late']);
      // An hour more on the new day takes the late ones in after all.
      await declare(new Date(Date.parse(last) - 3_600_000).toISOString(), last);
      expect((await states(...people)).sort()).toEqual(['submitted', 'submitted', 'submitted']);
    },
  );
});

test('drafts of next year are made on their day, once, leaving what is there, with a task to publish each', async () => {
  const { db } = stage;
  const of = async (year: number) =>
    rows<{ number: number; state: string; deadline: string }>(
      db.raw('select number, state, deadline_on as deadline from round where year = ? order by number', [year]),
    );
  const own = await createRound(await as(db, coordinator), { year: 2029, number: 3, deadlineOn: '2029-09-01' });
  await stage.passTo('2028-10-01T02:59:59+02:00');
  expect(await of(2029)).toHaveLength(1);
  await stage.passTo('2028-10-01T03:00:00+02:00');
  const made = [
    { number: 1, state: 'draft', deadline: '2029-02-15' },
    { number: 2, state: 'draft', deadline: '2029-05-15' },
    { number: 3, state: 'draft', deadline: '2029-09-01' },
    { number: 4, state: 'draft', deadline: '2029-11-15' },
  ];
  expect(await of(2029)).toEqual(made);
  await stage.passTo('2028-12-15T12:00:00+01:00');
  expect(await of(2029)).toEqual(made);
  const open = async () =>
    rows(
      db.raw(
        `select t.data from task t join round r on r.id = t.case_id where t.what = 'publish_round' and t.done_at is null and r.year = 2029`,
      ),
    );
  expect(await open()).toHaveLength(3);
  const [first] = await rows<{ id: string }>(db.raw('select id from round where year = 2029 and number = 1'));
  await publishRound(await as(db, coordinator), first!.id);
  await cancelRound(await as(db, coordinator), own.roundId, 'Holdes ikke.');
  expect(await open()).toHaveLength(2);
});
