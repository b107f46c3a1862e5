import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { retryWaitMs } from '../../activities/core/post-office';
import { admit } from '../../api/certification/enrolment-commands';
import { createRound, publishRound } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { rows } from '../../db/core/columns';
import { newId } from '../../db/core/ids';
import { wakeOwn } from '../../db/core/outbox';
import { transaction } from '../../db/core/transaction';
import { as, somebody } from '../support/people';
import { relayMoments, ScriptedRelay } from '../support/scripted-relay';
import { Stage } from '../support/stage';

type Letter = { id: string; messageId: string; state: string; attempts: number; waits: boolean; replyCode: number | null };

let relay: ScriptedRelay;
let stage: Stage;
let coordinator: string;
let roundId: string;
beforeAll(async () => {
  relay = await ScriptedRelay.start();
  stage = await Stage.open({ now: '2026-03-02T09:00:00.000Z', smtpUrl: relay.url });
  coordinator = await somebody(stage.db, 'karen@wsp.example', 'coordinator');
  const context = await as(stage.db, coordinator);
  ({ roundId } = await createRound(context, { year: 2026, number: 2 }));
  await publishRound(context, roundId);
});
afterAll(async () => {
  await stage.close();
  await relay.close();
});

/** Admits somebody new, who is written to about it. @returns the id of the letter */
async function write(): Promise<string> {
  const context = await as(stage.db, coordinator);
  const person = { name: 'Ny', email: `${newId()}@firma.example` };
  const { enrolmentId } = await signUp(context, roundId, { kind: 'full', source: 'form', person });
  await admit(context, enrolmentId);
  const [letter] = await rows<{ id: string }>(stage.db.raw('select id from letter where case_id = ?', [enrolmentId]));
  return letter!.id;
}
async function read(id: string): Promise<Letter> {
  const [letter] = await rows<Letter>(
    stage.db.raw(
      `select id, message_id as "messageId", state, attempts, reply_code as "replyCode", retry_at is not null and sending_until is null as waits
       from letter where id = ?`,
      [id],
    ),
  );
  return letter!;
}
/** Lets the waits of the machine's clock be over: that of a retry, and the lease of whoever had it and is gone. */
async function tryAgain(): Promise<void> {
  await stage.db.raw(`update letter set retry_at = null, sending_until = null where state = 'queued'`);
  await transaction(stage.db, async (trx) => wakeOwn(trx, 'post-office'));
}
const times = (messageId: string): number => relay.taken.filter((one) => one === messageId).length;
/** A story whose steps come to nothing rests longer each time, or until it is woken: it is, again and again. */
const waits = async (id: string, attempts: number): Promise<void> => {
  let looks = 0;
  await stage.until(`attempt ${attempts} has failed`, async () => {
    looks += 1;
    if (looks % 15 === 0) await transaction(stage.db, async (trx) => wakeOwn(trx, 'post-office'));
    const letter = await read(id);
    return letter.attempts === attempts && letter.waits;
  });
};
const sent = (id: string): Promise<unknown> => stage.until('it is sent', async () => (await read(id)).state === 'sent');

describe('a line that breaks', () => {
  test.each(relayMoments)('at %s loses no letter; only one that was taken before is there twice, under one Message-ID', async (moment) => {
    relay.breakOnceAt(moment);
    const id = await write();
    // Where nothing was said yet the relay's client connects anew by itself; else the letter waits for its next attempt.
    await stage.until('it is sent, or waits', async () => {
      const letter = await read(id);
      return letter.state === 'sent' || letter.waits;
    });
    await tryAgain();
    await sent(id);
    expect(times((await read(id)).messageId)).toBe(moment === 'taken' ? 2 : 1);
  });
});

test('a mail server that takes nothing for a day gets every letter once when it takes mail again; deadlines go on meanwhile', async () => {
  relay.refuseAll('451 try again later');
  const ids = [await write(), await write(), await write()];
  // The first waits of the day are lived through; how long all of them are is reckoned below.
  const failures = 4;
  for (let attempt = 1; attempt <= failures; attempt += 1) {
    for (const id of ids) await waits(id, attempt);
    if (attempt < failures) await tryAgain();
  }
  expect(await read(ids[0]!)).toMatchObject({ state: 'queued', attempts: failures, replyCode: 451 });
  // Waits that grow from half a minute to an hour: 28 attempts take a day.
  const day = Array.from({ length: 28 }, (_, at) => retryWaitMs(at + 1)).reduce((sum, ms) => sum + ms);
  expect(day).toBeGreaterThan(20 * 3_600_000);
  expect([1, 2, 3, 7, 8, 28].map(retryWaitMs)).toEqual([30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000]);
  // What happens by itself happens, with the letters still waiting: the material of a round is asked for on its day.
  const context = await as(stage.db, coordinator);
  const other = await createRound(context, { year: 2026, number: 3, signUpOpensOn: '2026-02-01', materialOn: '2026-03-01' });
  await publishRound(context, other.roundId);
  await stage.until('the material is asked for', async () =>
    (await rows(stage.db.raw(`select 1 from task where case_id = ? and what = 'material_missing'`, [other.roundId]))).length > 0); // prettier-ignore
  relay.refuseAll(undefined);
  await tryAgain();
  for (const id of ids) {
    await sent(id);
    expect(times((await read(id)).messageId)).toBe(1);
  }
});

test('whoever ends between the 250 and the mark sends the same letter once more, and then never again', async () => {
  // The mark fails once, as it does for a process that is killed there; the lease it leaves behind is over some minutes later.
  const owner = new Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  await owner.query(`create sequence marks; grant usage on sequence marks to frist_app;
    create function killed() returns trigger language plpgsql as $$ begin if nextval('marks') = 1 then raise exception 'killed'; end if; return new; end $$;
    create trigger killed before update on letter for each row when (new.state = 'sent') execute function killed()`);
  await owner.end();
  const id = await write();
  const { messageId } = await read(id);
  await stage.until('it was taken, and not marked', async () => times(messageId) === 1 && (await read(id)).attempts === 1);
  await tryAgain();
  await sent(id);
  await tryAgain();
  const later = await write();
  await sent(later);
  expect([times(messageId), (await read(id)).attempts]).toEqual([2, 2]);
});
