import { setTimeout as pause } from 'node:timers/promises';
import { addDays, addYears, startOfDay, type PlainDate } from '../domain/core/calendar';
import { zone } from '../domain/certification/zone';
import { clock } from '../db/core/clock';
import { rows } from '../db/core/columns';
import { asleep } from './asleep';
import { issue } from './certificates';
import { HttpClient } from './http-client';
import { steadily, steadilyWhile, type Load } from './load';
import { employ, participants } from './people';
import { percentile } from './percentiles';
import { count, milliseconds, seconds, type Report, type RunOptions, type Table } from './report';
import type { Scope } from './scope';
import { startSystem, type System } from './system';

/** Certificates whose stories are begun before the next ones are made. */
const batch = 2_500;
/** Each kind of click, a second. */
const clicksPerSecond = 10;
/** By this many days the last day of use is put back, so that what lay ahead has happened. */
const daysBack = 4;

type Held = Readonly<{ id: string; number: string }>;
/** What people do meanwhile: a write decision, and the page of a certificate. */
type Clicks<T> = Readonly<{ access: T; page: T }>;

/** How long it takes until every one of many certificates that lapse on one day has lapsed, and how people are served meanwhile. */
export async function dueInADay(scope: Scope, { small, count: asked, profileFolder, say }: RunOptions): Promise<Report> {
  const size = { certificates: asked ?? (small ? 2_000 : 10_000), quietClicks: small ? 100 : 300 };
  const system = await startSystem(scope, { profileFolder });
  const today = (await clock(system.db)).slice(0, 10) as PlainDate;
  // Valid for two days more. Their expiry was set today, so there was nothing to warn of since: their stories sleep on their timers.
  const issuedOn = addDays(addYears(today, -2), 2);
  const began = performance.now();
  const held: Held[] = [];
  while (held.length < size.certificates) {
    const people = await participants(system, Math.min(batch, size.certificates - held.length));
    const issued = await issue(
      system,
      people.map(({ personId }) => ({ personId, issuedOn, movedOn: today })),
    );
    held.push(...issued.map((one) => ({ id: one.certificateId, number: one.number })));
    await system.settled();
    say(`due-in-a-day: ${count(held.length)} stories are begun`);
  }
  const begunMs = performance.now() - began;
  await asleep(system);

  const clicks = await clicksOn(scope, system, held);
  for (const click of Object.values(clicks)) await steadily(20, clicksPerSecond, click);
  const quiet = await both(clicks, (click) => steadily(size.quietClicks, clicksPerSecond, click));
  say(`due-in-a-day: quiet, a write decision: p99 ${milliseconds(percentile(quiet.access.eachMs, 99))} ms`);

  const before = await system.processorMs();
  const lapsing = performance.now();
  await allDue(system, issuedOn);
  let open = held.length;
  const clicking = both(clicks, (click) => steadilyWhile(() => open > 0, clicksPerSecond, click));
  for (; open > 0; open = await openCertificates(system)) await pause(200);
  const wallMs = performance.now() - lapsing;
  const workerMs = ((await system.processorMs()).worker - before.worker) / held.length;
  const meanwhile = await clicking;
  await nothingMissed(system, held.length);
  say(`due-in-a-day: all lapsed after ${seconds(wallMs)} s`);
  return {
    title: 'All due on one day',
    tables: [
      {
        head: [
          'certificates',
          'all lapsed after (s)',
          'steps a second',
          'processor time of the worker (ms a step)',
          'stories begun in (s)',
        ],
        rows: [[count(held.length), seconds(wallMs), count((held.length * 1_000) / wallMs), milliseconds(workerMs), seconds(begunMs)]],
      },
      clickTable(quiet, meanwhile),
    ],
    notes: [
      `Live clock. The stories sleep on their timers; then the last days of use are put back by ${daysBack} days in one statement, so that all expired at the same midnight, and in the same transaction every story is woken through the outbox. A real midnight would fire their timers instead; from there on they do the same.`,
      `Nothing was missed: each lapsed once, in the timeline and by one letter. ${clicksPerSecond} clicks of each kind a second, measured from when each was due.`,
    ],
  };
}

function clickTable(quiet: Clicks<Load>, meanwhile: Clicks<Load>): Table {
  const row = (name: string, kind: keyof Clicks<Load>): string[] => [
    name,
    ...[quiet, meanwhile].flatMap((load) => [50, 99].map((percent) => milliseconds(percentile(load[kind].eachMs, percent)))),
  ];
  return {
    head: ['', 'quiet: p50 (ms)', 'p99', 'while they lapse: p50', 'p99'],
    rows: [row('a write decision', 'access'), row('the page of a certificate', 'page')],
  };
}

async function clicksOn(scope: Scope, system: System, held: readonly Held[]): Promise<Clicks<(at: number) => Promise<unknown>>> {
  const [region, agency] = [await employ(system, 'region'), await employ(system, 'agency')];
  const client = new HttpClient(system.url, 32);
  scope.add(() => client.close());
  const one = (at: number): Held => held[(at * 7_919) % held.length]!;
  return {
    access: (at) => client.send('GET', `/api/v1/certification/access?consultant=${one(at).number}&region=nordjylland`, { token: region }),
    page: (at) => client.send('GET', `/certification/certificates/${one(at).id}`, { token: agency }),
  };
}

/** Does the same with both kinds of click at a time. */
async function both<C>(clicks: Clicks<C>, work: (click: C) => Promise<Load>): Promise<Clicks<Load>> {
  const [access, page] = await Promise.all([work(clicks.access), work(clicks.page)]);
  return { access, page };
}

/** Lets every certificate have lapsed at one midnight that has just been: facts and wakes in one transaction, as a command would. */
async function allDue({ db }: System, issuedOn: PlainDate): Promise<void> {
  const usedOn = addDays(issuedOn, -daysBack);
  const due = startOfDay(addDays(addYears(usedOn, 2), 1), zone);
  await db.transaction(async (trx) => {
    await trx.raw('update certificate set issued_on = ?, last_active_on = ?, moved_on = ?, next_due_at = ? where not over', [
      usedOn,
      usedOn,
      usedOn,
      due,
    ]);
    await trx.raw(`insert into wake (story) select 'certificate-lifetime/' || id from certificate where not over order by id`);
  });
}

async function openCertificates({ db }: System): Promise<number> {
  const [row] = await rows<{ open: number }>(db.raw('select count(*)::int as open from certificate where not over'));
  return row!.open;
}

/** @throws Error when a certificate lapsed unrecorded or twice, or its letter is missing or doubled */
async function nothingMissed({ db }: System, expected: number): Promise<void> {
  const [found] = await rows<Record<string, number>>(
    db.raw(
      `select * from
         (select count(*)::int as lapsed, count(distinct case_id)::int as "lapsedOnce" from timeline_event where what = 'certificateExpired') e,
         (select count(*)::int as letters, count(distinct case_id)::int as "toldOnce" from letter where template = 'expired') l`,
    ),
  );
  const wrong = Object.entries(found!).filter(([, many]) => many !== expected);
  if (wrong.length > 0) throw new Error(`of ${expected} certificates: ${wrong.map(([what, many]) => `${many} ${what}`).join(', ')}`);
}
