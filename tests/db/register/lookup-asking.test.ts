import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureOrganisation } from '../../../db/core/access';
import { rows } from '../../../db/core/columns';
import { transaction } from '../../../db/core/transaction';
import { takeTurn } from '../../../db/register/lookup-asking';
import { createDatabase, type TestDatabase } from '../../support/database';

const perMinute = 60;
let database: TestDatabase;
let lookups: readonly string[];
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  const { db } = database;
  const organisationId = await transaction(db, (trx) => ensureOrganisation(trx, 'municipality', '0301', 'Oslo kommune'));
  await db.raw(`update lookup_turn set next_at = '-infinity', paced_to = '-infinity'`);
  const made = await rows<{ id: string }>(
    db.raw(
      `with made as (insert into person (id, language, created_at) select gen_random_uuid(), 'nb', now() from generate_series(1, 70) returning id),
         one as (insert into participation (id, person_id, organisation_id, start_on, financing, created_at, saved_at, rules_version, rules_on)
           select gen_random_uuid(), id, ?, date '2026-01-15', 'other', now(), now(), 0, date '2026-01-15' from made returning id, person_id)
       insert into name_lookup (id, participation_id, person_id, organisation_id, national_id_id, state, asked_at, rules_version, rules_on)
         select gen_random_uuid(), id, person_id, ?, gen_random_uuid(), 'delayed', now(), 0, date '2026-01-15' from one returning id`,
      [organisationId, organisationId],
    ),
  );
  lookups = made.map((one) => one.id);
});

const take = (lookupId: string): Promise<boolean> => transaction(database.db, (trx) => takeTurn(trx, lookupId, perMinute));
/** How many of those that wait are asked now. */
async function taken(): Promise<number> {
  const before = lookups.length;
  const waiting: string[] = [];
  for (const lookupId of lookups) if (!(await take(lookupId))) waiting.push(lookupId);
  lookups = waiting;
  return before - waiting.length;
}
/** As if it had been so many seconds since. */
const secondsPass = async (seconds: number): Promise<void> => {
  await database.db.raw('update name_lookup set turn_at = turn_at - make_interval(secs => ?)', [seconds]);
  await database.db.raw(
    `update lookup_turn set next_at = next_at - make_interval(secs => ?), paced_to = paced_to - make_interval(secs => ?)`,
    [seconds, seconds],
  );
};

test('of many that ask at once one is asked now, and the others each have a turn of their own within the limit', async () => {
  expect(await taken()).toBe(1);
  const turns = await rows<{ at: string }>(
    database.db.raw('select extract(epoch from turn_at)::text as at from name_lookup where id = any(?::uuid[]) order by turn_at', [
      lookups as string[],
    ]),
  );
  const gaps = turns.slice(1).map(({ at }, nth) => Number(at) - Number(turns[nth]!.at));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60 / perMinute);
});

test('what piled up while nobody asked is not asked all at once when its turns are over', async () => {
  let asked = await taken();
  expect(asked).toBe(1);
  // Nobody asks for five minutes: every turn is over.
  await secondsPass(300);
  asked = 0;
  for (let second = 0; second < 58; second += 2) {
    asked += await taken();
    await secondsPass(2);
  }
  expect(asked).toBeLessThanOrEqual(perMinute);
  expect(asked).toBeGreaterThan(perMinute / 2);
}, 120_000);
