import type { Knex } from 'knex';
import { addDays, type PlainDate } from '../domain/core/calendar';
import { clock } from '../db/core/clock';
import { newId } from '../db/core/ids';
import { issue } from './certificates';
import { openOwner } from './owner';
import { employ, participants } from './people';
import { median } from './percentiles';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem, type System } from './system';

type Row = Readonly<{ eventId: string; person: string; region: string; caseNumber: string; kind: string; at: string }>;

/** Rows of one statement of the peer: as many as one transaction of ours takes. */
const atATime = 1_000;

/** How many reported uses a second are taken as a stream, beside a bare insert of the same rows into a table with the same keys. */
export async function bulkUses(scope: Scope, { small, count: asked, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small ? { holders: 50, uses: 5_000, turns: 1 } : { holders: 5_000, uses: asked ?? 100_000, turns: 3 };
  const system = await startSystem(scope, { profileFolder });
  const region = await employ(system, 'region');
  const today = (await clock(system.db)).slice(0, 10) as PlainDate;
  const people = await participants(system, size.holders);
  const certificates = await issue(
    system,
    people.map(({ personId }) => ({ personId, issuedOn: addDays(today, -400) })),
  );
  const owner = openOwner(scope, system);
  await owner.raw('create table bare_use (like certificate_use including all)');
  await system.settled();
  say(`uses: ${count(certificates.length)} certificates are held`);

  const rows = (): Row[] =>
    Array.from({ length: size.uses }, (_, at) => ({
      eventId: newId(),
      person: certificates[at % certificates.length]!.number,
      region: 'nordjylland',
      caseNumber: `101-${at}`,
      kind: 'draft_edit',
      at: `${addDays(today, -(at % 390) - 1)}T12:00:00Z`,
    }));
  const ours: number[] = [];
  const apiMs: number[] = [];
  const bare: number[] = [];
  for (let turn = 1; turn <= size.turns; turn += 1) {
    const [some, before] = [rows(), await system.processorMs()];
    ours.push(await timed(size.uses, () => streamed(system, region, some)));
    apiMs.push((((await system.processorMs()).api - before.api) * atATime) / size.uses);
    say(`uses: as a stream: ${count(ours.at(-1)!)}/s, ${milliseconds(apiMs.at(-1)!)} ms of the API per ${count(atATime)}`);
    bare.push(await timed(size.uses, () => inserted(owner, people[0]!.personId, rows())));
    say(`uses: bare insert: ${count(bare.at(-1)!)}/s`);
  }
  const line = (name: string, rates: readonly number[]): string[] => [
    name,
    count(size.uses),
    rates.map(count).join(', '),
    count(median(rates)),
    (median(rates) / median(ours)).toFixed(2),
  ];
  return {
    title: 'Uses in bulk',
    tables: [
      {
        head: ['', 'a run', 'per second, each run', 'per second (median)', 'beside ours'],
        rows: [line('NDJSON stream (POST …/uses)', ours), line('bare insert of the same rows, 1,000 a statement', bare)],
      },
    ],
    notes: [
      `${count(size.holders)} certificates, uses of 390 days in no order; every row is checked, judged against the set of the uses of its person, and moves the certificates it reaches. One connection, one stream.`,
      `${count(atATime)} of them take ${apiMs.map(milliseconds).join(', ')} ms of the API's processor time.`,
    ],
  };
}

async function timed(many: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (1_000 * many) / (performance.now() - began);
}

/** @throws Error when not every row counts */
async function streamed({ url }: System, token: string, rows: readonly Row[]): Promise<void> {
  const answer = await fetch(`${url}/api/v1/certification/uses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });
  const counted = (await answer.text()).match(/"counted"/g)?.length ?? 0;
  if (counted !== rows.length) throw new Error(`${counted} of ${rows.length} uses were counted (${answer.status})`);
}

async function inserted(db: Knex, personId: string, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += atATime) {
    const some = rows.slice(from, from + atATime);
    await db.raw(
      `insert into bare_use (region, event_id, person_id, used_at, used_on, kind, case_number, content, verdict, recorded_at)
       select 'nordjylland', v.event_id, ?::uuid, v.at, v.at::date, 'draft_edit', v.case_number, sha256(convert_to(v.event_id, 'UTF8')), 'counted', now()
       from unnest(?::text[], ?::timestamptz[], ?::text[]) as v(event_id, at, case_number)`,
      [personId, some.map((row) => row.eventId), some.map((row) => row.at), some.map((row) => row.caseNumber)] as never,
    );
  }
}
