import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { populationRegister, type PopulationRegister } from '../../activities/register/population-register';
import { invite } from '../../api/register/invitation-commands';
import { askForNameAgain } from '../../api/register/lookup-commands';
import { createParticipation, saveFields } from '../../api/register/participation-commands';
import { storyId } from '../../domain/core/stories';
import type { NameLookup } from '../../domain/register/name-lookup';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { person } from '../../db/core/people';
import { addRuleSetting } from '../../db/core/rules';
import { tasksOf, type Task } from '../../db/core/tasks';
import { timelineOf } from '../../db/core/timeline';
import { transaction } from '../../db/core/transaction';
import { readInvitationFile } from '../../db/register/invitations';
import { lookupOf } from '../../db/register/lookups';
import { readParticipationFile } from '../../db/register/participations';
import { allowSyntheticNumbers } from '../../tools/demo/synthetic-numbers';
import { specialNumbers, syntheticPerson } from '../../workers/population-register-people';
import { startPopulationRegister, type PopulationRegisterServer } from '../../workers/population-register-server';
import { norwegianNumber, womanNumber } from '../support/norwegian-numbers';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

let server: PopulationRegisterServer;
let stage: Stage;
let nina: string;
/** Breaks once, after the question was asked and before its answer is kept, as when the worker is killed. */
let killOnce = false;
let count = 0;
const nextNumber = (): string => womanNumber(((count += 1) % 28) + 1, (count % 12) + 1, 70 + (count % 25), count);
const nameOf = (number: string): string => `${syntheticPerson(number)!.firstName} ${syntheticPerson(number)!.lastName}`;

beforeAll(async () => {
  server = await startPopulationRegister(0);
  const real = populationRegister(server.url);
  const register: PopulationRegister = {
    async personOf(number) {
      const answer = await real.personOf(number);
      if (!killOnce) return answer;
      killOnce = false;
      throw new Error('killed');
    },
  };
  stage = await Stage.open({ now: '2026-03-02T09:00:00.000Z', register });
  nina = await somebody(stage.db, 'nina@oslo.kommune.example', 'municipality_user');
  await transaction(stage.db, (trx) => allowSyntheticNumbers(trx, nina));
  // Turns go by the machine's clock: two days lived through would wait a second for each of theirs.
  await setRule('register.lookupsPerMinute', 6_000);
});
afterEach(() => server.behave({ mode: 'normal' }));
afterAll(async () => {
  await stage.close();
  await server.close();
});

async function register(number: string): Promise<{ participationId: string; personId: string }> {
  const wanted = { nationalId: number, startOn: '2026-03-02', municipality: '0301', financing: 'jobbsjansen_grant' };
  const { participation } = await createParticipation(await as(stage.db, nina), wanted);
  return participation;
}
const lookup = async (participationId: string): Promise<NameLookup> => (await lookupOf(stage.db, participationId))!;
const becomes = (participationId: string, state: NameLookup['state']): Promise<void> =>
  stage.until(`it is ${state}`, async () => (await lookup(participationId)).state === state);
const setRule = async (key: string, value: unknown): Promise<void> => {
  await transaction(stage.db, async (trx) => {
    await addRuleSetting(trx, { key, value, validFrom: '2000-01-01', setBy: nina, setAt: await clock(trx), moves: false, reason: null });
  });
};
const hoursOn = async (hours: number): Promise<void> => {
  await stage.passTo(new Date(Date.parse(await clock(stage.db)) + hours * 3_600_000).toISOString());
};

test('the name comes by itself, stands on the person and in the sealed part of the timeline alone', async () => {
  const number = nextNumber();
  const { participationId, personId } = await register(number);
  await becomes(participationId, 'found');
  expect((await person(stage.db, personId))!.name).toBe(nameOf(number));
  const events = await timelineOf(stage.db, { caseId: participationId });
  expect(events.map(({ what }) => what)).toEqual(expect.arrayContaining(['nameAsked', 'nameFound']));
  expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(nameOf(number).split(' ')[1]);
  expect(events.find(({ what }) => what === 'nameFound')!.personal).toEqual({ name: nameOf(number) });
  expect(await stage.db('lookup_attempt').where({ lookup_id: (await lookup(participationId)).lookupId })).toHaveLength(1);
});

