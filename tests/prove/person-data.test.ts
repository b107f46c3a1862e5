import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { factsChannel } from '../../db/core/database';
import { beforeTheRound } from '../../bench/round-life';
import { employ, participants } from '../../bench/people';
import { Scope } from '../../bench/scope';
import { startSystem, temporaryFolder, type System } from '../../bench/system';
import { until } from '../../tools/engine/wait';
import { ScriptedRelay } from '../support/scripted-relay';
import { signIn } from './leaks/requests';
import { asking, type Asking } from './person-data/asking';
import { sayEverything } from './person-data/right-requests';
import { canary, encodings, find, seededValues, type Place } from './person-data/seeded';
import { setTraps, type Traps } from './person-data/traps';
import { askAllWrongly } from './person-data/wrong-requests';
import { chance } from './support/chance';
import { childrenOf } from './support/probe';
import { report } from './support/report';
import { seed } from './support/scale';

const by = chance(seed);
const seeded = seededValues(by.fork('values'));
const scope = new Scope();
let system: System;
let asked: Asking;
let places: Place[];
let bystander: ChildProcess;
let operations = 0;
let refused: Awaited<ReturnType<Traps['refused']>>;

/** Every text of the canary, each in another encoding; between them what no encoding holds. */
const canaries = Buffer.concat(Object.values(encodings).flatMap((encode) => [Buffer.from(encode(canary)), Buffer.from('\n~\n')]));
const canaryLine = Object.entries(encodings)
  .map(([, encode]) => encode(canary))
  .filter((text) => typeof text === 'string')
  .join(' ~ ');

beforeAll(async () => {
  const temporary = temporaryFolder(scope);
  const relay = await ScriptedRelay.start();
  scope.add(() => relay.close());
  // Mail servers repeat the address, and the name they think it has.
  relay.refuseAll((command) =>
    command.includes(seeded['mail that is refused']) ? `550 5.1.1 ${command}: ${seeded.name} is unknown` : undefined,
  );
  system = await startSystem(scope, {
    rehearseFrom: beforeTheRound,
    env: { LOG_LEVEL: 'trace', FRIST_DEMO: 'on', SMTP_URL: relay.url, TMPDIR: temporary },
  });
  const tokens = {
    coordinator: await employ(system, 'coordinator'),
    grader: await employ(system, 'grader'),
    agency: await employ(system, 'agency'),
    region: await employ(system, 'region'),
  };
  const traps = await setTraps(system, seeded['mail at the error of a database']);
  scope.add(() => traps.close());
  asked = asking(system.url);
  const [stranger] = await participants(system, 1);
  const passed = await sayEverything(system, asked, tokens, seeded);
  operations = await askAllWrongly(asked, [tokens.agency, ...Object.values(tokens), stranger!.token, undefined], seeded, by.fork('wrong'));
  await readPages(passed.id, stranger!.email);

  bystander = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)', canaryLine], { stdio: 'ignore' });
  scope.add(() => bystander.kill('SIGKILL'));
  writeFileSync(path.join(temporary, 'planted'), canaries);
  await plantInPassing();
  await plantInTemporal();
  refused = await traps.refused();
  places = [
    ...(await traps.places()),
    ...asked.places(),
    ...(await metrics()),
    ...processArguments(),
    ...filesIn('temporary folder', temporary),
  ];
  await stop();
  for (const log of ['api', 'worker']) appendFileSync(path.join(system.folder, `${log}.log`), canaries);
  places.push(
    {
      name: 'database of Temporal',
      bytes: Buffer.concat(
        filesIn('', system.folder)
          .filter(({ name }) => name.includes('temporal.db'))
          .map(({ bytes }) => bytes),
      ),
    },
    ...['api', 'worker', 'temporal', 'postgres'].map((name) => ({
      name: `log of ${name}`,
      bytes: read(path.join(system.folder, `${name}.log`)),
    })),
  );
}, 180_000);
afterAll(() => scope.close(), 60_000);

const read = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));
const filesIn = (name: string, folder: string): Place[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => ({
      name: `${name} ${one.name}`.trim(),
      bytes: Buffer.concat([Buffer.from(`${one.name}\n`), read(path.join(folder, one.name))]),
    }));

