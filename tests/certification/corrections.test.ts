import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { parseStoryId, type StoryId } from '../../domain/core/stories';
import { wake } from '../../db/core/outbox';
import { transaction } from '../../db/core/transaction';
import { fileOf } from '../../db/core/files';
import { clock } from '../../db/core/clock';
import { letterList } from '../../db/core/letters';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { certificatesOf, readCertificateFile } from '../../db/certification/certificates';
import { readRoundFile } from '../../db/certification/rounds';
import { stateOn, type Certificate, type CertificateState } from '../../domain/certification/certificate';
import type { Verdict } from '../../domain/certification/enrolment';
import { localDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { confirmCorrection, correctEnrolment, type WantedCorrection } from '../../api/certification/correction-commands';
import { setRule } from '../../api/core/rule-commands';
import * as enrolments from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { recordUses } from '../../api/certification/use-commands';
import { as, somebody } from '../support/people';
import { repeatedMails } from '../support/round-story';
import { Stage, type StageOptions } from '../support/stage';

let stage: Stage;
let people: Readonly<{ coordinator: string; second: string; grader: string; region: string; anna: string }>;
beforeEach(() => begin());
afterEach(() => stage.close());

async function begin(options: StageOptions = {}): Promise<void> {
  stage = await Stage.open({ now: '2026-03-01T09:00:00.000Z', ...options });
  const { db } = stage;
  people = {
    coordinator: await somebody(db, 'karen@wsp.example', 'coordinator'),
    second: await somebody(db, 'sune@wsp.example', 'coordinator'),
    grader: await somebody(db, 'bent@wsp.example', 'grader'),
    region: await somebody(db, 'nanna@nord.example', 'region', 'nordjylland'),
    anna: await somebody(db, 'anna@firma.example'),
  };
}

const by = async (personId: string) => as(stage.db, personId);
const enrolmentOf = async (id: string) => (await readEnrolmentFile(stage.db, id, await clock(stage.db)))!.enrolment;
const roundState = async (id: string) => (await readRoundFile(stage.db, id, await clock(stage.db)))!.round.state;
async function stateOf({ certificateId }: Certificate): Promise<CertificateState> {
  const at = await clock(stage.db);
  const file = (await readCertificateFile(stage.db, certificateId, at))!;
  return stateOn(localDay(at, zone), file.certificate, file.rules);
}

/** A round with Anna in it who has handed in, up to the morning after its deadline. */
async function answered(year: number, number: number, kind: 'full' | 'recertification' = 'full') {
  const { db } = stage;
  const { roundId } = await createRound(await by(people.coordinator), { year, number });
  await publishRound(await by(people.coordinator), roundId);
  await uploadMaterial(await by(people.coordinator), roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  const { round } = (await readRoundFile(db, roundId, await clock(db)))!;
  await stage.passTo(`${round.materialOn}T12:00:00+02:00`);
  const person = { name: 'Anna', email: 'anna@firma.example' };
  const { enrolmentId } = await signUp(await by(people.coordinator), roundId, { kind, source: 'email', person });
  await enrolments.admit(await by(people.coordinator), enrolmentId);
  await stage.until('the material is out', async () => (await enrolmentOf(enrolmentId)).materialReleasedAt !== null);
  if (kind === 'full') await enrolments.finishSelfStudy(await by(people.anna), enrolmentId);
  await enrolments.handIn(await by(people.anna), enrolmentId, { text: 'Min besvarelse.', files: [] });
  await stage.passTo(new Date(Date.parse(`${round.deadlineOn}T22:00:00Z`) + 12 * 3_600_000).toISOString());
  return { roundId, enrolmentId };
}

async function grade(enrolmentId: string, verdict: Verdict): Promise<void> {
  await enrolments.gradeAnswer(await by(people.grader), enrolmentId, verdict, verdict === 'satisfactory' ? undefined : 'Kilder mangler.');
  if (verdict === 'satisfactory')
    await stage.until('the certificate is out', async () => (await enrolmentOf(enrolmentId)).state === 'passed');
}

/** One asks, another confirms. */
async function correctByTwo(enrolmentId: string, wanted: WantedCorrection): Promise<void> {
  const { asked } = await correctEnrolment(await by(people.coordinator), enrolmentId, { reason: 'Det var en fejl.', ...wanted });
  await confirmCorrection(await by(people.second), asked!.correctionId);
}
const newest = async (personId: string): Promise<Certificate> => (await certificatesOf(stage.db, [personId])).at(-1)!;

describe('a verdict taken back after the certificate is out', () => {
  test('revokes it, closes the round again, and the right verdict ends both', async () => {
    const { roundId, enrolmentId } = await answered(2026, 2);
    await grade(enrolmentId, 'satisfactory');
    await stage.until('the round is completed', async () => (await roundState(roundId)) === 'completed');
    const certificate = await newest(people.anna);

    await correctByTwo(enrolmentId, { what: 'verdict' });
    expect(await enrolmentOf(enrolmentId)).toMatchObject({ state: 'under_grading', verdict: null });
    expect(await stateOf(certificate)).toBe('revoked');
    expect(await roundState(roundId)).toBe('closed');

    await grade(enrolmentId, 'not_satisfactory');
    await stage.passTo('2026-06-20T12:00:00+02:00');
    expect(await enrolmentOf(enrolmentId)).toMatchObject({ state: 'failed' });
    expect(await roundState(roundId)).toBe('completed');
    const letters = await letterList(stage.db, { personId: people.anna }, 100);
    // The letters of the mistake were still waiting for the morning, or had gone; those of the correction went.
    expect(letters.find(({ template }) => template === 'corrected')?.state).toBe('sent');
    expect(letters.find(({ template }) => template === 'failed')?.state).toBe('sent');
  }, 120_000);

  test('and passing again on the very same day issues another one, and completes the round again', async () => {
    const { roundId, enrolmentId } = await answered(2026, 2);
    await grade(enrolmentId, 'satisfactory');
    await stage.until('the round is completed', async () => (await roundState(roundId)) === 'completed');
    await correctByTwo(enrolmentId, { what: 'verdict' });
    await grade(enrolmentId, 'satisfactory');
    await stage.until('the round is completed again', async () => (await roundState(roundId)) === 'completed');
    const states = await Promise.all((await certificatesOf(stage.db, [people.anna])).map(stateOf));
    expect(states.sort()).toEqual(['active', 'revoked']);
  }, 120_000);

  test('revokes it also after it has expired', async () => {
    const { enrolmentId } = await answered(2026, 2);
    await grade(enrolmentId, 'satisfactory');
    const certificate = await newest(people.anna);
    await stage.passTo('2028-06-01T12:00:00+02:00');
    expect(await stateOf(certificate)).toBe('expired');
    await correctByTwo(enrolmentId, { what: 'verdict' });
    expect(await stateOf(certificate)).toBe('revoked');
    expect((await readCertificateFile(stage.db, certificate.certificateId, await clock(stage.db)))!.certificate.revokedOn).toBe(
      '2028-06-01',
    );
  }, 120_000);

  test('brings back the one that it had replaced, with the dates of its uses, and that one lapses on its own day', async () => {
    const first = await answered(2026, 2);
    await grade(first.enrolmentId, 'satisfactory');
    const former = await newest(people.anna);
    const second = await answered(2026, 4, 'recertification');
    await grade(second.enrolmentId, 'satisfactory');
    expect(await stateOf(former)).toBe('replaced');

    // A use while it is replaced moves the newer one only; it counts for the former once that is back.
    await stage.passTo('2027-02-01T12:00:00+01:00');
    const use = {
      eventId: 'one',
      person: people.anna,
      region: 'nordjylland',
      caseNumber: '1',
      kind: 'draft_edit',
      at: '2027-02-01T10:00:00+01:00',
    };
    expect(await recordUses(await by(people.region), [use])).toMatchObject([{ verdict: 'counted' }]);
    await correctByTwo(second.enrolmentId, { what: 'verdict' });
    expect(await stateOf(await newest(people.anna))).toBe('revoked');
    expect(await stateOf(former)).toBe('active');
    const back = await readCertificateFile(stage.db, former.certificateId, await clock(stage.db));
    expect(back).toMatchObject({ over: false, certificate: { lastActiveOn: '2027-02-01', replacedOn: null } });

    await stage.passTo('2029-02-02T12:00:00+01:00');
    expect(await stateOf(former)).toBe('expired');
    const told = (await letterList(stage.db, { caseId: former.certificateId }, 100)).map(({ template }) => template);
    expect(told.filter((template) => template === 'expiry_warning')).toHaveLength(3);
    expect(told).toContain('expired');
  }, 120_000);

  test('tells of one that comes back when it has expired meanwhile, as if it had never been replaced; warns of nothing', async () => {
    const first = await answered(2026, 2);
    await grade(first.enrolmentId, 'satisfactory');
    const former = await newest(people.anna);
    const second = await answered(2026, 4, 'recertification');
    await grade(second.enrolmentId, 'satisfactory');
    await stage.passTo('2028-08-01T12:00:00+02:00');
    await correctByTwo(second.enrolmentId, { what: 'verdict' });
    expect(await stateOf(former)).toBe('expired');
    await stage.passTo('2028-08-02T12:00:00+02:00');
    const told = (await letterList(stage.db, { caseId: former.certificateId }, 100)).map(({ template }) => template);
    expect(told.filter((template) => template === 'expired')).toHaveLength(1);
    expect(told).not.toContain('expiry_warning');
  }, 120_000);
});

test('a certificate warns by the rules of its issue, also when they were set after the sign-up', async () => {
  const { enrolmentId } = await answered(2026, 2);
  const agency = await somebody(stage.db, 'agnes@styrelsen.example', 'agency');
  await setRule(await by(agency), 'jar.expiryWarnings', { value: [10], reason: 'Besluttet.' });
  await grade(enrolmentId, 'satisfactory');
  const { certificateId } = await newest(people.anna);
  const file = (await readCertificateFile(stage.db, certificateId, await clock(stage.db)))!;
  expect(file.agenda.map(({ step, occasion }) => `${step} ${occasion}`)).toEqual([
    'warnOfExpiry expiry-10d:2028-05-16',
    'recordExpiry expired:2028-05-16',
  ]);
}, 120_000);

test.each(['before', 'after'] as const)(
  'stories terminated %s each step that follows a correction come to the same end, and no letter is written twice',
  async (when) => {
    await stage.close();
    const followed = ['enrolment issueCertificate', 'round completeRound'];
    const terminated: string[] = [];
    let corrected = false;
    const terminate = async (story: StoryId): Promise<void> => {
      await stage.temporal.workflow.getHandle(story).terminate('test');
      await transaction(stage.db, (trx) => wake(trx, story));
    };
    const disturb: ActivityInterceptorsFactory = (context) => ({
      inbound: {
        async execute(input, next) {
          const story = context.info.workflowExecution!.workflowId as StoryId;
          const step = `${parseStoryId(story).kind} ${context.info.activityType}`;
          if (!corrected || !followed.includes(step) || terminated.includes(step)) return next(input);
          terminated.push(step);
          if (when === 'before') {
            await terminate(story);
            throw new Error('terminated before the step');
          }
          const result = await next(input);
          await terminate(story);
          return result;
        },
      },
    });
    await begin({ disturb });
    const { roundId, enrolmentId } = await answered(2026, 2);
    await grade(enrolmentId, 'satisfactory');
    await stage.until('the round is completed', async () => (await roundState(roundId)) === 'completed');
    await correctByTwo(enrolmentId, { what: 'verdict' });
    corrected = true;
    await grade(enrolmentId, 'satisfactory');
    await stage.until('the round is completed again', async () => (await roundState(roundId)) === 'completed');
    await stage.passTo('2026-05-18T12:00:00+02:00');
    expect(terminated.sort()).toEqual(followed);
    expect((await Promise.all((await certificatesOf(stage.db, [people.anna])).map(stateOf))).sort()).toEqual(['active', 'revoked']);
    expect(await repeatedMails(stage.db)).toBe(0);
  },
  120_000,
);

describe('an enrolment of the wrong person', () => {
  test('is given to the right one, who gets the certificate of the day of the verdict', async () => {
    const { enrolmentId } = await answered(2026, 2);
    await grade(enrolmentId, 'satisfactory');
    const wrong = await newest(people.anna);
    await stage.passTo('2026-08-01T12:00:00+02:00');
    const person = { name: 'Berit', email: 'berit@firma.example' };
    // Whatever instant the stories begin anew at, they go on from the facts.
    await stage.stopWorker();
    await correctByTwo(enrolmentId, { what: 'person', person });
    expect(await enrolmentOf(enrolmentId)).toMatchObject({ state: 'under_grading', verdict: 'satisfactory' });
    await stage.startWorker();
    await stage.until('the right one has passed', async () => (await enrolmentOf(enrolmentId)).state === 'passed');
    const berit = await somebody(stage.db, 'berit@firma.example');
    const right = await newest(berit);
    expect(right).toMatchObject({ enrolmentId, issuedOn: wrong.issuedOn, takenBack: false });
    expect(await stateOf(right)).toBe('active');
    expect(await stateOf(wrong)).toBe('revoked');
    await stage.passTo('2026-08-03T12:00:00+02:00');
    const letters = await letterList(stage.db, { personId: berit }, 100);
    expect(letters.map(({ template, state }) => [template, state]).sort()).toEqual([
      ['certificate', 'sent'],
      ['corrected', 'sent'],
      ['passed', 'sent'],
    ]);
    expect((await letterList(stage.db, { personId: people.anna }, 100)).map(({ template }) => template)).toContain('corrected');
  }, 120_000);
});
