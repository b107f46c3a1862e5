import { addDays, type PlainDate } from '../domain/core/calendar';
import { clock } from '../db/core/clock';
import { issue } from './certificates';
import { employ, participants } from './people';
import { median } from './percentiles';
import { count, seconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem } from './system';

/** How long it takes to say what another rule value would change in many live cases. */
export async function whatIf(scope: Scope, { small, say }: RunOptions): Promise<Report> {
  const size = small ? { cases: 200, turns: 1 } : { cases: 10_000, turns: 3 };
  const system = await startSystem(scope);
  const token = await employ(system, 'agency');
  const today = (await clock(system.db)).slice(0, 10) as PlainDate;
  const people = await participants(system, size.cases);
  await issue(
    system,
    people.map(({ personId }, at) => ({ personId, issuedOn: addDays(today, -(at % 700)) })),
  );
  // Their stories are not what is measured.
  await system.db.raw(`delete from wake where story like 'certificate-lifetime/%'`);
  say(`what-if: ${count(size.cases)} certificates are live`);
  const previews = [
    ['two years without use become three', 'jar.idleYears', 3],
    ['warnings 60 and 14 days before instead of 90, 30 and 7', 'jar.expiryWarnings', [60, 14]],
  ] as const;
  const rows: string[][] = [];
  for (const [name, key, value] of previews) {
    const eachMs: number[] = [];
    let changed = 0;
    for (let turn = 1; turn <= size.turns; turn += 1) {
      const began = performance.now();
      const { totals } = await system.http.send<{ totals: { changed: number } }>('POST', `/rules/${key}/preview`, {
        token,
        body: { value, validFrom: addDays(today, 1) },
      });
      eachMs.push(performance.now() - began);
      changed = totals.changed;
    }
    rows.push([name, count(changed), eachMs.map(seconds).join(', '), seconds(median(eachMs))]);
    say(`what-if: ${name}: ${rows.at(-1)![3]} s`);
  }
  return {
    title: 'What another rule value would change',
    tables: [{ head: ['', 'cases that change', 'each (s)', 'median (s)'], rows }],
    notes: [
      `${count(size.cases)} live certificates, each with its agenda under both sets of rules, read a page at a time in a read-only transaction.`,
    ],
  };
}
