import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../db/core/columns';
import { clock } from '../../db/core/clock';
import { until } from '../../tools/engine/wait';
import { dayBefore, roundInMidst } from '../../bench/cases';
import { issue } from '../../bench/certificates';
import { load, perSecond } from '../../bench/load';
import { employ, participants } from '../../bench/people';
import { Scope } from '../../bench/scope';
import { startSystem, temporaryFolder, type System } from '../../bench/system';
import { kinds, signIn, type Scene } from './leaks/requests';
import { grown, restOf, type Folders, type Rest } from './leaks/rest';
import { chance } from './support/chance';
import { probe, probeSetting } from './support/probe';
import { report } from './support/report';
import { seed, sized } from './support/scale';

/** As many of each kind are done before anything is counted: code is compiled, pools and caches are full. The cache of stories holds 1,000. */
type Batches = Readonly<{ warmUp: number; batch: number }>;
const requests: Batches = { warmUp: sized(300, 3_000), batch: sized(300, 10_000) };
const stories: Batches = { warmUp: sized(60, 1_500), batch: sized(100, 10_000) };
const atOnce = 16;
/** Few, so that a client that is never given back is missed soon. */
const poolSize = 6;

const scope = new Scope();
let system: System;
let scene: Scene;
let folders: Folders;

beforeAll(async () => {
  folders = { probes: temporaryFolder(scope), temporary: temporaryFolder(scope) };
  system = await startSystem(scope, {
    preload: probe,
    env: {
      ...probeSetting(folders.probes),
      TMPDIR: folders.temporary,
      DATABASE_POOL: String(poolSize),
      FRIST_DEMO: 'on',
      LOG_LEVEL: 'warn',
    },
  });
  const tokens = { coordinator: await employ(system, 'coordinator'), region: await employ(system, 'region') };
  const today = dayBefore(await clock(system.db), 0);
  const enrolled = await roundInMidst(system, 'running', await participants(system, 20), false);
  const holders = await participants(system, 20);
  const certificates = await issue(
    system,
    holders.map(({ personId }) => ({ personId, issuedOn: dayBefore(`${today}T12:00:00.000Z`, 100) })),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  scope.add(() => agent.destroy());
  const cookie = await signIn(system, 'coordinator@staff.example');
  scene = { url: system.url, enrolled, certificates: certificates.map((one) => one.number), tokens, cookie, agent };
  await system.settled();
}, 120_000);
afterAll(() => scope.close(), 60_000);

/** Asks so many things, kind after kind in an order by chance. @throws Error naming the seed when one is answered as it may not be */
async function askMany(many: number, name: string): Promise<number> {
  const by = chance(seed).fork(name);
  const names = Object.keys(kinds);
  const items = Array.from({ length: many }, (_, at) => names[at % names.length]!);
  const done = await load(items, atOnce, async (name) => {
    const status = await kinds[name]!.ask(scene, by);
    if (!kinds[name]!.may.includes(status)) throw new Error(`${name} was answered ${status} (seed ${seed})`);
  });
  return perSecond(done);
}

/** Has so many stories begin, do a step with its letter, and end. @returns how many a second */
async function liveThrough(many: number): Promise<number> {
  const began = performance.now();
  const issuedOn = dayBefore(await clock(system.db), 1_000);
  const atATime = 500;
  for (let from = 0; from < many; from += atATime) {
    const holders = await participants(system, Math.min(atATime, many - from));
    await issue(
      system,
      holders.map(({ personId }) => ({ personId, issuedOn })),
    );
    await until('all certificates have lapsed', noneLeft, { withinMs: 600_000, everyMs: 100 });
  }
  await system.settled();
  return (many * 1_000) / (performance.now() - began);
}

async function noneLeft(): Promise<boolean> {
  return (
    (await rows(system.db.raw(`select 1 from certificate where not over and last_active_on < now() - interval '900 days' limit 1`)))
      .length === 0
  );
}

/** What both processes hold at rest. */
async function atRest(): Promise<{ api: Rest; worker: Rest }> {
  scene.agent.destroy(); // kept-open connections are ours, not theirs
  await system.settled();
  return { api: await restOf(system, 'api', folders), worker: await restOf(system, 'worker', folders) };
}

type Part = 'api' | 'worker';
const parts: readonly Part[] = ['api', 'worker'];

/**
 * Does a batch once to warm up and twice to count. What grew in both counted ones is a leak.
 * @param told the part whose figures are reported
 */
async function leaksOf(what: string, told: Part, size: Batches, act: (many: number, name: string) => Promise<number>): Promise<string[]> {
  await act(size.warmUp, 'warm-up');
  const warm = await atRest();
  const rates = [await act(size.batch, 'first')];
  const first = await atRest();
  rates.push(await act(size.batch, 'second'));
  const second = await atRest();
  const growth = (part: Part): ReturnType<typeof grown> => grown(warm[part], first[part], second[part], size.batch);
  report('leaks', { [`${what} a batch`]: size.batch, 'a second': rates.map(Math.round).join(' and '), ...growth(told).figures });
  return parts.flatMap((part) => growth(part).leaks);
}

test(
  'ten thousand requests of every kind, broken ones among them, leave nothing behind in the API',
  async () => expect(await leaksOf('requests', 'api', requests, askMany)).toEqual([]),
  sized(60_000, 3_600_000),
);

test(
  'ten thousand stories leave nothing behind in the worker',
  async () => expect(await leaksOf('stories', 'worker', stories, liveThrough)).toEqual([]),
  sized(60_000, 3_600_000),
);
