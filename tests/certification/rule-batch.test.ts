import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { setRule } from '../../api/core/rule-commands';
import { batchChunk, readBatch } from '../../db/core/batches';
import { rows } from '../../db/core/columns';
import { newId } from '../../db/core/ids';
import { addPeople } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { insertCertificate } from '../../db/certification/certificates';
import { rulesNow } from '../../db/certification/rounds';
import { aCertificate } from '../support/cases';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

const now = '2026-03-01T09:00:00.000Z';
const people = 2 * batchChunk + 50;
/** The second chunk fails as long as it is broken: as when the worker is killed in it. */
let broken = true;
let tries = 0;
const disturb: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      if (info.activityType !== 'workBatch') return next(input);
      tries += 1;
      if (broken && tries > 1) throw new Error('killed');
      return next(input);
    },
  },
});

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ now, disturb });
  await transaction(stage.db, async (trx) => {
    const rules = await rulesNow(trx, now);
    const added = Array.from(
      { length: people },
      (_, at) => ({ name: `Person ${at}`, email: `person-${at}@firma.example`, createdAt: now }) as const,
    );
    await addPeople(trx, added);
    const ids = await rows<{ id: string }>(trx.raw(`select id from person where email like 'person-%' order by id`));
    for (const { id: personId } of ids)
      await insertCertificate(
        trx,
        aCertificate({ certificateId: newId(), number: `JAR-2025-${newId().slice(-10)}`, personId, issuedOn: '2025-06-01' }),
        rules,
        now,
      );
  });
}, 180_000);
afterAll(() => stage.close());

/** How many certificates stand on each next instant. */
const standing = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await rows<{ due: string; count: number }>(
        stage.db.raw('select next_due_at as due, count(*) as count from certificate group by 1 order by 1'),
      )
    ).map((one) => [one.due, one.count]),
  );
const two = '2027-03-03T08:00:00.000Z';
const three = '2028-03-03T08:00:00.000Z';

test('a batch whose worker is killed in the middle goes on where it was, and does nothing twice', async () => {
  const agency = await as(stage.db, await somebody(stage.db, 'aksel@styrelsen.example', 'agency'));
  const { batch } = await setRule(agency, 'jar.idleYears', { value: 3, reason: 'decided' });
  const progress = async () => (await readBatch(stage.db, batch!.batchId))!;
  expect(batch).toMatchObject({ done: 0, total: people, finishedAt: null });

  await stage.until('the second chunk has failed', async () => tries > 1);
  // The first chunk stands, cursor and changes together; nothing of the second does.
  expect(await progress()).toMatchObject({ done: batchChunk, total: people, finishedAt: null });
  expect(await standing()).toEqual({ [two]: people - batchChunk, [three]: batchChunk });
  await stage.stopWorker();

  broken = false;
  await stage.startWorker();
  await stage.until('all are looked at', async () => (await progress()).finishedAt !== null);
  expect(await progress()).toMatchObject({ done: people, total: people, startedAt: now, finishedAt: now });
  expect(await standing()).toEqual({ [three]: people });
  const [events] = await rows<{ count: number; cases: number }>(
    stage.db.raw(`select count(*) as count, count(distinct case_id) as cases from timeline_event where what = 'expiryMovedByRule'`),
  );
  expect(events).toEqual({ count: people, cases: people });
}, 180_000);

test('rehearsed time waits for it', async () => {
  const agency = await as(stage.db, await somebody(stage.db, 'aksel@styrelsen.example', 'agency'));
  await setRule(agency, 'jar.expiryWarnings', { value: [10], validFrom: '2026-04-01', transition: 'move', reason: 'decided' });
  await stage.passTo('2026-03-31T12:00:00+02:00');
  expect(await standing()).toEqual({ [three]: people });
  await stage.passTo('2026-04-01T00:00:00+02:00');
  expect(await standing()).toEqual({ '2028-05-22T07:00:00.000Z': people });
}, 180_000);
