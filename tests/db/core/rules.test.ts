import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sharedRules, ruleValue, type RuleDefinition } from '../../../domain/core/rules';
import { certificationRuleDefinitions } from '../../../domain/certification/rules';
import { addDaysOff, addRuleSetting, daysOff, ruleBook, ruleHistory } from '../../../db/core/rules';
import { transaction, type Trx } from '../../../db/core/transaction';
import { createDatabase, type TestDatabase } from '../../support/database';
import { somebody } from '../../support/people';

let database: TestDatabase;
let setBy: string;
beforeAll(async () => {
  database = await createDatabase();
  setBy = await somebody(database.db, 'agency@styrelsen.example', 'agency');
});
afterAll(() => database.drop());

const ruled = { version: 1_000, on: '2030-01-01', today: '2030-01-01' } as const;
const add = (trx: Trx, { key }: RuleDefinition<never>, value: unknown): Promise<number> =>
  addRuleSetting(trx, { key, value, validFrom: '2026-01-01', setBy, setAt: '2026-01-01T09:00:00.000Z', moves: false, reason: 'a test' });
const price = async (): Promise<number> => ruleValue(await ruleBook(database.db), certificationRuleDefinitions.price, ruled);

test('a setting that was rolled back is seen by nobody afterwards, not even in the place of the next one', async () => {
  await expect(
    transaction(database.db, async (trx) => {
      await add(trx, certificationRuleDefinitions.price as never, 9_999);
      // Read within: what the transaction itself wrote counts here.
      expect(ruleValue(await ruleBook(trx), certificationRuleDefinitions.price, ruled)).toBe(9_999);
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  expect(await price()).toBe(4_000);
  await transaction(database.db, (trx) => add(trx, certificationRuleDefinitions.price as never, 4_200));
  expect(await price()).toBe(4_200);
});

test('twenty settings at once are twenty versions, and all are kept', async () => {
  const before = (await ruleBook(database.db)).version;
  const versions = await Promise.all(
    Array.from({ length: 20 }, (_, at) => transaction(database.db, (trx) => add(trx, certificationRuleDefinitions.vat as never, at))),
  );
  expect([...versions].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => before + 1 + at));
  expect(await ruleHistory(database.db, 'jar.vat')).toHaveLength(20);
});

test('the app may add settings, and neither change nor take away one that is there', async () => {
  for (const sql of ['update rule_setting set value = $$1$$', 'delete from rule_setting', 'truncate rule_setting'])
    await expect(database.db.raw(sql)).rejects.toMatchObject({ code: '42501' });
});

test('days off are added once and kept per country', async () => {
  const day = { day: '2026-06-05', name: 'Grundlovsdag', kind: 'closing' } as const;
  await addDaysOff(database.db, 'DK', [day]);
  await addDaysOff(database.db, 'DK', [day]);
  expect((await daysOff(database.db, 'DK')).has('2026-06-05')).toBe(true);
  expect((await daysOff(database.db, 'NO')).has('2026-06-05')).toBe(false);
});

test('hours of sending that were set are read back as they were set', async () => {
  await transaction(database.db, (trx) => add(trx, sharedRules.messageHours as never, { opens: 8, closes: 20 }));
  expect(ruleValue(await ruleBook(database.db), sharedRules.messageHours, ruled)).toEqual({ opens: 8, closes: 20 });
});
