import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as enrolments from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { setRehearsalClock } from '../../db/core/clock';
import { fileOf } from '../../db/core/files';
import { timelineOf } from '../../db/core/timeline';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { readRoundFile } from '../../db/certification/rounds';
import type { Instant } from '../../domain/core/calendar';
import { byHand } from '../support/by-hand';
import { createDatabase, type TestDatabase } from '../support/database';
import { as, somebody } from '../support/people';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase({ rehearsal: true });
});
afterAll(() => database.drop());

const now: Instant = '2026-06-01T10:00:00.000Z';
const stateOf = async (roundId: string): Promise<string> => (await readRoundFile(database.db, roundId, now))!.round.state;
const enrolled = async (id: string): Promise<string> => (await readEnrolmentFile(database.db, id, now))!.enrolment.state;

test('answers received in time but stored after their round was completed close it again, until they have ended too', async () => {
  const { db } = database;
  await setRehearsalClock(db, '2026-03-02T09:00:00.000Z');
  const { passTo, settle } = byHand(db);
  const coordinator = await as(db, await somebody(db, 'karen@wsp.example', 'coordinator'));
  const grader = await somebody(db, 'bent@wsp.example', 'grader');
  const { roundId } = await createRound(coordinator, { year: 2026, number: 2, deadlineOn: '2026-05-15' });
  await publishRound(coordinator, roundId);
  await uploadMaterial(coordinator, roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  await passTo('2026-04-20T12:00:00+02:00');
  const people = ['anna', 'bo', 'carl'].map((name) => `${name}@firma.example`);
  const all: { id: string; personId: string }[] = [];
  for (const email of people) {
    const by = await as(db, await somebody(db, 'karen@wsp.example'));
    const { enrolmentId } = await signUp(by, roundId, { kind: 'full', source: 'form', person: { name: email, email } });
    await enrolments.admit(by, enrolmentId);
    await settle();
    const personId = await somebody(db, email);
    await enrolments.finishSelfStudy(await as(db, personId), enrolmentId);
    all.push({ id: enrolmentId, personId });
  }
  await passTo('2026-05-16T12:00:00+02:00');
  expect([await stateOf(roundId), ...(await Promise.all(all.map((one) => enrolled(one.id))))]).toEqual([
    'completed',
    'not_delivered',
    'not_delivered',
    'not_delivered',
  ]);

  const [anna, bo, carl] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
  const handIn = async ({ id, personId }: (typeof all)[0], at: Instant) =>
    enrolments.handIn(await as(db, personId, at), id, { text: 'svar', files: [] });
  // The instant after the deadline: late, which ends nothing anew.
  await handIn(carl, '2026-05-15T22:00:00.000Z');
  expect([await stateOf(roundId), await enrolled(carl.id)]).toEqual(['completed', 'late']);
  // Two at once: neither waits for what the other holds.
  await Promise.all([handIn(anna, '2026-05-15T21:59:59.999Z'), handIn(bo, '2026-05-15T21:59:59.999Z')]);
  expect(await stateOf(roundId)).toBe('closed');
  await settle();
  expect([await stateOf(roundId), await enrolled(anna.id), await enrolled(bo.id)]).toEqual(['closed', 'under_grading', 'under_grading']);

  await enrolments.gradeAnswer(await as(db, grader), anna.id, 'satisfactory', undefined);
  await settle();
  expect(await stateOf(roundId)).toBe('closed');
  await enrolments.gradeAnswer(await as(db, grader), bo.id, 'satisfactory', undefined);
  await settle();
  expect(await stateOf(roundId)).toBe('completed');
  const events = (await timelineOf(db, { caseId: roundId })).map((one) => one.what);
  expect(events.filter((what) => what === 'roundCompleted' || what === 'roundReopened').sort()).toEqual([
    'roundCompleted',
    'roundCompleted',
    'roundReopened',
  ]);
}, 60_000);