describe('an age that only the register tells', () => {
  const ofNoCentury = (year: number): string =>
    [800, 802, 804, 806, 808, 810].map((individual) => norwegianNumber({ day: 4, month: 5, year, individual })).find(Boolean)!;

  test('is a warning on the record, in its timeline, and no refusal', async () => {
    const { participationId } = await register(ofNoCentury(60));
    await becomes(participationId, 'found');
    const { participation } = (await readParticipationFile(stage.db, participationId, await clock(stage.db)))!;
    expect([participation.ageWarning, participation.version]).toEqual(['age_over_55', 1]);
    const event = (await timelineOf(stage.db, { caseId: participationId })).find(({ what }) => what === 'ageTold');
    expect(event!.personal).toEqual({ warning: 'age_over_55' });
  });

  test('within the programme says nothing', async () => {
    const { participationId } = await register(ofNoCentury(85));
    await becomes(participationId, 'found');
    const { participation } = (await readParticipationFile(stage.db, participationId, await clock(stage.db)))!;
    expect(participation.ageWarning).toBeNull();
  });
});

describe('what the register says', () => {
  test.each([
    ['man', specialNumbers.man],
    ['dead', specialNumbers.dead],
    ['ceased', specialNumbers.ceased],
  ])('%s is a mismatch, and no name is taken over', async (mismatch, number) => {
    const { participationId, personId } = await register(number);
    await becomes(participationId, 'mismatch');
    expect(await lookup(participationId)).toMatchObject({ mismatch, nextTryAt: null });
    expect((await person(stage.db, personId))!.name).toBeNull();
  });

  test('of a number that is nobody’s is not found', async () => {
    const { participationId } = await register(specialNumbers.unknown);
    await becomes(participationId, 'not_found');
  });

  test('of somebody whose address is protected is her name alone', async () => {
    const { participationId, personId } = await register(specialNumbers.protected);
    await becomes(participationId, 'found');
    expect((await person(stage.db, personId))!.name).toBe(nameOf(specialNumbers.protected));
  });

  test('by refusing the question ends the look-up with a task for who owns the register', async () => {
    server.behave({ mode: 'status', status: 403 });
    const { participationId } = await register(nextNumber());
    await becomes(participationId, 'failed');
    const { lookupId, lastStatus } = await lookup(participationId);
    expect(lastStatus).toBe(403);
    expect(await tasksOf(stage.db, ['directorate'], 10)).toMatchObject([
      { caseId: lookupId, what: 'lookup_refused', data: { status: 403 } },
    ]);
    server.behave({ mode: 'normal' });
    await askForNameAgain(await as(stage.db, nina), participationId);
    await becomes(participationId, 'found');
    expect(await tasksOf(stage.db, ['directorate'], 10)).toEqual([]);
  });
});

test('a register that is down for 48 hours is asked all the while, work goes on, and the name comes when it is back', async () => {
  server.behave({ mode: 'down' });
  const number = nextNumber();
  const { participationId, personId } = await register(number);
  await becomes(participationId, 'delayed');
  await hoursOn(48);
  const waiting = await lookup(participationId);
  expect(waiting).toMatchObject({ state: 'delayed', lastStatus: null });
  // Ten tries within the first hour, then one about every fifty minutes.
  expect(waiting.attempts).toBeGreaterThan(48);
  expect(waiting.attempts).toBeLessThan(80);
  expect(Date.parse(waiting.nextTryAt!) - Date.parse(await clock(stage.db))).toBeLessThanOrEqual(3_600_000);
  const file = (await readParticipationFile(stage.db, participationId, await clock(stage.db)))!;
  await saveFields(await as(stage.db, nina), participationId, file.participation.version, { children: 2 });

  server.behave({ mode: 'normal' });
  await hoursOn(1);
  expect((await lookup(participationId)).state).toBe('found');
  expect((await person(stage.db, personId))!.name).toBe(nameOf(number));
}, 180_000);

test('429 with Retry-After is not asked again before', async () => {
  server.behave({ mode: 'status', status: 429, retryAfterSeconds: 7_200 });
  const askedAt = await clock(stage.db);
  const { participationId } = await register(nextNumber());
  await becomes(participationId, 'delayed');
  const asked = server.asked();
  const at = Date.parse(askedAt) + 7_200_000;
  expect((await lookup(participationId)).nextTryAt).toBe(new Date(at).toISOString());
  server.behave({ mode: 'normal' });
  await stage.passTo(new Date(at - 1).toISOString());
  expect(server.asked()).toBe(asked);
  await stage.passTo(new Date(at).toISOString());
  expect(await lookup(participationId)).toMatchObject({ state: 'found', attempts: 2 });
});

test.each([
  ['500', { mode: 'status', status: 500 } as const, 500],
  ['a line that breaks', { mode: 'drop' } as const, null],
])('%s only puts it off', async (_what, behaviour, status) => {
  server.behave(behaviour);
  const { participationId } = await register(nextNumber());
  await becomes(participationId, 'delayed');
  expect((await lookup(participationId)).lastStatus).toBe(status);
  server.behave({ mode: 'normal' });
  await hoursOn(1);
  expect((await lookup(participationId)).state).toBe('found');
});

