import { rows } from '../db/core/columns';
import { fieldSaves, nthSave } from './field-saves';
import { HttpClient } from './http-client';
import { load, perSecond, steadily, type Load } from './load';
import { employ } from './people';
import { median, percentile } from './percentiles';
import { municipalities, register, womenNumbers } from './register';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { durabilityOf, startSystem } from './system';

const atOnce = 16;
/** Asked so many times a second, one by one, as when nobody else is there. */
const quietly = 50;

/** How many saves of one field a second are acknowledged over HTTP, beside a bare update of the same row. */
export async function saves(scope: Scope, { small, count: asked, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small
    ? { people: 200, saves: 300, turns: 2, warmUp: 100 }
    : { people: 10_000, saves: asked ?? 5_000, turns: 3, warmUp: 500 };
  const system = await startSystem(scope, { profileFolder });
  const durability = await durabilityOf(system);
  const [municipality] = await municipalities(system, 1);
  const token = await employ(system, 'municipality_user');
  const people = await register(system, municipality!, womenNumbers(), size.people, (nth) => ({
    at: 'running',
    startedDaysAgo: nth % 20,
    lookup: { state: 'found' },
  }));
  const bareUrl = await system.startProgram('Bare register', 'dist/bench/peers/bare-register.js', { DATABASE_OWNER_URL: system.ownerUrl });
  await system.settled();
  say(`saves: ${count(people.length)} participations`);

  const ours = new HttpClient(`${system.url}/api/v1`, atOnce);
  const bare = new HttpClient(bareUrl, atOnce);
  scope.add(() => [ours.close(), bare.close()]);
  const save = fieldSaves(ours, token, people);
  let acknowledged = 0;
  const ask = async (at: number): Promise<void> => {
    await save(at);
    acknowledged += 1;
  };
  const update = (at: number): Promise<unknown> =>
    bare.send('PATCH', `/participations/${people[at % people.length]!.participationId}`, { body: nthSave(Math.floor(at / people.length)) });
  const items = Array.from({ length: size.saves }, (_, at) => at);
  await load(items.slice(0, size.warmUp), atOnce, ask);
  await load(items.slice(0, size.warmUp), atOnce, update);

  const runs: Readonly<Record<'ours' | 'bare', Load[]>> = { ours: [], bare: [] };
  const apiMs: number[] = [];
  for (let turn = 1; turn <= size.turns; turn += 1) {
    const from = turn * size.saves;
    const before = await system.processorMs();
    runs.ours.push(await load(items, atOnce, (at) => ask(from + at)));
    apiMs.push(((await system.processorMs()).api - before.api) / size.saves);
    runs.bare.push(await load(items, atOnce, (at) => update(from + at)));
    say(`saves: ours ${count(perSecond(runs.ours.at(-1)!))}/s, bare ${count(perSecond(runs.bare.at(-1)!))}/s`);
  }
  const quiet = await steadily(Math.min(size.saves, 1_000), quietly, ask);
  const quietBare = await steadily(Math.min(size.saves, 1_000), quietly, update);
  const [stored] = await rows<{ many: number }>(
    system.db.raw(`select count(*)::int as many from timeline_event where what = 'fieldSaved' and sealed is not null`),
  );
  if (stored?.many !== acknowledged) throw new Error(`of ${acknowledged} acknowledged saves ${stored?.many} stand in the timeline`);

  const rate = (name: 'ours' | 'bare'): number => median(runs[name].map(perSecond));
  const row = (title: string, name: 'ours' | 'bare'): string[] => [
    title,
    runs[name].map((run) => count(perSecond(run))).join(', '),
    count(rate(name)),
    ...[50, 99].map((percent) => milliseconds(median(runs[name].map((run) => percentile(run.eachMs, percent))))),
    (rate(name) / rate('bare')).toFixed(2),
  ];
  const ends = ({ eachMs }: Load): string =>
    `p50 ${milliseconds(percentile(eachMs, 50))} ms, p99 ${milliseconds(percentile(eachMs, 99))} ms`;
  return {
    title: 'Saves of a field',
    tables: [
      {
        head: ['', 'per second, each run', 'per second (median)', 'p50 (ms)', 'p99 (ms)', 'beside the bare one'],
        rows: [
          row('PATCH …/participations/{id}, all checks and the timeline', 'ours'),
          row('bare Express + knex, one `update … returning`', 'bare'),
        ],
      },
    ],
    notes: [
      `${atOnce} at once on kept-open connections, ${count(size.saves)} saves a run over ${count(people.length)} participations; PostgreSQL: ${durability}. Every acknowledged save was found in the timeline, sealed.`,
      `A save takes ${apiMs.map(milliseconds).join(', ')} ms of the API's processor time.`,
      `Asked ${quietly} times a second: ${ends(quiet)}; the bare one ${ends(quietBare)}.`,
    ],
  };
}
