import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plusMs, type Instant } from '../../../domain/core/calendar';
import {
  answered,
  cancelLookup,
  giveUp,
  lookupAgenda,
  lookupStates,
  settledLookups,
  showDelay,
  waitMs,
  type NameLookup,
  type RegisterAnswer,
} from '../../../domain/register/name-lookup';

const rules = { lookupDelayedMinutes: 2, lookupLongestWaitMinutes: 60, lookupDays: 14 };
const askedAt: Instant = '2026-03-02T09:00:00.000Z';
const at: Instant = '2026-03-02T09:00:01.000Z';
const aLookup = (changed: Partial<NameLookup> = {}): NameLookup => ({
  lookupId: '00000000-0000-7000-8000-000000000001',
  participationId: '00000000-0000-7000-8000-000000000002',
  personId: '00000000-0000-7000-8000-000000000003',
  organisationId: '00000000-0000-7000-8000-000000000004',
  nationalIdId: '00000000-0000-7000-8000-000000000005',
  state: 'pending',
  mismatch: null,
  askedAt,
  attempts: 0,
  lastStatus: null,
  lastAskedAt: null,
  nextTryAt: askedAt,
  answeredAt: null,
  rulesVersion: 0,
  rulesOn: '2026-03-02',
  version: 1,
  ...changed,
});
const steps = (lookup: NameLookup): string[] => lookupAgenda(lookup, new Set(), rules).map(({ step, dueAt }) => `${step} ${dueAt}`);
const person = (changed: Partial<Extract<RegisterAnswer, { kind: 'person' }>> = {}): RegisterAnswer => ({
  kind: 'person',
  status: 200,
  name: 'Kari Nordmann',
  sex: 'woman',
  bornOn: null,
  standing: 'living',
  ...changed,
});

test('a look-up asks at once, says after two minutes that it takes longer, and gives up after 14 days', () => {
  expect(steps(aLookup())).toEqual(['askRegister 2026-03-02T09:00:00.000Z', 'showDelay 2026-03-02T09:02:00.000Z']);
  expect(steps(showDelay(aLookup()))).toEqual(['askRegister 2026-03-02T09:00:00.000Z']);
  expect(steps(aLookup({ state: 'delayed', nextTryAt: '2026-03-16T09:00:00.000Z' }))).toEqual(['giveUp 2026-03-16T09:00:00.000Z']);
});

test('every try within its days comes before it gives up', () => {
  expect(steps(aLookup({ state: 'delayed', nextTryAt: '2026-03-16T08:59:59.999Z' }))).toEqual(['askRegister 2026-03-16T08:59:59.999Z']);
  // A Retry-After beyond them does not put off giving up.
  expect(steps(aLookup({ state: 'delayed', nextTryAt: '2026-04-16T09:00:00.000Z' }))).toEqual(['giveUp 2026-03-16T09:00:00.000Z']);
});

test.each(lookupStates.filter((state) => settledLookups.has(state)))('one that is %s does nothing more', (state) => {
  expect(steps(aLookup({ state }))).toEqual([]);
});

describe('an answer', () => {
  test.each<[string, RegisterAnswer, Partial<NameLookup>]>([
    ['with her name', person(), { state: 'found', mismatch: null, lastStatus: 200 }],
    ['without a sex', person({ sex: null }), { state: 'found', mismatch: null }],
    ['about a man', person({ sex: 'man' }), { state: 'mismatch', mismatch: 'man' }],
    ['about somebody who died', person({ standing: 'dead' }), { state: 'mismatch', mismatch: 'dead' }],
    ['about a number that ceased', person({ sex: 'man', standing: 'ceased' }), { state: 'mismatch', mismatch: 'ceased' }],
    ['about nobody', { kind: 'unknown', status: 404 }, { state: 'not_found', lastStatus: 404 }],
    ['that refuses', { kind: 'refused', status: 403 }, { state: 'failed', lastStatus: 403 }],
  ])('%s settles the look-up', (_what, answer, expected) => {
    expect(answered(aLookup(), answer, at, rules)).toMatchObject({
      ...expected,
      attempts: 1,
      lastAskedAt: at,
      answeredAt: at,
      nextTryAt: null,
    });
  });

  test.each([429, 500, 503, null])('of status %s puts it off, and the asking goes on', (status) => {
    const after = answered(aLookup(), { kind: 'later', status, retryAfterMs: null }, at, rules);
    expect(after).toMatchObject({ state: 'delayed', attempts: 1, lastStatus: status, answeredAt: null });
    expect(steps(after)[0]).toBe(`askRegister ${after.nextTryAt}`);
  });

  test('with Retry-After is never asked for sooner, also where that is more than an hour', () => {
    const after = answered(aLookup(), { kind: 'later', status: 429, retryAfterMs: 7_200_000 }, at, rules);
    expect(after.nextTryAt).toBe(plusMs(at, 7_200_000));
  });

  test('with a Retry-After shorter than our own wait does not shorten it', () => {
    const after = answered(aLookup({ attempts: 20 }), { kind: 'later', status: 429, retryAfterMs: 1_000 }, at, rules);
    expect(after.nextTryAt! > plusMs(at, 2_800_000)).toBe(true);
  });
});

test('what is settled is not cancelled, what is open is', () => {
  expect(cancelLookup(aLookup(), at)).toMatchObject({ state: 'cancelled', nextTryAt: null, answeredAt: at });
  expect(cancelLookup(aLookup({ state: 'found' }), at)).toMatchObject({ state: 'found' });
  expect(giveUp(aLookup({ state: 'delayed' }), at)).toMatchObject({ state: 'failed', nextTryAt: null });
});

describe('the waits', () => {
  test('double from five seconds, less up to a fifth, and stay at an hour', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 400 }), (lookupId, attempts) => {
        const full = Math.min(3_600_000, 5_000 * 2 ** (attempts - 1));
        const wait = waitMs(lookupId, attempts, 60);
        expect(wait).toBeGreaterThan(full * 0.8 - 1);
        expect(wait).toBeLessThanOrEqual(full);
        expect(waitMs(lookupId, attempts, 60)).toBe(wait);
      }),
    );
  });

  test('spread look-ups that began together', () => {
    const waits = new Set(Array.from({ length: 100 }, (_, at_) => waitMs(`lookup ${at_}`, 12, 60)));
    expect(waits.size).toBeGreaterThan(90);
  });

  test('never leave more than an hour and a little between two tries in 14 days, whatever the register does', () => {
    const later: RegisterAnswer = { kind: 'later', status: 503, retryAfterMs: null };
    let lookup = aLookup();
    let tries = 0;
    while (lookup.nextTryAt! < '2026-03-16T09:00:00.000Z') {
      const before = lookup.nextTryAt!;
      lookup = answered(lookup, later, before, rules);
      expect(Date.parse(lookup.nextTryAt!) - Date.parse(before)).toBeLessThanOrEqual(3_600_000);
      tries += 1;
    }
    expect(tries).toBeGreaterThan(14 * 24);
  });
});
