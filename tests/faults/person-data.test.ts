import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { invite } from '../../api/register/invitation-commands';
import { clock } from '../../db/core/clock';
import { populationRegister } from '../../activities/register/population-register';
import { createLog } from '../../db/core/log';
import { transaction } from '../../db/core/transaction';
import { allowSyntheticNumbers } from '../../tools/demo/synthetic-numbers';
import { readInvitationFile } from '../../db/register/invitations';
import { startTemporal, type TemporalEngine } from '../../tools/engine/temporal';
import { openWorkerConnection } from '../../workers/worker';
import { specialNumbers, syntheticPerson } from '../../workers/population-register-people';
import { startPopulationRegister, type PopulationRegisterServer } from '../../workers/population-register-server';
import { engines } from '../support/engines';
import { startServer, type TestServer } from '../support/http';
import { goodPassword, newestSecret } from '../support/invitations';
import { as, somebody } from '../support/people';
import { beginning, liveARound } from '../support/round-story';
import { Stage } from '../support/stage';

const protectedPerson = syntheticPerson(specialNumbers.protected)!;

/** What must be found nowhere: names, addresses, numbers, texts that people gave. */
const seeded = [
  'anna@firma.example',
  'berit@firma.example',
  'carl@firma.example',
  'dorte@firma.example',
  'karen@wsp.example',
  'Zaphodine',
  'zaphodine@firma.example',
  '010190-1234',
  '0101901234',
  'Kilder mangler',
  'Quirinella',
  'quirinella',
  '22 99 88 77',
  'Besvarelse af',
  ...Object.values(specialNumbers),
  specialNumbers.protected.slice(0, 8),
  `${protectedPerson.firstName} ${protectedPerson.lastName}`,
];

/** What opens doors: of an invitation, known once it is made. */
const secrets: string[] = [];

