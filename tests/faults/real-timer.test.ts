import { expect, test } from '@jest/globals';
import { storyQueue } from '../../domain/core/stories';
import { instantOf, localDay, addYears, addDays, startOfDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { letterList } from '../../db/core/letters';
import { settledOf } from '../../db/core/cases';
import { insertCertificate } from '../../db/certification/certificates';
import { rulesAt } from '../../db/certification/rounds';
import { transaction } from '../../db/core/transaction';
import { startTemporal } from '../../tools/engine/temporal';
import { engines } from '../support/engines';
import { somebody } from '../support/people';
import { Stage } from '../support/stage';

test('a certificate lapses after two years of real timers, whose time the server skips', async () => {
  const temporal = await startTemporal({
    binary: engines().temporalBinary,
    log: () => undefined,
    dynamicConfig: { 'frontend.WorkflowTimeSkippingEnabled': 'true' },
  });
  const stage = await Stage.open({ now: null, temporalAddress: temporal.address });
  const { db } = stage;
  const personId = await somebody(db, 'rikke@firma.example');
  const now = instantOf(Date.now());
  const issuedOn = localDay(now, zone);
  const certificateId = newId();
  const certificate = { certificateId, number: 'JAR-2026-0000000000', kind: 'jar', personId, enrolmentId: null, issuedOn, lastActiveOn: issuedOn, movedOn: issuedOn, revokedOn: null, replacedOn: null, rulesVersion: 0, rulesOn: issuedOn, version: 1 } as const; // prettier-ignore
  await transaction(db, async (trx) => {
    await insertCertificate(trx, certificate, await rulesAt(trx, certificate, now), now);
    // The story is begun below, with its time skipped; the courier must not begin it first.
    await trx.raw('delete from wake');
  });

  await stage.temporal.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId: `certificate-lifetime/${certificateId}`,
    workflowType: { name: 'certificateLifetime' },
    taskQueue: { name: storyQueue(stage.installationId) },
    requestId: newId(),
    input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(certificateId)) }] },
    timeSkippingConfig: { enabled: true },
  });
  await stage.temporal.workflow.getHandle(`certificate-lifetime/${certificateId}`).result();

  const expiry = addYears(issuedOn, 2);
  const settled = await settledOf(db, certificateId);
  expect([...settled].sort()).toEqual([`expired:${expiry}`, `expiry-30d:${expiry}`, `expiry-7d:${expiry}`, `expiry-90d:${expiry}`].sort());
  const found = await db('settled').where({ case_id: certificateId, step: 'recordExpiry' }).first<{ effective_at: string }>();
  expect(found?.effective_at).toBe(startOfDay(addDays(expiry, 1), zone));
  const history = await stage.temporal.workflow.getHandle(`certificate-lifetime/${certificateId}`).fetchHistory();
  const timers = (history.events ?? []).filter((event) => event.timerFiredEventAttributes);
  expect(timers.length).toBeGreaterThanOrEqual(4);
  expect((await letterList(db, { personId }, 10)).map((letter) => letter.template).sort()).toEqual([
    'expired',
    'expiry_warning',
    'expiry_warning',
    'expiry_warning',
  ]);
  await stage.close();
  await temporal.stop();
}, 60_000);
