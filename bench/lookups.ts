import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../domain/core/calendar';
import { clock } from '../db/core/clock';
import { rows } from '../db/core/columns';
import { startPopulationRegister, type PopulationRegisterServer } from '../workers/population-register-server';
import { asleep } from './asleep';
import { daysFrom } from './cases';
import { fieldSaves } from './field-saves';
import { HttpClient } from './http-client';
import { steadily, steadilyWhile, type Load } from './load';
import { employ } from './people';
import { percentile } from './percentiles';
import { municipalities, register, womenNumbers, type Municipality, type Registered } from './register';
import { count, milliseconds, seconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem, type System } from './system';

/** Each kind of click, a second. */
const clicksPerSecond = 10;
/** How often it is looked how many questions have arrived, in milliseconds. */
const lookEveryMs = 100;

type Clicks<T> = Readonly<{ save: T; page: T }>;
/** One backlog drained: under which limit, how long it took, and what the population register saw. */
type Drained = Readonly<{
  waiting: number;
  limit: number;
  wallMs: number;
  asked: number;
  mostAMinute: number;
  mostASecond: number;
  workerMs: number;
  clicks: Clicks<Load>;
}>;

/** How fast names that wait are asked for once the population register is back, how many questions it sees a minute, and how people are served meanwhile. */
export async function lookups(scope: Scope, { small, count: asked, profileFolder, say }: RunOptions): Promise<Report> {
  // The first is what the rule is until somebody changes it; of the second the product is the limit.
  const sizes = small
    ? [
        { waiting: 50, limit: 600 },
        { waiting: asked ?? 300, limit: 6_000 },
      ]
    : [
        { waiting: 2_000, limit: 600 },
        { waiting: asked ?? 10_000, limit: 6_000 },
      ];
  const server = await startPopulationRegister(0);
  scope.add(() => server.close());
  const system = await startSystem(scope, { profileFolder, env: { POPULATION_REGISTER_URL: server.url } });
  const [municipality] = await municipalities(system, 1);
  const [user, directorate] = [await employ(system, 'municipality_user'), await employ(system, 'directorate')];
  const numbers = womenNumbers();
  const done: Drained[] = [];
  let quiet: Clicks<Load> | undefined;
  for (const { waiting, limit } of sizes) {
    await system.http.send('PUT', '/rules/register.lookupsPerMinute', { token: directorate, body: { value: limit, reason: 'measured' } });
    server.behave({ mode: 'down' });
    const people = await backlog(system, municipality!, numbers, waiting);
    say(`lookups: ${count(waiting)} names wait, their stories sleep`);
    const clicks = clicksOn(scope, system, user, people);
    quiet ??= await both(clicks, (click) => steadily(small ? 50 : 300, clicksPerSecond, click));
    done.push(await drained(system, server, { waiting, limit }, clicks));
    const { wallMs, mostAMinute } = done.at(-1)!;
    say(
      `lookups: ${count(waiting)} drained after ${seconds(wallMs)} s, at most ${count(mostAMinute)} questions a minute of ${count(limit)}`,
    );
  }
  return reportOf(done, quiet!);
}

function reportOf(done: readonly Drained[], quiet: Clicks<Load>): Report {
  const ends = ({ eachMs }: Load): string[] => [50, 99].map((percent) => milliseconds(percentile(eachMs, percent)));
  return {
    title: 'A backlog of look-ups after an outage',
    tables: [
      {
        head: [
          'names that wait',
          'limit (questions a minute)',
          'drained after (s)',
          'questions',
          'most in any minute',
          'most in any second',
          'processor time of the worker (ms a name)',
        ],
        rows: done.map((one) => [
          count(one.waiting),
          count(one.limit),
          seconds(one.wallMs),
          count(one.asked),
          count(one.mostAMinute),
          count(one.mostASecond),
          milliseconds(one.workerMs),
        ]),
      },
      {
        head: ['', 'a save: p50 (ms)', 'p99', 'the page of a participant: p50', 'p99'],
        rows: [
          ['quiet', ...ends(quiet.save), ...ends(quiet.page)],
          ...done.map(({ limit, clicks }) => [
            `while they are asked for, ${count(limit)} a minute`,
            ...ends(clicks.save),
            ...ends(clicks.page),
          ]),
        ],
      },
    ],
    notes: [
      `Live clock. The names were asked for days ago and often; their stories sleep until their next try. Then the population register is back, and in one transaction every one of them is due and woken: as if worker and register had been away together, which no growing wait spreads.`,
      `The population register is ours, a server of its own HTTP; it counts questions as they arrive. Every name was told once. ${clicksPerSecond} clicks of each kind a second, measured from when each was due.`,
    ],
  };
}

