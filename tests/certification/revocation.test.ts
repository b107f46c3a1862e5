import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { registerProof, revokeCertificate } from '../../api/certification/certificate-commands';
import { recordUses } from '../../api/certification/use-commands';
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

test('nobody is told of an expiry whose day of telling had passed when the expiry moved there', async () => {
  const { db } = stage;
  const south = await somebody(db, 'signe@syd.example', 'region', 'syddanmark');
  const [never, late] = [await somebody(db, 'yrsa@firma.example'), await somebody(db, 'zenia@firma.example')];
  const proof = async (consultant: string, courseOn: `${number}-${number}-${number}`): Promise<string> =>
    (await registerProof(await as(db, south), { consultant, courseOn })).certificateId;
  const told = async (caseId: string): Promise<string[]> => (await letterList(db, { caseId }, 20)).map((letter) => letter.template).sort();
  const isOver = async (certificateId: string): Promise<boolean> => (await readCertificateFile(db, certificateId, await clock(db)))!.over;

  // Registered when it had expired long ago.
  const expired = await proof(never, '2023-05-01');
  const used = await proof(late, '2024-07-01');
  await stage.passTo('2026-07-02T09:00:00+02:00');
  expect([await told(expired), await isOver(expired)]).toEqual([['certificate'], true]);
  expect((await told(used)).filter((template) => template === 'expired')).toHaveLength(1);

  // A use from the last day takes it to a day that has passed as well.
  await stage.passTo('2028-09-01T12:00:00+02:00');
  const use = { eventId: 'late', person: late, region: 'syddanmark', caseNumber: '1', kind: 'draft_edit', at: '2026-07-01T10:00:00+02:00' };
  expect(await recordUses(await as(db, south), [use])).toMatchObject([{ verdict: 'counted' }]);
  await stage.passTo('2028-09-02T12:00:00+02:00');
  expect((await told(used)).filter((template) => template === 'expired')).toHaveLength(1);
  expect(await isOver(used)).toBe(true);
}, 60_000);
