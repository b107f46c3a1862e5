import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureOrganisation } from '../../../db/core/access';
import { transaction } from '../../../db/core/transaction';
import { addRuleSetting } from '../../../db/core/rules';
import {
  countParticipations,
  listParticipations,
  registerSummary,
  type ListedParticipation,
} from '../../../db/register/participation-lists';
import type { PlainDate } from '../../../domain/core/calendar';
import { readiness } from '../../../domain/register/fields';
import { sortings } from '../../../domain/register/overview';
import { participationStates, stateOf } from '../../../domain/register/participation';
import { somebody } from '../../support/people';
import { createDatabase, type TestDatabase } from '../../support/database';

const count = 10_000;
let database: TestDatabase;
let organisationId: string;
beforeAll(async () => {
  database = await createDatabase();
  const { db } = database;
  organisationId = await transaction(db, (trx) => ensureOrganisation(trx, 'municipality', '0301', 'Oslo kommune'));
  await db.raw(
    `with made as (
       insert into person (id, name, language, created_at)
       select gen_random_uuid(), case when n % 5 = 0 then null else 'Navn ' || (n * 7919) % 10007 end, 'nb', now() from generate_series(1, ?) n returning id)
     insert into participation (id, person_id, organisation_id, start_on, financing, created_at, saved_at, end_on, rules_version, rules_on)
     select gen_random_uuid(), id, ?, date '2025-01-01' + (row_number() over ())::int % 400, 'other', now(),
       now() - (row_number() over ()) % 1000 * interval '1 minute', case when (row_number() over ()) % 3 = 0 then date '2026-05-01' end, 0, date '2025-01-01'
     from made`,
    [count, organisationId],
  );
  await db.raw('analyze');
});
afterAll(() => database.drop());

test.each(sortings)('ten thousand by %s: a page comes quickly, and the pages together are the list', async (sort) => {
  const listing = { organisationIds: [organisationId], filter: {} };
  const seen = new Set<string>();
  let cursor: string | undefined;
  const took: number[] = [];
  do {
    const began = performance.now();
    const page = await listParticipations(database.db, listing, { sort, direction: 'asc', cursor, limit: 500 });
    took.push(performance.now() - began);
    for (const one of page.participations) seen.add(one.participationId);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect([seen.size, took.length]).toEqual([count, count / 500]);
  // Generous: a busy machine is no fault of the list.
  expect(took.sort((a, b) => a - b)[took.length >> 1]).toBeLessThan(500);
});

test('what is asked of a case is counted by the rules it began with, as the domain does', async () => {
  const small = await createDatabase();
  try {
    const { db } = small;
    const [own, by] = await transaction(db, async (trx) => {
      const own = await ensureOrganisation(trx, 'municipality', '4601', 'Bergen kommune');
      return [own, await somebody(trx, 'dag@imdi.example', 'directorate', 'imdi')] as const;
    });
    await db.raw(
      `with made as (insert into person (id, name, language, created_at) select gen_random_uuid(), null, 'nb', now() from generate_series(1, 24) n returning id),
         numbered as (select id, row_number() over () as n from made)
       insert into participation (id, person_id, organisation_id, start_on, financing, participant_class, education, children, created_at, saved_at, end_on, rules_version, rules_on)
       select gen_random_uuid(), id, ?, date '2026-01-01', 'other', case when n % 2 = 0 then 'other' end, case when n % 3 = 0 then 'none' end,
         case when n % 5 = 0 then 0 end, now(), now(), case when n % 4 = 0 then date '2026-05-01' end, n % 4, date '2026-01-01' + (n % 3)::int from numbered`,
      [own],
    );
    const set = async (key: string, value: unknown, validFrom: PlainDate): Promise<unknown> =>
      transaction(db, (trx) =>
        addRuleSetting(trx, { key, value, validFrom, setBy: by, setAt: '2026-01-01T00:00:00.000Z', moves: false, reason: 'test' }),
      );
    await set('register.requiredForStart', ['education'], '2026-01-02');
    await set('register.requiredForDischarge', ['children', 'activities'], '2026-01-01');
    await set('register.requiredForDischarge', [], '2026-01-03');
    const listing = { organisationIds: [own], filter: {} };
    const all = (await listParticipations(db, listing, { sort: 'state', direction: 'asc', limit: 100 })).participations;
    const stateIn = (one: ListedParticipation): string => stateOf(one, one.rules);
    const full = all.map((one) => readiness(one, one.entries, one.rules));
    const sum = (part: 'filled' | 'of'): number => full.reduce((total, one) => total + one[part], 0);
    expect(all).toHaveLength(24);
    expect(new Set(all.map((one) => one.rules.requiredForDischarge.length)).size).toBe(3);
    expect(all.map(stateIn)).toEqual(participationStates.flatMap((state) => all.map(stateIn).filter((one) => one === state)));
    const summary = await registerSummary(db, [own]);
    expect(summary.readiness).toEqual({ filled: sum('filled'), of: sum('of') });
    for (const state of participationStates) expect(summary.states[state]).toBe(all.filter((one) => stateIn(one) === state).length);
    const lacking = await countParticipations(db, { ...listing, filter: { missing: 'any' } });
    expect(lacking).toBe(full.filter(({ filled, of }) => filled < of).length);
    expect(lacking).toBeLessThan(24);
  } finally {
    await small.drop();
  }
});

test('and is summed up', async () => {
  const { states, readiness } = await registerSummary(database.db, [organisationId]);
  expect(states).toEqual({ registering: count - 3_333, in_programme: 0, ended: 3_333, discharged: 0 });
  expect(readiness).toEqual({ filled: 2 * (count - 3_333) + 3 * 3_333, of: 13 * (count - 3_333) + 18 * 3_333 });
});
