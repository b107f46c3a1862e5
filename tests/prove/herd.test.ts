import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays, addYears, endOfDay, instantOf, localDay, type Instant } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { rows } from '../../db/core/columns';
import { roundInMidst } from '../../bench/cases';
import { issue } from '../../bench/certificates';
import { employ, participants } from '../../bench/people';
import { percentile } from '../../bench/percentiles';
import { Scope } from '../../bench/scope';
import { startSystem, temporaryFolder, type System } from '../../bench/system';
import { sendAtAllHours } from '../../bench/verdict-to-letter';
import { until } from '../../tools/engine/wait';
import { signIn } from './leaks/requests';
import { clicker, clickKinds, tellClicks, type Clicks } from './herd/clicks';
import { costsOf, perCase, perHour, untilIdle, usedBy, type Costs } from './herd/costs';
import { probeSetting } from './support/probe';
import { report } from './support/report';
import { sized } from './support/scale';

/** How many certificates idle, then lapse in one second. */
const herd = Number(process.env['FRIST_PROVE_COUNT'] ?? sized(150, 20_000));
/** Stories begun a second, at least; they must sleep before the day ends. */
const begunPerSecond = Number(process.env['FRIST_PROVE_PER_SECOND'] ?? 25);
const quietSeconds = sized(2, 120);
/** A lapse a second at least, else something stands still. */
const drainWithinMs = sized(60_000, 3_600_000 + herd * 100);

let scope = new Scope();
let system: System;
let probes: string;
/** When the last day of all certificates ends: the one instant at which they lapse. */
let ends: Instant;
let clicks: ReturnType<typeof clicker>;
let before: Costs;

/**
 * Has all of them asleep before the day ends. The end must be said before the first of them falls asleep, so how long it takes is a guess.
 * @returns whether there is time left for what is measured before the end
 */
async function prepare(patience: number): Promise<boolean> {
  probes = temporaryFolder(scope);
  const measuringMs = 2_000 * quietSeconds + 3_000;
  const preparingMs = 1_000 * (sized(9, 40) + herd / begunPerSecond);
  const today = localDay(instantOf(Date.now()), zone);
  ends = instantOf(Math.ceil((Date.now() + patience * preparingMs + measuringMs) / 1_000) * 1_000);
  system = await startSystem(scope, {
    preload: path.join(__dirname, 'herd', 'midnight.js'),
    env: {
      ...probeSetting(probes),
      FRIST_PROVE_MIDNIGHT_MS: String(Date.parse(ends) - Date.parse(endOfDay(today, zone))),
      FRIST_DEMO: 'on',
      ...(process.env['FRIST_PROVE_SPREAD_MS'] ? { FRIST_PROVE_SPREAD_MS: process.env['FRIST_PROVE_SPREAD_MS'] } : {}),
    },
  });
  await sendAtAllHours(system);
  await employ(system, 'coordinator');
  const region = await employ(system, 'region');
  const enrolled = await roundInMidst(system, 'running', await participants(system, 40), false);
  await system.settled();
  before = await costsOf(system, probes);

  const numbers: string[] = [];
  const atATime = 5_000;
  const began = performance.now();
  for (let from = 0; from < herd; from += atATime) {
    const holders = await participants(system, Math.min(atATime, herd - from));
    // Issued two years before the day that ends, and never warned, as if each had been used the day before yesterday.
    const issuedOn = addYears(today, -2);
    const issued = await issue(
      system,
      holders.map(({ personId }) => ({ personId, issuedOn, movedOn: addDays(today, 1) })),
    );
    // Ruled by today's values, by which letters go at every hour; and the day ends when the proof says.
    await system.db.raw('update certificate set next_due_at = ?, rules_on = ? where id = any(?::uuid[])', [
      ends,
      today,
      issued.map((one) => one.certificateId),
    ] as never);
    numbers.push(...issued.map((one) => one.number));
    await system.settled();
  }
  await untilIdle(system);
  begunRate = (herd * 1_000) / (performance.now() - began);
  clicks = clicker(scope, system, { cookie: await signIn(system, 'coordinator@staff.example'), region, enrolled, numbers });
  return Date.now() + measuringMs < Date.parse(ends);
}

beforeAll(
  async () => {
    for (let patience = 1; !(await prepare(patience)); patience *= 3) {
      if (patience > 3) throw new Error(`only ${begunRate.toFixed(0)} stories a second are begun here; say so by FRIST_PROVE_PER_SECOND`);
      await scope.close();
      scope = new Scope();
    }
  },
  180_000 + sized(60_000, 3_600_000 + herd * 500),
);
let begunRate = 0;
afterAll(async () => scope.close(), 60_000);

