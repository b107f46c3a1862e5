import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client as TemporalClient } from '@temporalio/client';
import { rows } from '../../db/core/columns';
import { newId } from '../../db/core/ids';
import { createLog } from '../../db/core/log';
import { addPeople } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { insertCertificate } from '../../db/certification/certificates';
import { heal, type Vigil } from '../../workers/watch';
import { aCertificate, theRules } from '../support/cases';
import { createDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
const lines: { level: string; msg: string }[] = [];
const log = createLog('test', 'info', { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
/** Nothing may be terminated here, so nobody is asked. */
const nobody = {} as TemporalClient;

beforeAll(async () => {
  database = await createDatabase();
  const createdAt = new Date().toISOString() as `${string}T${string}Z`;
  await transaction(database.db, async (trx) => {
    const ids = await addPeople(
      trx,
      Array.from({ length: 250 }, (_, at) => ({ name: 'Somebody', email: `somebody-${at}@firma.example`, createdAt })),
    );
    for (const [email, personId] of ids)
      await insertCertificate(
        trx,
        aCertificate({
          certificateId: newId(),
          number: `JAR-2020-${email.replace(/\D/g, '').padStart(10, '0')}`,
          personId,
          issuedOn: '2020-01-01',
        }),
        theRules(),
        createdAt,
      );
  });
  // All of them due long ago, their first wakes delivered, and nothing else open that is.
  await database.db.raw('delete from wake');
  await database.db.raw(`update certificate set next_due_at = now() - interval '1 hour'`);
});
afterAll(() => database.drop());

const alarms = (): number => lines.filter(({ msg }) => msg.startsWith('a backlog')).length;

/** Delivers what waits, as the courier does. @returns how many the watch woke */
async function deliver(): Promise<number> {
  const woken = await rows<{ story: string }>(database.db.raw('delete from wake where by_watch returning story'));
  await database.db.raw(
    'insert into watched (story, delivered_at) select story, clock_timestamp() from unnest(?::text[]) as t(story) on conflict do nothing',
    [woken.map((one) => one.story)],
  );
  return woken.length;
}

test('a backlog is one alarm, and a hundred are woken in a minute however often the watch looks and however fast they are done', async () => {
  const vigil: Vigil = { backlog: false, woken: [] };
  await heal(database.db, nobody, log, vigil);
  expect(await deliver()).toBe(100);
  // The hundred are done; a hundred and fifty are left, and are seen by the next looks.
  await database.db.raw(
    `update certificate set over = true, next_due_at = null where 'certificate-lifetime/' || id in (select story from watched)`,
  );
  await heal(database.db, nobody, log, vigil);
  await heal(database.db, nobody, log, vigil);
  expect(await deliver()).toBe(0);
  expect(alarms()).toBe(1);

  // A minute later the next are.
  vigil.woken = vigil.woken.map((one) => ({ ...one, atMs: one.atMs - 61_000 }));
  await heal(database.db, nobody, log, vigil);
  expect(await deliver()).toBe(100);
  expect(alarms()).toBe(1);
});

test('when it is over that is said, and the next one is an alarm again', async () => {
  const vigil: Vigil = { backlog: true, woken: [] };
  await database.db.raw('update certificate set over = true, next_due_at = null');
  await heal(database.db, nobody, log, vigil);
  expect(lines.at(-1)?.msg).toBe('the backlog of overdue cases is over');
  await database.db.raw(`update certificate set over = false, next_due_at = now() - interval '1 hour'`);
  const before = alarms();
  await heal(database.db, nobody, log, vigil);
  expect(alarms()).toBe(before + 1);
});