let folder: string;
let logFile: string;
let temporal: TemporalEngine;
let stage: Stage;
let register: PopulationRegisterServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'frist-person-data-'));
  logFile = path.join(folder, 'all.log');
  temporal = await startTemporal({ binary: engines().temporalBinary, dbFile: path.join(folder, 'temporal.db'), log: () => undefined });
  const log = createLog('test', 'trace', { write: (line) => writeFileSync(logFile, line, { flag: 'a' }) });
  // Now and then an activity fails as PostgreSQL, SMTP or a parser would: with what people typed in the text of the error.
  let count = 0;
  const disturb: ActivityInterceptorsFactory = () => ({
    inbound: {
      async execute(input, next) {
        count += 1;
        if (count % 70 === 7)
          throw Object.assign(new Error('duplicate key value violates unique constraint'), {
            code: '23505',
            detail: 'Key (email)=(anna@firma.example) already exists.',
          });
        if (count % 70 === 37) throw new Error('550 5.1.1 <berit@firma.example>: Zaphodine is unknown');
        return next(input);
      },
    },
  });
  register = await startPopulationRegister(0);
  stage = await Stage.open({ now: beginning, temporalAddress: temporal.address, log, disturb, register: populationRegister(register.url) });
  await liveARound(stage);
  const server = await startServer(stage.db, stage.database.url, { log });
  const coordinator = await server.token('karen@wsp.example');
  await somebody(stage.db, 'zaphodine@firma.example');
  const person = { name: 'Zaphodine', email: 'zaphodine@firma.example', nationalId: '010190-1234' };
  await server.call('POST', '/certification/rounds/01890a5d-ac96-774b-bcce-b302099a8057/enrolments', {
    token: coordinator,
    body: { kind: 'full', person },
  });
  await server.call('POST', '/certification/rounds', { token: coordinator, body: { ...person, year: 'Zaphodine' } });
  await server.call('GET', '/certification/rounds/Zaphodine', { token: coordinator });
  await registerParticipants(server);
  await server.call('POST', '/sign-in/links', { body: { email: 'zaphodine@firma.example' } });
  const admin = await somebody(stage.db, 'olga@oslo.kommune.example', 'municipality_admin');
  const invited = { name: 'Quirinella', email: 'quirinella@oslo.kommune.example', phone: '22 99 88 77' };
  const { invitationId } = (await invite(await as(stage.db, admin), invited)).invitation;
  await stage.until('it is sent', async () => (await readInvitationFile(stage.db, invitationId, await clock(stage.db)))!.state === 'sent');
  const token = await newestSecret(stage.db, invitationId);
  const accepting = { token, userName: 'quirinella.q', password: goodPassword };
  await fetch(`${server.url}/invitation/${token}`);
  expect((await server.call('POST', '/register/invitations/accept', { body: { ...accepting, password: 'kort' } })).status).toBe(422);
  expect((await server.call('POST', '/register/invitations/accept', { body: accepting })).status).toBe(201);
  await server.call('POST', '/sign-in/password', { body: accepting });
  await server.call('POST', '/sign-in/password/forgot', { body: { userName: 'quirinella.q' } });
  secrets.push(token, goodPassword);
  await server.close();
}, 120_000);
afterAll(async () => {
  await stage.close();
  await register.close();
  await temporal.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Participants whose names are asked for: of a register that answers, and of one that breaks. */
async function registerParticipants(server: TestServer): Promise<void> {
  const { db } = stage;
  const nina = await somebody(db, 'nina@oslo.kommune.example', 'municipality_user');
  await transaction(db, (trx) => allowSyntheticNumbers(trx, nina));
  const token = await server.token('nina@oslo.kommune.example');
  // In rehearsal it is the advance that begins a story anew whose reading was disturbed.
  const settled = async (count: number, states: readonly string[]): Promise<void> => {
    await stage.passTo(new Date(Date.parse(await clock(db)) + 1_000).toISOString());
    expect(await db('name_lookup').whereIn('state', states)).toHaveLength(count);
  };
  const post = async (nationalId: string): Promise<unknown> =>
    server.call('POST', '/register/participations', {
      token,
      body: { nationalId, startOn: '2026-03-02', municipality: '0301', financing: 'jobbsjansen_grant' },
    });
  for (const number of Object.values(specialNumbers)) await post(number);
  await post(`${specialNumbers.protected} x`);
  await settled(Object.values(specialNumbers).length, ['found', 'not_found', 'mismatch']);
  register.behave({ mode: 'drop' });
  await post('12838520020');
  await settled(1, ['delayed']);
}

/** The files of Temporal's database that hold a text. */
function inTemporal(text: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('temporal.db'))
    .filter((name) => readFileSync(path.join(folder, name)).includes(text));
}

test('no name, address, number or text of a person is anywhere in the database of Temporal', () => {
  expect([...seeded, ...secrets].filter((text) => inTemporal(text).length > 0)).toEqual([]);
});

test('nor in any log', () => {
  const log = readFileSync(logFile, 'utf8');
  expect(log.length).toBeGreaterThan(1_000);
  expect([...seeded, ...secrets].filter((text) => log.includes(text))).toEqual([]);
});

test('the same search finds what was planted in an argument, in the failure of an activity and in a log line', async () => {
  const log = createLog('test', 'info', { write: (line) => writeFileSync(logFile, line, { flag: 'a' }) });
  log.info({ seenBy: 'canary-in-a-log-line' }, 'planted');
  expect(readFileSync(logFile, 'utf8')).toContain('canary-in-a-log-line');

  // A worker without our interceptor, whose activity fails as any would.
  const connection = await openWorkerConnection({ address: temporal.address, namespace: 'default' });
  const fails = async (): Promise<never> => {
    throw ApplicationFailure.nonRetryable('canary-in-a-failure');
  };
  const worker = await Worker.create({
    connection,
    taskQueue: 'canary',
    workflowBundle: { codePath: engines().bundle },
    activities: { readEnrolment: fails },
  });
  await worker.runUntil(async () => {
    const handle = await stage.temporal.workflow.start('enrolment', {
      taskQueue: 'canary',
      workflowId: 'canary',
      args: ['canary-in-an-argument'],
    });
    await expect(handle.result()).rejects.toThrow('Workflow execution failed');
  });
  await connection.close();
  await stage.until('the argument is on the disk', async () => Promise.resolve(inTemporal('canary-in-an-argument').length > 0));
  await stage.until('the failure is on the disk', async () => Promise.resolve(inTemporal('canary-in-a-failure').length > 0));
});
