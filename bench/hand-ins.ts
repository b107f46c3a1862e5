import { WorkflowIdConflictPolicy } from '@temporalio/client';
import { newId } from '../db/core/ids';
import { rows } from '../db/core/columns';
import { roundInMidst, type Enrolled } from './cases';
import { HttpClient } from './http-client';
import { load, perSecond, type Load } from './load';
import { peerQueue } from './peers/queue';
import { participants } from './people';
import { median, percentile } from './percentiles';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { durabilityOf, startSystem, type System } from './system';

const atOnce = 32;
/** About 2,000 signs: a page of text. */
const text = 'Jeg har gennemgået kortlægningen og vurderet kilderne som beskrevet i vejledningen. '.repeat(24);

type Runner = Readonly<{ name: string; runs: Load[]; run: (turn: number) => Promise<Load> }>;

/** How many hand-ins a second are acknowledged, beside awaiting `workflow.start`, and beside a bare insert. */
export async function handIns(scope: Scope, { small, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small ? { ours: 300, starts: 100, turns: 2, warmUp: 50 } : { ours: 5_000, starts: 1_000, turns: 3, warmUp: 300 };
  const system = await startSystem(scope, { profileFolder });
  const bareUrl = await system.startProgram('Bare server', 'dist/bench/peers/bare-server.js', { DATABASE_OWNER_URL: system.ownerUrl });
  await system.startProgram('Peer worker', 'dist/bench/peers/worker.js', {});
  const durability = await durabilityOf(system);
  const people = await participants(system, size.turns * size.ours + size.warmUp);
  const enrolled = await roundInMidst(system, 'running', people, false);
  await system.settled();
  say(`hand-ins: ${count(enrolled.length)} enrolments wait for an answer`);

  const ours = new HttpClient(`${system.url}/api/v1`, atOnce);
  const bare = new HttpClient(bareUrl, atOnce);
  scope.add(() => [ours.close(), bare.close()]);
  const handIn = ({ enrolmentId, token }: Enrolled): Promise<unknown> =>
    ours.send('PUT', `/certification/enrolments/${enrolmentId}/answer`, { token, body: { text: `${enrolmentId}\n${text}` } });
  const insert = (id: string): Promise<unknown> => bare.send('PUT', `/answers/${id}`, { body: { text: `${id}\n${text}` } });
  const start = (id: string): Promise<unknown> =>
    system.temporal.workflow.start('heldAnswer', {
      workflowId: `held-answer/${id}`,
      taskQueue: peerQueue,
      args: [`${id}\n${text}`],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    });
  const ids = (many: number): string[] => Array.from({ length: many }, newId);

  await load(enrolled.splice(0, size.warmUp), atOnce, handIn);
  await load(ids(size.warmUp), atOnce, insert);
  await load(ids(Math.ceil(size.warmUp / 3)), atOnce, start);
  const drained: Load[] = [];
  const apiMs: number[] = [];
  const runners: readonly Runner[] = [
    {
      name: 'hand-in (PUT …/answer)',
      runs: [],
      async run() {
        const some = enrolled.splice(0, size.ours);
        const before = await system.processorMs();
        const done = await load(some, atOnce, handIn);
        apiMs.push(((await system.processorMs()).api - before.api) / some.length);
        await allReceived(system, some);
        drained.push(await drain(system));
        return done;
      },
    },
    { name: '`workflow.start` awaited, same text', runs: [], run: () => load(ids(size.starts), atOnce, start) },
    { name: 'bare Express + knex, one row', runs: [], run: () => load(ids(size.ours), atOnce, insert) },
  ];
  for (let turn = 1; turn <= size.turns; turn += 1)
    for (const runner of runners) {
      const done = await runner.run(turn);
      runner.runs.push(done);
      say(`hand-ins: ${runner.name}: ${count(perSecond(done))}/s`);
    }

  const rate = ({ runs }: Runner): number => median(runs.map(perSecond));
  return {
    title: 'Hand-ins acknowledged',
    tables: [
      {
        head: ['', 'a run', 'per second, each run', 'per second (median)', 'p50 (ms)', 'p99 (ms)', 'beside ours'],
        rows: runners.map((runner) => [
          runner.name,
          count(runner.runs[0]!.eachMs.length),
          runner.runs.map((run) => count(perSecond(run))).join(', '),
          count(rate(runner)),
          milliseconds(median(runner.runs.map((run) => percentile(run.eachMs, 50)))),
          milliseconds(median(runner.runs.map((run) => percentile(run.eachMs, 99)))),
          (rate(runner) / rate(runners[0]!)).toFixed(2),
        ]),
      },
    ],
    notes: [
      `${atOnce} requests at once on kept-open connections; p50 and p99 are the medians of the runs'; PostgreSQL: ${durability}.`,
      `A hand-in takes ${apiMs.map(milliseconds).join(', ')} ms of the API's processor time.`,
      `Every acknowledged hand-in was found stored. Its receipts are mailed meanwhile; after each run the rest followed at ${drained.map((run) => count(perSecond(run))).join(', ')} letters a second.`,
    ],
  };
}

/** @throws Error when an acknowledged answer is not there */
async function allReceived({ db }: System, enrolled: readonly Enrolled[]): Promise<void> {
  const [row] = await rows<{ received: number }>(
    db.raw('select count(distinct enrolment_id)::int as received from answer where enrolment_id = any(?::uuid[])', [
      enrolled.map((one) => one.enrolmentId),
    ]),
  );
  if (row?.received !== enrolled.length) throw new Error(`${row?.received} of ${enrolled.length} acknowledged answers are stored`);
}

/** Waits until the receipts are sent. */
async function drain(system: System): Promise<Load> {
  const before = system.mailbox.count();
  const began = performance.now();
  await system.settled();
  const sent = system.mailbox.count() - before;
  return { wallMs: performance.now() - began, eachMs: Array.from({ length: sent }, () => 0) };
}
