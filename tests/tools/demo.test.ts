import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setRehearsalClock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { loadDemo } from '../../tools/demo/load';
import { createDatabase, type TestDatabase } from '../support/database';
import { Stage } from '../support/stage';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase({ rehearsal: true });
  await setRehearsalClock(database.db, '2026-11-22T09:00:00.000Z');
});
afterAll(() => database.drop());

test('the demo holds two years of rounds at the price of the source, one of them open, and is loaded once', async () => {
  await loadDemo(database.db);
  const count = async (): Promise<unknown> =>
    (
      await rows(
        database.db.raw(
          'select (select count(*) from round) rounds, (select count(*) from enrolment) enrolments, (select count(*) from person) people',
        ),
      )
    )[0];
  const first = await count();
  expect(first).toMatchObject({ rounds: 8, enrolments: 5 });
  await loadDemo(database.db);
  expect(await count()).toEqual(first);
  expect(await rows(database.db.raw('select distinct price_dkk from round'))).toEqual([{ price_dkk: 4000 }]);
  expect(await rows(database.db.raw(`select 1 from round where state = 'open'`))).not.toHaveLength(0);
});

test('the stories of the demo bring answers to the graders by themselves', async () => {
  const stage = await Stage.open({ now: '2026-11-22T09:00:00.000Z' });
  await loadDemo(stage.db);
  await stage.passTo('2026-11-22T09:01:00.000Z');
  const queue = await rows(stage.db.raw(`select 1 from enrolment where state = 'under_grading'`));
  expect(queue).toHaveLength(2);
  const states = await rows<{ state: string; n: number }>(stage.db.raw('select state, count(*)::int n from round group by 1 order by 1'));
  expect(states).toEqual([{ state: 'closed', n: 1 }, { state: 'completed', n: 3 }, { state: 'draft', n: 3 }, { state: 'running', n: 1 }]); // prettier-ignore
  await stage.close();
});
