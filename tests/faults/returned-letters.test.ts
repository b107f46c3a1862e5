import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { tellOwner } from '../../activities/core/failed-letter';
import { correctAddress } from '../../api/core/letter-commands';
import { admit } from '../../api/certification/enrolment-commands';
import { createRound, publishRound } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { invite, resendInvitation } from '../../api/register/invitation-commands';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { openDatabase } from '../../db/core/database';
import { newId } from '../../db/core/ids';
import { keyRing } from '../../db/core/sealing';
import { letterList, type LetterInfo } from '../../db/core/letters';
import { createLog } from '../../db/core/log';
import { person } from '../../db/core/people';
import { tasksOf, type Task } from '../../db/core/tasks';
import { timelineOf } from '../../db/core/timeline';
import { transaction } from '../../db/core/transaction';
import { readInvitationFile, type InvitationFile } from '../../db/register/invitations';
import { startDeliveryReports } from '../../workers/delivery-reports';
import { undelivered } from '../../workers/mail-return';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

let stage: Stage;
let coordinator: string;
let roundId: string;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-03-02T09:00:00.000Z' });
  coordinator = await somebody(stage.db, 'karen@wsp.example', 'coordinator');
  const context = await as(stage.db, coordinator);
  ({ roundId } = await createRound(context, { year: 2026, number: 2 }));
  await publishRound(context, roundId);
});
afterAll(() => stage.close());

/** Admits somebody, who is written to about it. @returns the id of the enrolment */
async function admitted(email: string): Promise<string> {
  const context = await as(stage.db, coordinator);
  const { enrolmentId } = await signUp(context, roundId, { kind: 'full', source: 'form', person: { name: 'Ny', email } });
  await admit(context, enrolmentId);
  return enrolmentId;
}
const letterOf = async (caseId: string): Promise<LetterInfo> => (await letterList(stage.db, { caseId }, 10)).at(-1)!;
const becomes = (caseId: string, state: LetterInfo['state']): Promise<void> =>
  stage.until(`it is ${state}`, async () => (await letterOf(caseId)).state === state);
const tasks = async (caseId: string): Promise<Task[]> =>
  (await tasksOf(stage.db, ['coordinator'], 50)).filter((task) => task.caseId === caseId);
/** Hands a mail to whoever takes reports. @returns the code of the answer */
async function report(raw: string | Buffer, port = stage.reports.port): Promise<number> {
  const relay = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    return Number((await relay.sendMail({ envelope: { from: '', to: 'no-reply@frist.example' }, raw })).response.slice(0, 3));
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0;
  }
}
const messageIdOf = async (letterId: string): Promise<string> =>
  (await rows<{ id: string }>(stage.db.raw('select message_id as id from letter where id = ?', [letterId])))[0]!.id;
/** The report of a letter, as a mail server writes it. */
const reportOf = async (letterId: string): Promise<string> =>
  undelivered({
    raw: Buffer.from(`Message-ID: ${await messageIdOf(letterId)}\r\nSubject: Brev\r\n\r\nHej`),
    sender: 'no-reply@frist.example',
    recipient: 'ny@firma.example',
  });

test('a letter that was taken and came back is bounced, tells who looks after its case, and is sent again to the corrected address', async () => {
  const caseId = await admitted('forkert@retur.example');
  await becomes(caseId, 'bounced');
  const letter = await letterOf(caseId);
  expect(letter).toMatchObject({ replyCode: 550, attempts: 1 });
  const told = (await timelineOf(stage.db, { caseId })).filter(({ what }) => what.startsWith('letter'));
  expect(told.at(-1)).toMatchObject({ what: 'letterBounced', data: { letterId: letter.letterId, template: letter.template } });
  expect(await tasks(caseId)).toMatchObject([{ what: 'letter_refused', data: { letterId: letter.letterId } }]);
  const who = (await person(stage.db, letter.personId))!;
  await correctAddress(await as(stage.db, coordinator), letter.letterId, who.version, 'rigtig@firma.example');
  await becomes(caseId, 'sent');
  expect(await tasks(caseId)).toEqual([]);
});

