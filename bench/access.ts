import { addDays, type PlainDate } from '../domain/core/calendar';
import { clock } from '../db/core/clock';
import { issue } from './certificates';
import { HttpClient } from './http-client';
import { load, perSecond, steadily } from './load';
import { employ, participants } from './people';
import { median, percentile } from './percentiles';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem } from './system';

const atOnce = 16;
/** People and certificates made in one transaction. */
const batch = 5_000;

/** How many write decisions a second are answered and stored, and how fast one is while few ask, beside a bare insert. */
export async function access(scope: Scope, { small, count: asks, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small ? { holders: 500, asked: 300, turns: 1 } : { holders: 100_000, asked: asks ?? 10_000, turns: 3 };
  const system = await startSystem(scope, { profileFolder });
  const bareUrl = await system.startProgram('Bare server', 'dist/bench/peers/bare-server.js', { DATABASE_OWNER_URL: system.ownerUrl });
  const token = await employ(system, 'region');
  const today = (await clock(system.db)).slice(0, 10) as PlainDate;
  const numbers: string[] = [];
  while (numbers.length < size.holders) {
    const people = await participants(system, Math.min(batch, size.holders - numbers.length));
    // A third of them have lapsed.
    const issued = await issue(
      system,
      people.map(({ personId }, at) => ({ personId, issuedOn: addDays(today, at % 3 === 0 ? -900 : -300) })),
    );
    // Their stories are not what is measured: they stay asleep.
    await system.db.raw(`delete from wake where story like 'certificate-lifetime/%'`);
    await system.db.raw('update certificate set over = true, next_due_at = null where not over');
    numbers.push(...issued.map((one) => one.number));
  }
  await system.settled();
  say(`access: ${count(numbers.length)} certificates are held`);

  const ours = new HttpClient(`${system.url}/api/v1`, atOnce);
  const bare = new HttpClient(bareUrl, atOnce);
  scope.add(() => [ours.close(), bare.close()]);
  const ask = (at: number): Promise<unknown> =>
    ours.send('GET', `/certification/access?consultant=${numbers[(at * 7_919) % numbers.length]}&region=nordjylland`, { token });
  const insert = (at: number): Promise<unknown> =>
    bare.send('PUT', `/answers/${crypto.randomUUID()}`, { body: { text: `${numbers[at % numbers.length]} may write` } });
  const items = Array.from({ length: size.asked }, (_, at) => at);
  await load(items.slice(0, 200), atOnce, ask);
  await load(items.slice(0, 200), atOnce, insert);
  const runs = { ours: [] as number[], bare: [] as number[] };
  const each = { ours: [] as number[], bare: [] as number[] };
  const apiMs: number[] = [];
  for (let turn = 1; turn <= size.turns; turn += 1)
    for (const [name, work] of [
      ['ours', ask],
      ['bare', insert],
    ] as const) {
      const before = await system.processorMs();
      const done = await load(items, atOnce, work);
      if (name === 'ours') apiMs.push(((await system.processorMs()).api - before.api) / items.length);
      runs[name].push(perSecond(done));
      each[name].push(...done.eachMs);
      say(`access: ${name}: ${count(perSecond(done))}/s`);
    }
  const quiet = await steadily(Math.min(size.asked, 1_000), 50, ask);
  const row = (title: string, name: 'ours' | 'bare'): string[] => [
    title,
    runs[name].map(count).join(', '),
    count(median(runs[name])),
    ...[50, 99].map((percent) => milliseconds(percentile(each[name], percent))),
    (median(runs[name]) / median(runs.ours)).toFixed(2),
  ];
  return {
    title: 'Write decisions',
    tables: [
      {
        head: ['', 'per second, each run', 'per second (median)', 'p50 (ms)', 'p99 (ms)', 'beside ours'],
        rows: [row('GET …/access, decided, logged and stored', 'ours'), row('bare Express + knex, one row', 'bare')],
      },
    ],
    notes: [
      `${count(size.holders)} certificates, ${atOnce} requests at once; each decision is computed from the facts, stored with who asked, and logged as a look-up.`,
      `A decision takes ${apiMs.map(milliseconds).join(', ')} ms of the API's processor time.`,
      `Asked 50 times a second: p50 ${milliseconds(percentile(quiet.eachMs, 50))} ms, p99 ${milliseconds(percentile(quiet.eachMs, 99))} ms.`,
    ],
  };
}