/** Opens what can be opened, as those who may and as somebody who may not, and follows the links. */
async function readPages(enrolmentId: string, strangersEmail: string): Promise<void> {
  const starts = ['/', '/people', '/letters', '/log', '/lookups', '/operations', '/account', `/certification/enrolments/${enrolmentId}`];
  for (const email of [
    'coordinator@staff.example',
    'agency@staff.example',
    'grader@staff.example',
    'region@staff.example',
    strangersEmail,
  ]) {
    const cookie = await signIn(system, email);
    const seen = new Set<string>();
    const next = [...starts];
    for (let one = next.shift(); one && seen.size < 40; one = next.shift()) {
      if (seen.has(one)) continue;
      seen.add(one);
      const { text } = await asked.ask('GET', one, { cookie });
      next.push(
        ...[...text.matchAll(/href="(\/[^"#?]*)/g)]
          .map((found) => found[1]!)
          .filter((href) => !/assets|docs|sign-out|\.(csv|pdf|json)$/.test(href)),
      );
    }
    // Forms that are refused, and searches: what is typed goes into no address.
    for (const [to, fields] of [
      ['/people/search', { q: seeded['search words'] }],
      ['/people', { name: seeded['text in a wrong place'], email: seeded['text in a wrong place'] }],
      ['/sign-in', { email: seeded.mail, next: '/' }],
      ['/sign-in/demo', { identity: seeded['mail of nobody'] }],
    ] as const)
      await asked.ask('POST', to, { cookie, body: new URLSearchParams(fields) });
  }
}

async function metrics(): Promise<Place[]> {
  return Promise.all(
    Object.entries(system.metricsUrls).map(async ([name, url]) => {
      const text = await (await fetch(url)).text();
      if (!text.includes('process_cpu_seconds_total')) throw new Error(`no metrics of the ${name}`);
      return { name: `metrics of ${name}`, bytes: Buffer.from(text) };
    }),
  );
}

function processArguments(): Place[] {
  const { processes } = system;
  const all = [...Object.values(processes), ...Object.values(processes).flatMap(childrenOf), bystander.pid!];
  return [{ name: 'arguments of processes', bytes: Buffer.concat(all.map((pid) => read(`/proc/${pid}/cmdline`))) }];
}

async function plantInPassing(): Promise<void> {
  const client = new Client({ connectionString: system.appUrl });
  await client.connect();
  await client.query('select pg_notify($1, $2)', [factsChannel, canaryLine]);
  // Never committed as a wake: a courier would not know what to do with it.
  await client.query('insert into proof.woken values ($1)', [canaryLine]);
  await client.end();
}

async function plantInTemporal(): Promise<void> {
  await system.temporal.workflow.start('canary', { taskQueue: 'nobody', workflowId: 'canary', args: [new Uint8Array(canaries)] });
}

/** Stops all that writes, so that everything is on the disk. */
async function stop(): Promise<void> {
  const { api, worker, temporal } = system.processes;
  for (const pid of [api, worker, temporal]) {
    process.kill(pid, 'SIGTERM');
    await until(`process ${pid} has ended`, () => !existsSync(`/proc/${pid}/fd`) || readdirSync(`/proc/${pid}/fd`).length === 0, {
      withinMs: 30_000,
    });
  }
}

test('nothing that people gave stands in Temporal, in a log, a metric, an address, an error, a notice, an argument or a file that stayed', () => {
  report('person-data', {
    values: Object.keys(seeded).length,
    encodings: Object.keys(encodings).length,
    operations,
    'letters refused by the database': refused.byDatabase,
    'letters refused by the mail server': refused.byMailServer,
    'answers by status': [...asked.statuses()].sort().map(([status, times]) => `${status}: ${times}`).join(', '), // prettier-ignore
    places: places.map(({ name, bytes }) => `${name} ${bytes.length}`).join(', '),
  });
  expect({ seed, found: find(places, seeded) }).toEqual({ seed, found: [] });
});

test('and what could have told of them did happen', () => {
  for (const status of [400, 401, 403, 404, 415, 422, 500]) expect([status, asked.statuses().get(status) ?? 0]).not.toEqual([status, 0]);
  expect(refused.byDatabase).toBeGreaterThan(0);
  expect(refused.byMailServer).toBeGreaterThan(0);
});

test('and uploads leave no file behind', () => {
  expect(places.filter(({ name }) => name.startsWith('temporary folder')).map(({ name }) => name)).toEqual(['temporary folder planted']);
});

test('the same search finds what was planted, in every place and every encoding', () => {
  const ownMetrics = places.map(({ name, bytes }) => ({
    name,
    bytes: /^(metrics|error|addresses|log of (temporal|postgres))/.test(name) ? Buffer.concat([bytes, canaries]) : bytes,
  }));
  const found = new Set(find(ownMetrics, { canary }));
  const binary = /in UTF-16/; // a text column, a notice and an argument hold no zeros
  const textsOnly = /^(notices|outbox|arguments)/;
  const expected = places.flatMap(({ name }) =>
    Object.keys(encodings)
      .filter((how) => !(binary.test(how) && textsOnly.test(name)))
      .map((how) => `${name}: canary, ${how}`),
  );
  expect(expected.filter((one) => !found.has(one))).toEqual([]);
});