test('an answer for a number that was corrected meanwhile is thrown away', async () => {
  server.behave({ mode: 'slow', ms: 1_500 });
  const [mistyped, right] = [nextNumber(), nextNumber()];
  const asked = server.asked();
  const { participationId } = await register(mistyped);
  await stage.until('it is asked', async () => Promise.resolve(server.asked() === asked + 1));
  const first = await lookup(participationId);
  server.behave({ mode: 'normal' });
  const { file } = await saveFields(await as(stage.db, nina), participationId, 1, { nationalId: right });
  await becomes(participationId, 'found');
  // The slow answer to the first question has come by now, and is counted.
  await stage.until('both are counted', async () => (await stage.db('lookup_attempt').where({ lookup_id: first.lookupId })).length === 1);
  expect((await person(stage.db, file.participation.personId))!.name).toBe(nameOf(right));
  const states = await rows<{ state: string }>(
    stage.db.raw('select state from name_lookup where participation_id = ? order by asked_at, id', [participationId]),
  );
  expect(states.map(({ state }) => state)).toEqual(['cancelled', 'found']);
});

test('a worker that dies between question and answer asks once more', async () => {
  killOnce = true;
  const asked = server.asked();
  const number = nextNumber();
  const { participationId, personId } = await register(number);
  await becomes(participationId, 'found');
  expect(server.asked()).toBe(asked + 2);
  expect(await lookup(participationId)).toMatchObject({ attempts: 1 });
  expect((await person(stage.db, personId))!.name).toBe(nameOf(number));
}, 180_000);

test('after all its days without an answer the municipality gets a task, and asking again settles it', async () => {
  // Two days instead of 14: the same, lived through sooner.
  await setRule('register.lookupDays', 2);
  server.behave({ mode: 'down' });
  const { participationId } = await register(nextNumber());
  await becomes(participationId, 'delayed');
  await hoursOn(47);
  expect((await lookup(participationId)).state).toBe('delayed');
  await hoursOn(1);
  const failed = await lookup(participationId);
  expect(failed).toMatchObject({ state: 'failed', nextTryAt: null });
  expect(Date.parse(failed.answeredAt!) - Date.parse(failed.askedAt)).toBe(2 * 86_400_000);
  const tasks = async (): Promise<Task[]> =>
    (await tasksOf(stage.db, ['municipality_admin'], 10, [failed.organisationId])).filter(({ what }) => what === 'lookup_failed');
  expect(await tasks()).toMatchObject([{ data: { participationId } }]);
  server.behave({ mode: 'normal' });
  await askForNameAgain(await as(stage.db, nina), participationId);
  await becomes(participationId, 'found');
  expect(await tasks()).toEqual([]);
}, 180_000);

test('however many ask, no more questions a minute are asked than the register bears', async () => {
  await setRule('register.lookupsPerMinute', 60);
  const began = Date.now();
  const cases = await Promise.all(Array.from({ length: 4 }, async () => register(nextNumber())));
  for (const { participationId } of cases) await becomes(participationId, 'found');
  // One at once, and one a second.
  expect(Date.now() - began).toBeGreaterThan(2_900);
  // Who waited for a turn takes it as it comes: no rest, as after a step in vain, lets it pass.
  for (const { participationId } of cases) {
    const { events } = await stage.temporal.workflow
      .getHandle(storyId('name-lookup', (await lookup(participationId)).lookupId))
      .fetchHistory();
    const waited = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) => (timer ? [timer.startToFireTimeout!] : []));
    expect(waited.filter(({ seconds, nanos }) => Number(seconds) >= 2 && !nanos)).toEqual([]);
  }
});

test('a register that hangs holds up no letter', async () => {
  await setRule('register.lookupsPerMinute', 6_000);
  server.behave({ mode: 'slow', ms: 6_000 });
  const asked = server.asked();
  const cases = await Promise.all(Array.from({ length: 30 }, async () => register(nextNumber())));
  await stage.until('questions are under way', async () => Promise.resolve(server.asked() > asked + 3));
  const admin = await somebody(stage.db, 'marit@oslo.kommune.example', 'municipality_admin');
  const { invitation } = await invite(await as(stage.db, admin), {
    name: 'Kari',
    email: 'kari@oslo.kommune.example',
    phone: '22 00 00 00',
  });
  const sent = async (): Promise<boolean> =>
    (await readInvitationFile(stage.db, invitation.invitationId, await clock(stage.db)))!.state === 'sent';
  await stage.until('the letter is sent', sent, 4_000);
  server.behave({ mode: 'normal' });
  for (const { participationId } of cases) await becomes(participationId, 'found');
}, 120_000);
