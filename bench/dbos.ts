import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../db/core/ids';
import { rows } from '../db/core/columns';
import { projectRoot } from '../tools/engine/project';
import { until } from '../tools/engine/wait';
import { roundInMidst, type Enrolled } from './cases';
import { HttpClient } from './http-client';
import { load, perSecond, type Load } from './load';
import type { Mail } from './peers/worker';
import { employ, participants } from './people';
import { median, percentile } from './percentiles';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { durabilityOf, startSystem, type System } from './system';
import { sendAtAllHours } from './verdict-to-letter';

const atOnce = 32;
/** About as long as the letter that goes with a certificate. */
const mail: Mail = {
  subject: 'Du har bestået JAR-certificeringen',
  text: 'Din besvarelse er godkendt, og dit certifikat er udstedt. '.repeat(12),
  html: `<p>${'Din besvarelse er godkendt, og dit certifikat er udstedt. '.repeat(40)}</p>`,
};

/** One run: the clicks, and how long from the first of them until the effect of the last was done. */
type Flow = Readonly<{ clicks: Load; effectMs: number }>;
type Peer = Readonly<{ name: string; run: () => Promise<Flow>; runs: Flow[] }>;

/** How many verdicts a second are acknowledged, and how many a second have had their effect, beside the same flow as a DBOS Transact workflow. */
export async function dbos(scope: Scope, { small, count: asked, say }: RunOptions): Promise<Report> {
  const size = small ? { flows: 200, turns: 2, warmUp: 40 } : { flows: asked ?? 5_000, turns: 3, warmUp: 300 };
  const version = install();
  const system = await startSystem(scope);
  const durability = await durabilityOf(system);
  await sendAtAllHours(system);
  const grader = await employ(system, 'grader');
  const mailFile = join(system.folder, 'mail.json');
  writeFileSync(mailFile, JSON.stringify(mail));
  const dbosUrl = await system.startProgram('DBOS', 'dist/bench/peers/dbos-server.js', {
    DATABASE_OWNER_URL: system.ownerUrl,
    MAIL_FILE: mailFile,
  });
  const enrolled = await roundInMidst(system, 'closed', await participants(system, size.turns * size.flows + size.warmUp), false);
  await system.settled();
  say(`dbos: ${count(enrolled.length)} answers wait for a verdict; DBOS Transact ${version}`);

  const ours = new HttpClient(`${system.url}/api/v1`, atOnce);
  const theirs = new HttpClient(dbosUrl, atOnce);
  scope.add(() => [ours.close(), theirs.close()]);
  const runOurs = (some: readonly Enrolled[]): Promise<Flow> =>
    flow(
      some,
      ({ enrolmentId }) =>
        ours.send('POST', `/certification/enrolments/${enrolmentId}/grade`, { token: grader, body: { verdict: 'satisfactory' } }),
      () => allCertified(system, some),
    );
  const runTheirs = (many: number): Promise<Flow> => {
    const some = Array.from({ length: many }, () => ({
      enrolmentId: newId(),
      body: { certificateId: newId(), letterId: newId(), email: `${newId()}@firm.example` },
    }));
    return flow(
      some,
      ({ enrolmentId, body }) => theirs.send('POST', `/verdicts/${enrolmentId}`, { body }),
      () =>
        allSent(
          system,
          some.map((one) => one.body.letterId),
        ),
    );
  };
  await runOurs(enrolled.splice(0, size.warmUp));
  await runTheirs(size.warmUp);
  const peers: readonly Peer[] = [
    { name: 'verdict (POST …/grade)', runs: [], run: () => runOurs(enrolled.splice(0, size.flows)) },
    { name: 'DBOS Transact: `startWorkflow` awaited', runs: [], run: () => runTheirs(size.flows) },
  ];
  for (let turn = 1; turn <= size.turns; turn += 1)
    for (const peer of peers) {
      const done = await peer.run();
      peer.runs.push(done);
      say(`dbos: ${peer.name}: ${count(perSecond(done.clicks))}/s acknowledged, ${count(effects(done))}/s done`);
    }
  return {
    title: 'The same flow as a DBOS Transact workflow',
    tables: [
      {
        head: ['', 'acknowledged a second, each run', 'median', 'p50 (ms)', 'p99 (ms)', 'effect done a second, each run', 'median'],
        rows: peers.map(({ name, runs }) => [
          name,
          runs.map((run) => count(perSecond(run.clicks))).join(', '),
          count(median(runs.map((run) => perSecond(run.clicks)))),
          ...[50, 99].map((percent) => milliseconds(median(runs.map((run) => percentile(run.clicks.eachMs, percent))))),
          runs.map((run) => count(effects(run))).join(', '),
          count(median(runs.map(effects))),
        ]),
      },
    ],
    notes: [
      `${count(size.flows)} flows a run, ${atOnce} clicks at once, in turns; the same PostgreSQL (${durability}) and mail server; @dbos-inc/dbos-sdk ${version}.`,
      'The effect is done when the certificate and its letter are stored and the letter is taken by the mail server and marked so; the rate is that of all flows from the first click to the last effect.',
      'Ours checks who asks and by which rules, seals texts, keeps a timeline and look-ups, writes two letters with each verdict and mails both, and begins a story that keeps the certificate for two years; DBOS stores the workflow, the certificate and one letter, and ends.',
      'DBOS runs the workflow in the process that took the click and keeps every step in PostgreSQL; ours runs it in a worker and keeps its steps in Temporal, whose file is not flushed at each commit, and its effects in PostgreSQL.',
    ],
  };
}

const effects = ({ clicks, effectMs }: Flow): number => (clicks.eachMs.length * 1_000) / effectMs;

async function flow<T>(items: readonly T[], click: (item: T) => Promise<unknown>, done: () => Promise<boolean>): Promise<Flow> {
  const began = performance.now();
  const clicks = await load(items, atOnce, click);
  await until('the effects of all clicks are done', done, { withinMs: 1_800_000, everyMs: 100 });
  return { clicks, effectMs: performance.now() - began };
}

/** Whether all have their certificate, and every letter about them is gone. */
async function allCertified({ db }: System, some: readonly Enrolled[]): Promise<boolean> {
  const ids = some.map((one) => one.enrolmentId);
  const [row] = await rows<{ certificates: number; sent: number; waiting: number }>(
    db.raw(
      `with certified as (select id from certificate where enrolment_id = any(?::uuid[]))
       select (select count(*)::int from certified) as certificates,
         count(*) filter (where l.state = 'sent')::int as sent, count(*) filter (where l.state = 'queued')::int as waiting
       from letter l where l.case_id = any(?::uuid[]) or l.case_id in (select id from certified)`,
      [ids, ids] as never,
    ),
  );
  return row?.certificates === some.length && row.sent >= some.length && row.waiting === 0;
}

async function allSent({ db }: System, letterIds: readonly string[]): Promise<boolean> {
  const [row] = await rows<{ sent: number }>(
    db.raw(`select count(*)::int as sent from dbos_letter where state = 'sent' and id = any(?::uuid[])`, [letterIds as string[]]),
  );
  return row?.sent === letterIds.length;
}

/** Has the peers' own dependencies installed once, as bench/package-lock.json says. @returns the version of DBOS Transact */
function install(): string {
  const folder = join(projectRoot(), 'bench');
  const found = join(folder, 'node_modules', '@dbos-inc', 'dbos-sdk', 'package.json');
  if (!existsSync(found))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return (JSON.parse(readFileSync(found, 'utf8')) as { version: string }).version;
}
