import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { restore, snapshot, snapshotList } from '../../api/core/snapshot-commands';
import * as enrolments from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { rows } from '../../db/core/columns';
import { clock } from '../../db/core/clock';
import { fileOf } from '../../db/core/files';
import { as, somebody } from '../support/people';
import { factsOf } from '../support/round-story';
import { Stage } from '../support/stage';

let stage: Stage;
let coordinator: string;
let roundId: string;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-03-01T09:00:00.000Z' });
  const { db } = stage;
  coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const round = await createRound(await as(db, coordinator), { year: 2026, number: 2 });
  roundId = round.roundId;
  await publishRound(await as(db, coordinator), roundId);
  await uploadMaterial(await as(db, coordinator), roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  for (const name of ['anna', 'berit']) {
    const { enrolmentId } = await enrol(name);
    if (name === 'anna') await enrolments.admit(await as(db, coordinator), enrolmentId);
  }
  await stage.passTo('2026-03-02T12:00:00+01:00');
});
afterAll(() => stage.close());

const enrol = async (name: string) =>
  signUp(await as(stage.db, coordinator), roundId, { kind: 'full', source: 'form', person: { name, email: `${name}@firma.example` } });

/** Lives on to the end of the year, in the same way each time. */
async function liveOn(): Promise<unknown> {
  await stage.passTo('2026-12-31T12:00:00+01:00');
  return factsOf(stage.db);
}

test('after going back the same happens again: equal facts, equal letters, equal mails', async () => {
  const { db } = stage;
  const before = await factsOf(db);
  const taken = await snapshot(await as(db, coordinator), 'begin');
  expect(taken).toMatchObject({ name: 'begin', clockAt: '2026-03-02T11:00:00.000Z', otherVersion: false });
  const first = await liveOn();

  await restore(await as(db, coordinator), 'begin');
  expect(await factsOf(db)).toEqual(before);
  expect(await liveOn()).toEqual(first);
});

test('a story whose case is gone by going back reads that it is over, and ends', async () => {
  const { db } = stage;
  await restore(await as(db, coordinator), 'begin');
  const { enrolmentId } = await enrol('carl');
  await enrolments.admit(await as(db, coordinator), enrolmentId);
  const handle = stage.temporal.workflow.getHandle(`enrolment/${enrolmentId}`);
  const status = async (): Promise<string> => (await handle.describe().catch(() => undefined))?.status.name ?? 'none';
  await stage.until('its story runs', async () => (await status()) === 'RUNNING');
  await stage.until('nothing waits', async () => (await rows(db.raw('select 1 from wake'))).length === 0);

  await restore(await as(db, coordinator), 'begin');
  expect(await rows(db.raw('select 1 from enrolment where id = ?', [enrolmentId]))).toEqual([]);
  await stage.until('its story has ended', async () => (await status()) === 'COMPLETED');
  await liveOn();
});

test('one of the same name is replaced, and an unknown one is not there', async () => {
  const { db } = stage;
  await snapshot(await as(db, coordinator), 'begin');
  expect(await snapshotList(await as(db, coordinator))).toMatchObject([{ name: 'begin', clockAt: await clock(db) }]);
  await expect(restore(await as(db, coordinator), 'elsewhere')).rejects.toThrow('not_found');
});

test('a name that is none is refused, before any statement is made of it', async () => {
  for (const name of ['', 'A', 'a b', 'a"; drop schema public cascade; --', 'x'.repeat(41)])
    await expect(snapshot(await as(stage.db, coordinator), name)).rejects.toThrow('invalid_request');
});
