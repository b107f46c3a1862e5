import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Client } from 'pg';
import { rows } from '../../db/core/columns';
import { createLog } from '../../db/core/log';
import type { ForecastWeek } from '../../domain/core/forecast';
import { forecast, type ForecastOptions } from '../../tools/forecast/forecast';
import { startTemporal, type TemporalEngine } from '../../tools/engine/temporal';
import { engines } from '../support/engines';
import { openApi, type OpenApi } from '../support/open-api';
import { castOf } from '../support/people-of-the-demo';
import { factsOf } from '../support/round-story';

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });

let api: OpenApi;
let temporal: TemporalEngine;
let weeks: ForecastWeek[];
let before: unknown;
let everywhere: string[];
let databases: string[];

beforeAll(async () => {
  api = await openApi();
  temporal = await startTemporal({ binary: engines().temporalBinary, log: () => undefined });
  const cast = castOf(api);
  const { database } = api;
  const one = await cast.participant('submitted');
  await cast.participant('task_open');
  await cast.participant('studying');
  await cast.certificate(one.personId);
  before = await factsOf(database.db);
  let looked = false;
  weeks = await run({
    onProgress: async () => {
      if (looked) return;
      looked = true;
      everywhere = await textsOf(`${nameOf(database.ownerUrl)}_forecast`);
    },
  });
  databases = (await rows<{ name: string }>(database.db.raw('select datname as name from pg_database'))).map(({ name }) => name);
}, 180_000);
afterAll(async () => {
  await temporal.stop();
  await api.close();
});

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function run(more: Partial<ForecastOptions> = {}): Promise<ForecastWeek[]> {
  const { database } = api;
  return forecast({
    live: database.db,
    url: database.url,
    ownerUrl: database.ownerUrl,
    temporalAddress: temporal.address,
    days: 90,
    log: createLog('test', 'silent'),
    code: { workflowBundle: { codePath: engines().bundle } },
    signal: new AbortController().signal,
    onProgress: async () => undefined,
    ...more,
  });
}

/** Every row of every table of a database, as text. */
async function textsOf(name: string): Promise<string[]> {
  const url = new URL(api.database.ownerUrl);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const texts: string[] = [];
  for (const table of tables.rows) {
    const { rows: found } = await client.query<{ line: string }>(`select t::text as line from "${table.name}" t`);
    texts.push(...found.map(({ line }) => line));
  }
  await client.end();
  return texts;
}

const total = (kind: 'deadlines' | 'letters' | 'gradings' | 'lapses'): number => weeks.reduce((sum, week) => sum + week[kind], 0);

test('says per week what falls due: the deadline of the round in its week, its reminders, and what comes to grading', () => {
  expect(weeks[0]?.weekOn).toBe('2026-03-02');
  expect(weeks.length).toBeGreaterThanOrEqual(13);
  const week = weeks.find(({ weekOn }) => weekOn === '2026-05-11')!;
  expect(week).toMatchObject({ deadlines: expect.any(Number) });
  expect(week.deadlines).toBeGreaterThan(0);
  expect(week.gradings).toBeGreaterThan(0);
  expect(total('letters')).toBeGreaterThan(3);
});

test('touches nothing of the facts, and leaves no database behind', async () => {
  expect(await factsOf(api.database.db)).toEqual(before);
  expect(databases.filter((name) => name.startsWith(nameOf(api.database.ownerUrl)) && name.endsWith('_forecast'))).toEqual([]);
});

test('no name, address or text of anybody is in the copy', async () => {
  const people = await rows<{ name: string; email: string }>(api.database.db.raw('select name, email from person where name is not null'));
  expect(everywhere.length).toBeGreaterThan(20);
  for (const { name, email } of people)
    for (const personal of [name, email]) expect(everywhere.filter((line) => line.includes(personal))).toEqual([]);
});

test('is stopped when asked, and cleans up', async () => {
  const stopping = new AbortController();
  await expect(run({ signal: stopping.signal, onProgress: async () => stopping.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  const found = await rows<{ name: string }>(api.database.db.raw('select datname as name from pg_database'));
  expect(found.map(({ name }) => name)).not.toContain(`${nameOf(api.database.ownerUrl)}_forecast`);
});
