import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { registerProof, revokeCertificate } from '../../api/certification/certificate-commands';
import { clock } from '../../db/core/clock';
import { letterList } from '../../db/core/letters';
import { readCertificateFile } from '../../db/certification/certificates';
import { stateOn } from '../../domain/certification/certificate';
import { as, somebody } from '../support/people';
import { Stage } from '../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-03-01T09:00:00.000Z' });
});
afterAll(() => stage.close());

test('a proof is warned about like any certificate, and one that is revoked meanwhile is neither warned about nor said to have expired', async () => {
  const { db } = stage;
  const south = await somebody(db, 'signe@syd.example', 'region', 'syddanmark');
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const [kept, revoked] = [await somebody(db, 'ulla@firma.example'), await somebody(db, 'viggo@firma.example')];
  const proof = async (consultant: string): Promise<string> =>
    (await registerProof(await as(db, south), { consultant, courseOn: '2024-06-10' })).certificateId;
  const [one, other] = [await proof(kept), await proof(revoked)];

  // It is valid through 10 June 2026, so that 90 days are left on 12 March.
  await stage.passTo('2026-03-12T09:00:00+01:00');
  const templates = async (personId: string): Promise<string[]> =>
    (await letterList(db, { personId }, 20)).map((letter) => letter.template).sort();
  expect([await templates(kept), await templates(revoked)]).toEqual([
    ['certificate', 'expiry_warning'],
    ['certificate', 'expiry_warning'],
  ]);

  await revokeCertificate(await as(db, coordinator), other, 'Udlånt til en kollega');
  await stage.passTo('2026-06-11T09:00:00+02:00');
  expect(await templates(kept)).toEqual(['certificate', 'expired', 'expiry_warning', 'expiry_warning', 'expiry_warning']);
  expect(await templates(revoked)).toEqual(['certificate', 'expiry_warning', 'revoked']);
  const states = [];
  for (const certificateId of [one, other]) {
    const file = (await readCertificateFile(db, certificateId, await clock(db)))!;
    states.push([stateOn('2026-06-11', file.certificate, file.rules), file.over]);
  }
  expect(states).toEqual([
    ['expired', true],
    ['revoked', true],
  ]);
  expect((await letterList(db, {}, 50)).every((letter) => letter.state === 'sent')).toBe(true);
});