/** How many have lapsed, and how many of their letters are sent. */
async function progress(): Promise<{ lapsed: number; sent: number }> {
  const [row] = await rows<{ lapsed: number; sent: number }>(
    system.db.raw(
      `select (select count(*)::int from settled where step = 'recordExpiry') as lapsed,
        (select count(*)::int from letter where template = 'expired' and state = 'sent') as sent`,
    ),
  );
  return row!;
}

test(
  'certificates that all lapse in one second lapse once each, at that instant, with one letter each, while people go on clicking',
  async () => {
    const asleep = await costsOf(system, probes);
    const idleFrom = usedBy(system);
    await pause(quietSeconds * 1_000);
    const idleTo = usedBy(system);
    const quiet: Clicks = await clicks(quietSeconds);
    expect(await progress()).toEqual({ lapsed: 0, sent: 0 });
    const mailsBefore = system.mailbox.count();
    await pause(Date.parse(ends) - Date.now() - 500);

    const busyFrom = usedBy(system);
    let drained = false;
    const busyClicks = clicks(drainWithinMs / 1_000, () => drained);
    let lapsedAfterMs = 0;
    let seen = '';
    await until(
      'every certificate has lapsed and every letter is sent',
      async () => {
        const { lapsed, sent } = await progress();
        if (lapsed === herd) lapsedAfterMs ||= Date.now() - Date.parse(ends);
        seen = `${lapsed} lapsed, ${sent} letters sent`;
        return lapsed === herd && sent === herd;
      },
      // Asked seldom when there are many: counting them is work too.
      { withinMs: drainWithinMs, everyMs: sized(200, 5_000) },
    )
      .catch((error: unknown) => {
        throw new Error(`of ${herd}: ${seen}`, { cause: error });
      })
      .finally(() => {
        drained = true;
      });
    const drainedAfterMs = Date.now() - Date.parse(ends);
    const busy = await busyClicks;
    const after = usedBy(system);

    const log = readFileSync(path.join(system.folder, 'worker.log'), 'utf8');
    const alarms = log.split('a backlog of overdue cases').length - 1;
    const begunAnew = log.split('begun anew').length - 1;
    report('herd', {
      certificates: herd,
      'stories begun a second': begunRate.toFixed(0),
      ...perCase(before, asleep, herd),
      'seconds of processor time an idle hour': perHour(idleFrom, idleTo),
      'lapses a second': Math.round((herd * 1_000) / lapsedAfterMs),
      'letters sent a second': Math.round((herd * 1_000) / drainedAfterMs),
      'backlog drained after s': (drainedAfterMs / 1_000).toFixed(1),
      'clicks quiet, p50/p99 ms': tellClicks(quiet),
      'clicks in the herd, p50/p99 ms': tellClicks(busy),
      'processor ms a lapse': (['worker', 'temporal', 'postgres'] as const)
        .map((part) => `${part} ${((after[part] - busyFrom[part]) / herd).toFixed(1)}`)
        .join(', '),
      'alarms of a backlog': alarms,
      'stories begun anew by the watch': begunAnew,
    });

    // Nothing missed, nothing twice, and the instant is exact whenever the story got to it.
    const [facts] = await rows<{ certificates: number; over: number; exact: number; letters: number; recipients: number; tried: number }>(
      system.db.raw(
        `select count(distinct c.id)::int as certificates, count(distinct c.id) filter (where c.over)::int as over,
           count(*) filter (where s.step = 'recordExpiry' and s.how = 'done' and s.effective_at = ?)::int as exact,
           (select count(*)::int from letter where case_kind = 'certificate') as letters,
           (select count(distinct person_id)::int from letter where template = 'expired' and state = 'sent') as recipients,
           (select coalesce(max(attempts), 0)::int from letter where template = 'expired') as tried
         from certificate c left join settled s on s.case_id = c.id`,
        [ends],
      ),
    );
    expect(facts).toEqual({ certificates: herd, over: herd, exact: herd, letters: herd, recipients: herd, tried: 1 });
    const [events] = await rows<{ lapsed: number }>(
      system.db.raw(`select count(*)::int as lapsed from timeline_event where what = 'certificateExpired' and effective_at = ?`, [ends]),
    );
    expect(events?.lapsed).toBe(herd);
    // Hand-ins bring receipts meanwhile.
    expect(system.mailbox.count() - mailsBefore).toBeGreaterThanOrEqual(herd);
    // A backlog is one alarm, and the watch terminates nothing that only waits for its turn.
    expect(alarms).toBeLessThanOrEqual(1);
    expect(begunAnew).toBe(0);
    // People notice, and are still answered.
    for (const kind of clickKinds) expect(percentile(busy[kind], 99)).toBeLessThan(10_000);
  },
  drainWithinMs + 600_000,
);
