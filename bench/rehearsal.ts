import { rows } from '../db/core/columns';
import type { Instant } from '../domain/core/calendar';
import { livedThrough } from './advance';
import { dayBefore } from './cases';
import { issue } from './certificates';
import { employ, participants } from './people';
import { count, seconds, type Report, type RunOptions } from './report';
import { Scope } from './scope';
import { startSystem } from './system';

const beginsAt: Instant = '2026-01-20T09:00:00.000Z';
const days = 730;

/** How long it takes to rehearse two years in which every certificate is warned about and lapses. */
export async function rehearsal(scope: Scope, { small, say }: RunOptions): Promise<Report> {
  const table: string[][] = [];
  for (const certificates of small ? [10, 30] : [100, 1_000]) {
    const own = new Scope();
    scope.add(() => own.close());
    table.push(await rehearse(own, certificates));
    await own.close();
    say(`rehearsal: ${table.at(-1)!.join(', ')}`);
  }
  return {
    title: `Rehearsing ${days} days`,
    tables: [
      { head: ['certificates', 'wall time (s)', 'hops', 'steps', 'steps a second', 'letters', 'stories begun in (s)'], rows: table },
    ],
    notes: [
      'Issued on days spread evenly over the year before; nobody uses them, so each is warned about three times and lapses: four steps and four letters each.',
      'From asking for the advance to its end. A hop is one instant at which something is due; every step and letter of it is done before the clock goes on. Nightly rounds are among the hops and steps.',
    ],
  };
}

async function rehearse(scope: Scope, certificates: number): Promise<string[]> {
  const system = await startSystem(scope, { rehearseFrom: beginsAt });
  const agency = await employ(system, 'agency');
  const holders = await participants(system, certificates);
  const beganAt = performance.now();
  await issue(
    system,
    holders.map(({ personId }, at) => ({ personId, issuedOn: dayBefore(beginsAt, Math.ceil(((at + 1) * 365) / certificates)) })),
  );
  await system.settled();
  const begunMs = performance.now() - beganAt;

  const { advance, wallMs } = await livedThrough(system, agency, { days });
  const [left] = await rows<{ open: number }>(system.db.raw('select count(*)::int as open from certificate where not over'));
  if (left?.open !== 0) throw new Error(`${left?.open} certificates have not lapsed`);
  const steps = (advance.toSettled ?? 0) - advance.fromSettled;
  return [
    count(certificates),
    seconds(wallMs),
    count(advance.hops),
    count(steps),
    count((steps * 1_000) / wallMs),
    count(system.mailbox.count()),
    seconds(begunMs),
  ];
}
