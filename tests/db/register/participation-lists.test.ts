import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureOrganisation } from '../../../db/core/access';
import { transaction } from '../../../db/core/transaction';
import { listParticipations, registerSummary } from '../../../db/register/participation-lists';
import { sortings } from '../../../domain/register/overview';
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

test('and is summed up', async () => {
  const { states, readiness } = await registerSummary(database.db, [organisationId]);
  expect(states).toEqual({ registering: count - 3_333, in_programme: 0, ended: 3_333, discharged: 0 });
  expect(readiness).toEqual({ filled: 2 * (count - 3_333) + 3 * 3_333, of: 13 * (count - 3_333) + 18 * 3_333 });
});
