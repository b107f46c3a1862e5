import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { certificatesOf, readCertificateFile } from '../../db/certification/certificates';
import { readRoundFile } from '../../db/certification/rounds';
import { stateOn } from '../../domain/certification/certificate';
import { capturedMails } from '../../db/core/mail-capture';
import { fileOf } from '../../db/core/files';
import { letterList } from '../../db/core/letters';
import * as enrolments from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { clock } from '../../db/core/clock';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-03-01T09:00:00.000Z' });
});
afterAll(() => stage.close());

test('one enrolment goes from sign-up to certificate to lapse, each step at its very instant, each letter written once', async () => {
  const { db } = stage;
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const grader = await somebody(db, 'bent@wsp.example', 'grader');
  const participant = await somebody(db, 'rikke@firma.example');

  const round = await createRound(await as(db, coordinator), { year: 2026, number: 2 });
  await publishRound(await as(db, coordinator), round.roundId);
  await uploadMaterial(await as(db, coordinator), round.roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  const { enrolmentId } = await signUp(await as(db, coordinator), round.roundId, {
    kind: 'full',
    source: 'form',
    person: { name: 'Rikke', email: 'rikke@firma.example' },
  });
  await enrolments.admit(await as(db, coordinator), enrolmentId);

  await stage.passTo('2026-05-10T10:00:00+02:00');
  const read = async () => (await readEnrolmentFile(db, enrolmentId, await clock(db)))!;
  expect((await read()).enrolment.materialReleasedAt).toBe('2026-04-02T22:00:00.000Z');
  await enrolments.finishSelfStudy(await as(db, participant), enrolmentId);
  await enrolments.handIn(await as(db, participant), enrolmentId, { text: 'min besvarelse', files: [] });
  await stage.passTo('2026-05-16T00:00:00+02:00');
  expect((await read()).enrolment.state).toBe('under_grading');

  await enrolments.gradeAnswer(await as(db, grader), enrolmentId, 'satisfactory', undefined);
  await stage.until('the certificate is out', async () => (await read()).enrolment.state === 'passed');
  await stage.until(
    'the round is completed',
    async () => (await readRoundFile(db, round.roundId, await clock(db)))?.round.state === 'completed',
  );
  await stage.passTo('2026-05-16T09:00:00+02:00');
  const [certificate] = await certificatesOf(db, [participant]);
  expect(certificate).toMatchObject({ issuedOn: '2026-05-16', lastActiveOn: '2026-05-16' });
  expect(certificate?.number).toMatch(/^JAR-2026-[0-9A-HJKMNP-TV-Z]{10}$/);

  await stage.passTo('2028-05-17T09:00:00+02:00');
  const file = (await readCertificateFile(db, certificate!.certificateId, await clock(db)))!;
  expect(file.over).toBe(true);
  expect(stateOn('2028-05-16', file.certificate, file.rules)).toBe('expiring');
  expect(stateOn('2028-05-17', file.certificate, file.rules)).toBe('expired');
  const letters = await letterList(db, { personId: participant }, 100);
  expect(letters.map((letter) => letter.template).sort()).toEqual(
    [
      'admitted',
      'certificate',
      'deadline_reminder',
      'expired',
      'expiry_warning',
      'expiry_warning',
      'expiry_warning',
      'material',
      'passed',
      'received',
    ].sort(),
  );
  // Handed in five days before the deadline: only the reminder of a fortnight before was owed.
  expect(letters.every((letter) => letter.state === 'sent')).toBe(true);
  expect(await capturedMails(db, 'rikke@firma.example', 100)).toHaveLength(letters.length);
});