/** Participations whose names have been asked for in vain for three days; their stories are begun and asleep. */
async function backlog(
  system: System,
  municipality: Municipality,
  numbers: Iterator<string, unknown>,
  many: number,
): Promise<Registered[]> {
  const now = await clock(system.db);
  const lookup = {
    state: 'delayed',
    askedAt: daysFrom(now, -3),
    attempts: 80,
    lastStatus: null,
    lastAskedAt: now,
    // Later than anything that is measured.
    nextTryAt: daysFrom(now, 1),
    answeredAt: null,
  } as const;
  const people = await register(system, municipality, numbers, many, (nth) => ({ at: 'running', startedDaysAgo: nth % 20, lookup }));
  await system.db.raw(`insert into wake (story) select 'name-lookup/' || id from name_lookup where not over order by id`);
  await system.settled();
  await asleep(system);
  return people;
}

async function drained(
  system: System,
  server: PopulationRegisterServer,
  { waiting, limit }: Readonly<{ waiting: number; limit: number }>,
  clicks: Clicks<(at: number) => Promise<unknown>>,
): Promise<Drained> {
  const [before, askedBefore] = [await system.processorMs(), server.asked()];
  server.behave({ mode: 'normal' });
  const began = performance.now();
  const seen = [{ atMs: began, asked: askedBefore }];
  const looking = setInterval(() => seen.push({ atMs: performance.now(), asked: server.asked() }), lookEveryMs);
  let open = waiting;
  const clicking = both(clicks, (click) => steadilyWhile(() => open > 0, clicksPerSecond, click));
  await allDue(system, await clock(system.db));
  for (; open > 0; open = await openLookups(system)) await pause(200);
  const wallMs = performance.now() - began;
  clearInterval(looking);
  const workerMs = ((await system.processorMs()).worker - before.worker) / waiting;
  const done = { waiting, limit, wallMs, asked: server.asked() - askedBefore, workerMs, clicks: await clicking };
  await allTold(system, waiting);
  return { ...done, mostAMinute: mostWithin(60_000, seen), mostASecond: mostWithin(1_000, seen) };
}

/** The most questions that arrived within any such time. */
function mostWithin(ms: number, seen: readonly Readonly<{ atMs: number; asked: number }>[]): number {
  let [most, from] = [0, 0];
  for (const { atMs, asked } of seen) {
    while (atMs - seen[from]!.atMs > ms) from += 1;
    most = Math.max(most, asked - seen[from]!.asked);
  }
  return most;
}

async function allDue({ db }: System, now: Instant): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('update name_lookup set next_try_at = ?, next_due_at = ? where not over', [now, now]);
    await trx.raw(`insert into wake (story) select 'name-lookup/' || id from name_lookup where not over order by id`);
  });
}

async function openLookups({ db }: System): Promise<number> {
  const [row] = await rows<{ open: number }>(db.raw('select count(*)::int as open from name_lookup where not over'));
  return row!.open;
}

/** @throws Error when a name of the backlog was not told, or told twice */
async function allTold({ db }: System, expected: number): Promise<void> {
  const [found] = await rows<Record<string, number>>(
    db.raw(
      `with backlog as (select id, participation_id, person_id from name_lookup where state = 'found' and attempts > 1 order by id desc limit ?)
       select (select count(*)::int from backlog) as found,
         (select count(*)::int from backlog b join timeline_event e on e.case_id = b.participation_id and e.what = 'nameFound') as told,
         (select count(*)::int from backlog b join person p on p.id = b.person_id where p.name is not null) as named`,
      [expected],
    ),
  );
  const wrong = Object.entries(found!).filter(([, many]) => many !== expected);
  if (wrong.length > 0) throw new Error(`of ${expected} names: ${wrong.map(([what, many]) => `${many} ${what}`).join(', ')}`);
}

function clicksOn(scope: Scope, system: System, token: string, people: readonly Registered[]): Clicks<(at: number) => Promise<unknown>> {
  const [api, pages] = [new HttpClient(`${system.url}/api/v1`, 32), new HttpClient(system.url, 32)];
  scope.add(() => [api.close(), pages.close()]);
  const page = (at: number): string => `/register/participations/${people[(at * 7_919) % people.length]!.participationId}`;
  return { save: fieldSaves(api, token, people), page: (at) => pages.send('GET', page(at), { token }) };
}

/** Does the same with both kinds of click at a time. */
async function both<C>(clicks: Clicks<C>, work: (click: C) => Promise<Load>): Promise<Clicks<Load>> {
  const [save, page] = await Promise.all([work(clicks.save), work(clicks.page)]);
  return { save, page };
}