test('an invitation whose letter came back says so, is not reminded of, and is sent anew', async () => {
  const { db } = stage;
  const admin = await somebody(db, 'olga@oslo.kommune.example', 'municipality_admin');
  const { invitationId } = (await invite(await as(db, admin), { name: 'Kari', email: 'kari@retur.example', phone: '22 00 00 00' }))
    .invitation;
  const file = async (): Promise<InvitationFile> => (await readInvitationFile(db, invitationId, await clock(db)))!;
  await stage.until('it came back', async () => (await file()).state === 'bounced');
  const open = async (): Promise<Task[]> => tasksOf(db, ['municipality_admin'], 10, [(await file()).invitation.organisationId]);
  expect(await open()).toMatchObject([{ caseId: invitationId, what: 'letter_refused' }]);
  await stage.passTo('2026-03-06T12:00:00+01:00');
  expect(await letterList(db, { caseId: invitationId }, 10)).toHaveLength(1);
  await resendInvitation(await as(db, admin), invitationId, 'kari@oslo.kommune.example');
  await stage.until('it is sent', async () => (await file()).state === 'sent');
  expect(await open()).toEqual([]);
});

test.each([
  ['enrolment', 'coordinator'],
  ['yearly-report', 'agency'],
  ['participation', 'agency'],
  ['sign-in', 'agency'],
])('of a letter of a %s that failed the %s is told, who may see it', async (caseKind, role) => {
  const [caseId, personId] = [newId(), coordinator];
  await transaction(stage.db, async (trx) => {
    await tellOwner(trx, { letterId: newId(), caseKind, caseId, personId, template: 'x', attempts: 1 }, 'letterRefused', await clock(trx));
  });
  const [task] = (await tasksOf(stage.db, ['coordinator', 'agency', 'directorate'], 100)).filter((one) => one.caseId === caseId);
  expect(task!.role).toBe(role);
});

describe('a report', () => {
  test('that comes twice, or before the letter is marked as sent, is noted once', async () => {
    const caseId = await admitted('travl@firma.example');
    await becomes(caseId, 'sent');
    const { letterId } = await letterOf(caseId);
    // As it stands between the answer of the relay and the mark.
    await stage.db.raw(`update letter set state = 'queued', sending_until = clock_timestamp() + interval '3 minutes' where id = ?`, [
      letterId,
    ]);
    const raw = await reportOf(letterId);
    expect(await Promise.all([report(raw), report(raw), report(raw)])).toEqual([250, 250, 250]);
    expect((await letterOf(caseId)).state).toBe('bounced');
    expect((await timelineOf(stage.db, { caseId })).filter(({ what }) => what === 'letterBounced')).toHaveLength(1);
  });

  test('of a letter that waits to be sent again changes nothing', async () => {
    const caseId = await admitted('venter@firma.example');
    await becomes(caseId, 'sent');
    const { letterId } = await letterOf(caseId);
    await stage.db.raw(`update letter set state = 'queued', sending_until = null, due_at = due_at + interval '1 year' where id = ?`, [
      letterId,
    ]);
    expect(await report(await reportOf(letterId))).toBe(250);
    expect((await letterOf(caseId)).state).toBe('queued');
  });

  test.each([
    [
      'of a letter of somebody else',
      async () => undelivered({ raw: Buffer.from('Message-ID: <x@y>\r\n\r\n'), sender: 'a@b.example', recipient: 'c@d.example' }),
    ],
    ['that is none', async () => 'From: anna@firma.example\r\nSubject: Jeg holder ferie\r\n\r\nHej'],
  ])('%s is taken and forgotten', async (_what, raw) => {
    const before = await letterList(stage.db, {}, 100);
    expect(await report(await raw())).toBe(250);
    expect(await letterList(stage.db, {}, 100)).toEqual(before);
  });

  test('that cannot be stored is asked for again', async () => {
    const away = openDatabase({
      url: 'postgresql://frist:x@127.0.0.1:1/frist',
      keys: keyRing(Buffer.alloc(32, 1).toString('base64')),
      rehearsal: false,
      publicUrl: 'http://frist.test',
      pool: 2,
      name: 'away',
    });
    const reports = await startDeliveryReports({ db: away, host: '127.0.0.1', port: 0, log: createLog('test', 'silent') });
    const caseId = await admitted('igen@firma.example');
    await becomes(caseId, 'sent');
    expect(await report(await reportOf((await letterOf(caseId)).letterId), reports.port)).toBe(451);
    expect((await letterOf(caseId)).state).toBe('sent');
    await reports.close();
    await away.destroy();
  });
});
