import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../api/certification/evidence';
import { addDays, endOfDay as ourEndOfDay, type PlainDate } from '../../domain/core/calendar';
import { checkEvidence, endOfDay } from '../../tools/evidence/check';
import { openApi, type OpenApi } from '../support/open-api';
import { castOf, type Cast, type Participant } from '../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
let punctual: Participant;
let late: Participant;
let returned: Participant;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  punctual = await cast.participant('submitted');
  returned = await cast.participant('submitted');
  late = await cast.participant('task_open');
  await api.passTo('2026-05-16T00:00:00+02:00');
  await api.server.call('PUT', `/certification/enrolments/${late.enrolmentId}/answer`, { token: late.token, body: { text: 'for sent' } });
});
afterAll(() => api.close());

async function evidenceOf({ enrolmentId, token }: Participant): Promise<Evidence> {
  const { status, body } = await api.server.call<Evidence>('GET', `/certification/enrolments/${enrolmentId}/evidence`, { token });
  expect(status).toBe(200);
  return body;
}

test('the evidence of a case agrees with what is worked out without the product: in time, and late at the very instant', async () => {
  const inTime = checkEvidence(await evidenceOf(punctual));
  expect(inTime).toMatchObject({ findings: [{ inTime: true }], disagreements: [] });
  expect(checkEvidence(await evidenceOf(late))).toMatchObject({ findings: [{ inTime: false, byMs: 0 }], disagreements: [] });
});

test('a correction is judged by its own window', async () => {
  const path = `/certification/enrolments/${punctual.enrolmentId}`;
  await api.server.call('POST', `${path}/grade`, {
    token: await cast.token('grader2'),
    body: { verdict: 'not_satisfactory', shortcomings: 'Kilder mangler.' },
  });
  await api.passTo('2026-05-20T12:00:00+02:00');
  expect((await api.server.call('PUT', `${path}/answer`, { token: punctual.token, body: { text: 'rettet' } })).status).toBe(200);
  const evidence = await evidenceOf(punctual);
  expect(evidence.receipts[1]).toMatchObject({ inTime: true, counts: true, ruledBy: { kind: 'correction', lastDay: '2026-05-23' } });
  expect(checkEvidence(evidence).disagreements).toEqual([]);
});

test('it names nobody and holds no text', async () => {
  const text = JSON.stringify(await evidenceOf(punctual));
  for (const personal of [punctual.email, 'Kilder mangler', 'rettet', 'Besvarelse af']) expect(text).not.toContain(personal);
});

describe('a file that was tampered with is found out', () => {
  const spoilt: Readonly<Record<string, (file: Evidence) => void>> = {
    'an earlier receipt': (file) => (file.receipts[0]!.receivedAt = '2026-05-15T21:59:59.999Z'),
    'another verdict': (file) => (file.receipts[0]!.inTime = true),
    'a later deadline': (file) => (file.deadline.lastDay = '2026-05-16'),
    'a later end of the day': (file) => (file.deadline.endsAt = '2026-05-15T23:00:00.000Z'),
    'a later day for one receipt': (file) =>
      Object.assign(file.receipts[0]!.ruledBy, { lastDay: '2026-05-16', endsAt: '2026-05-16T22:00:00.000Z' }),
    'another zone': (file) => (file.zone = 'UTC'),
    'another print': (file) => (file.receipts[0]!.sha256 = '0'.repeat(64)),
    'a late answer that counts': (file) => (file.receipts[0]!.counts = true),
    'another state': (file) => (file.enrolment.state = 'submitted'),
    'no trace in the timeline': (file) => (file.events = []),
  };
  test.each(Object.entries(spoilt))('%s', async (_name, spoil) => {
    const file = await evidenceOf(late);
    spoil(file);
    expect(checkEvidence(file).disagreements).not.toEqual([]);
  });

  test('and what is no evidence is said to be none', () => {
    for (const none of [null, 'text', {}, { format: 'frist-evidence/1' }]) expect(() => checkEvidence(none)).toThrow(/format|lacks/);
  });
});

test.each(['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2028-02-29', '2026-12-31', '2026-05-15'] as const)(
  'the end of %s is the same instant as ours in both zones, also where summer time begins or ends',
  (day) => {
    for (const zone of ['Europe/Copenhagen', 'Europe/Oslo'] as const)
      expect(new Date(endOfDay(day, zone)).toISOString()).toBe(ourEndOfDay(day, zone));
  },
);

test('the checker imports nothing of the product', async () => {
  const { readFileSync } = await import('node:fs');
  for (const file of ['tools/evidence/check.ts', 'tools/evidence-check.ts'])
    expect(readFileSync(file, 'utf8')).not.toMatch(/from '\.\.?\/.*(?:domain|db|api|letters)\//);
});

describe('after an outage the file tells how deadlines moved, and is agreed with', () => {
  const declare = async (day: string): Promise<number> =>
    (
      await api.server.call('POST', '/certification/outages', {
        token: await cast.token('agency'),
        body: { fromAt: `${day}T08:00:00+02:00`, toAt: `${day}T12:00:00+02:00`, reason: 'Strømmen gik.' },
      })
    ).status;

  test('a late answer is in time by the day that the deadline moved to', async () => {
    expect(await declare('2026-05-15')).toBe(201);
    const evidence = await evidenceOf(late);
    expect([evidence.deadline.lastDay, evidence.receipts[0]!.inTime, evidence.outages.length]).toEqual(['2026-05-16', true, 1]);
    expect(checkEvidence(evidence)).toMatchObject({ findings: [{ inTime: true }], disagreements: [] });
    evidence.roundEvents = evidence.roundEvents.filter(({ what }) => what !== 'deadlineMovedByOutage');
    evidence.round.deadlineOn = '2026-05-15';
    expect(checkEvidence(evidence).disagreements).not.toEqual([]);
  });

  test('a correction is judged by the window as the outage left it', async () => {
    const path = `/certification/enrolments/${returned.enrolmentId}`;
    const verdict = { verdict: 'not_satisfactory', shortcomings: 'Kilder mangler.' };
    expect((await api.server.call('POST', `${path}/grade`, { token: await cast.token('grader2'), body: verdict })).status).toBe(200);
    const { body } = await api.server.call<{ correctionUntilOn: string }>('GET', path, { token: returned.token });
    expect(await declare(body.correctionUntilOn)).toBe(201);
    await api.passTo(`${addDays(body.correctionUntilOn as PlainDate, 1)}T12:00:00+02:00`);
    expect((await api.server.call('PUT', `${path}/answer`, { token: returned.token, body: { text: 'rettet' } })).status).toBe(200);
    const evidence = await evidenceOf(returned);
    expect(evidence.receipts[1]!.ruledBy).toMatchObject({ kind: 'correction', lastDay: addDays(body.correctionUntilOn as PlainDate, 1) });
    expect(checkEvidence(evidence).disagreements).toEqual([]);
  });
});
