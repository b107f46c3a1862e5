import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askForecast, endForecast, forecasts, takeForecast } from '../../db/core/forecasts';
import { FactsListener } from '../../db/core/facts-listener';
import { createLog } from '../../db/core/log';
import { startForecasts } from '../../workers/forecasts';
import { createDatabase, type TestDatabase } from '../support/database';
import { temporaryFolder } from '../tools/support';

const log = createLog('test', 'silent');
let database: TestDatabase;
let listener: FactsListener;
beforeAll(async () => {
  database = await createDatabase();
  listener = new FactsListener(database.url);
  await listener.start();
});
afterAll(async () => {
  await listener.stop();
  await database.drop();
});

/** Waits until the newest forecast is over. */
async function over(): Promise<unknown> {
  for (;;) {
    const { newest } = await forecasts(database.db);
    if (newest?.endedAt) return newest;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('what is asked for is lived through by a process of its own; one that ends without a word has failed', async () => {
  const { db } = database;
  const program = join(temporaryFolder(), 'forecast.js');
  writeFileSync(program, 'process.exit(process.argv[2] === "--asked" ? 0 : 1);');
  await askForecast(db, 30, null);
  const loop = startForecasts({ db, listener, log, knowsOwner: true, program });
  expect(await over()).toMatchObject({ state: 'failed', failure: 'failed' });
  await loop.stop();
});

test('where the owner is not known it is said to be unavailable', async () => {
  const { db } = database;
  await askForecast(db, 30, null);
  const loop = startForecasts({ db, listener, log, knowsOwner: false });
  expect(await over()).toMatchObject({ state: 'failed', failure: 'unavailable' });
  await loop.stop();
});

test('one at a time, and one that fell silent makes way', async () => {
  const { db } = database;
  const first = await askForecast(db, 30, null);
  await takeForecast(db, first!.forecastId, '2026-03-02T09:00:00.000Z');
  expect(await askForecast(db, 30, null)).toBeUndefined();
  await db.raw(`update forecast set seen_at = now() - interval '1 hour' where state = 'running'`);
  const second = await askForecast(db, 60, null);
  expect(second).toMatchObject({ state: 'asked', days: 60 });
  // The silent one comes back to life too late: what it finds counts no more.
  await endForecast(db, first!.forecastId, { weeks: [] });
  expect((await forecasts(db)).done).toBeUndefined();
  await endForecast(db, second!.forecastId, { weeks: [{ weekOn: '2026-03-02', deadlines: 1, letters: 0, gradings: 0, lapses: 0 }] });
  expect((await forecasts(db)).done).toMatchObject({ forecastId: second!.forecastId });
});
