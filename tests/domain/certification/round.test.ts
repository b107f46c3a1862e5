import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { daysOffOf } from '../../../activities/core/days-off';
import { nothingSettled } from '../../../domain/core/agenda';
import { addDays, daysBetween, endOfDay, plusMs, type Instant } from '../../../domain/core/calendar';
import { isWorkingDay } from '../../../domain/core/working-days';
import * as rule from '../../../domain/certification/round';
import { roundStates, type Round, type RoundProgress } from '../../../domain/certification/round';
import { zone } from '../../../domain/certification/zone';
import { aRound, theRules } from '../../support/cases';
import { faultsOf, refusalBy } from '../../support/refusals';

const rules = theRules();
const off = new Set([2025, 2026, 2027, 2028].flatMap((year) => daysOffOf('DK', year).map((one) => one.day)));
const nobody: RoundProgress = { openEnrolments: 0, lastEndedAt: null };
const short = (round: Round, progress = nobody, by = rules): string[] =>
  rule.roundAgenda(round, progress, nothingSettled, by).map((one) => `${one.step} ${one.effectiveAt}`);

describe('the dates of a round', () => {
  test.each([
    ['2026-02-15', '2026-02-02', '2026-03-08'],
    ['2026-05-15', '2026-04-30', '2026-06-05'],
    ['2026-08-15', '2026-08-03', '2026-09-05'],
    ['2026-11-15', '2026-11-02', '2026-12-06'],
  ] as const)('with the deadline on %s: sign-up closes on %s, grading is to be done by %s', (deadline, signUpClosesOn, gradingTargetOn) => {
    const dates = rule.roundDatesFrom(deadline, rules, off);
    expect(dates).toMatchObject({ deadlineOn: deadline, signUpClosesOn, gradingTargetOn });
    expect(refusalBy(() => rule.checkRoundDates(dates))).toBeUndefined();
  });

  test('a deadline stays on its day, also on a Sunday; sign-up closes on a working day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), (days) => {
        const deadlineOn = addDays('2026-01-01', days);
        const dates = rule.roundDatesFrom(deadlineOn, rules, off);
        expect(dates.deadlineOn).toBe(deadlineOn);
        expect(isWorkingDay(dates.signUpClosesOn, off)).toBe(true);
        expect(daysBetween(deadlineOn, dates.gradingTargetOn)).toBe(21);
      }),
    );
  });

  test.each([
    [{ signUpOpensOn: '2026-05-01' }, 'signUpClosesOn'],
    [{ signUpClosesOn: '2026-05-16' }, 'deadlineOn'],
    [{ materialOn: '2026-05-16' }, 'deadlineOn'],
    [{ gradingTargetOn: '2026-05-14' }, 'gradingTargetOn'],
  ] as const)('out of order are refused, naming the one that comes too early: %j', (changed, field) => {
    const broken = aRound(changed);
    expect(refusalBy(() => rule.checkRoundDates(broken))).toBe('round_dates_order');
    expect(faultsOf(() => rule.checkRoundDates(broken))).toEqual({ [field]: 'round_dates_order' });
  });

  test('may all lie on one day', () => {
    const day = '2026-05-15';
    expect(
      refusalBy(() =>
        rule.checkRoundDates({ signUpOpensOn: day, signUpClosesOn: day, materialOn: day, deadlineOn: day, gradingTargetOn: day }),
      ),
    ).toBeUndefined();
  });
});

describe('publishing', () => {
  const draft = aRound({ state: 'draft', publishedAt: null });
  test('opens sign-up on its day, and at once when that day is past', () => {
    expect(rule.publish(draft, '2026-02-19T22:59:59.999Z')).toMatchObject({ state: 'draft', publishedAt: '2026-02-19T22:59:59.999Z' });
    expect(rule.publish(draft, '2026-02-19T23:00:00.000Z')).toMatchObject({ state: 'open' });
    expect(rule.publish(draft, '2026-03-10T08:00:00.000Z')).toMatchObject({ state: 'open', publishedAt: '2026-03-10T08:00:00.000Z' });
  });
  test.each(roundStates.filter((state) => state !== 'draft'))('is refused from %s', (state) =>
    expect(refusalBy(() => rule.publish(aRound({ state }), '2026-03-10T08:00:00.000Z'))).toBe('not_allowed_in_state'),
  );
  test('twice is refused, also before sign-up opens', () =>
    expect(refusalBy(() => rule.publish(rule.publish(draft, '2026-02-01T08:00:00.000Z'), '2026-02-02T08:00:00.000Z'))).toBe(
      'not_allowed_in_state',
    ));
});

describe('moving the deadline', () => {
  const last = plusMs(endOfDay('2026-05-15', zone), -1);
  const move = (round: Round, to: Round['deadlineOn'], at: Instant): Round => rule.moveDeadline(round, to, at, rules, off);

  test('takes sign-up closing and grading target along, and the reminders begin anew', () => {
    expect(move(aRound(), '2026-05-22', last)).toMatchObject({
      deadlineOn: '2026-05-22',
      signUpClosesOn: '2026-05-07',
      gradingTargetOn: '2026-06-12',
      materialOn: '2026-04-03',
      deadlineSetAt: last,
    });
  });
  test('never closes sign-up, nor ends grading, earlier than was promised', () => {
    const generous = aRound({ signUpClosesOn: '2026-05-15', gradingTargetOn: '2026-07-31' });
    expect(move(generous, '2026-05-18', last)).toMatchObject({ signUpClosesOn: '2026-05-15', gradingTargetOn: '2026-07-31' });
  });
  test.each(['2026-05-15', '2026-05-14'] as const)('to %s is refused: it must be later', (to) =>
    expect(refusalBy(() => move(aRound(), to, last))).toBe('deadline_not_later'),
  );
  test('is refused once it has passed, whether or not the round has been closed yet', () => {
    expect(refusalBy(() => move(aRound(), '2026-05-22', endOfDay('2026-05-15', zone)))).toBe('deadline_passed');
    expect(refusalBy(() => move(aRound({ state: 'closed' }), '2026-05-22', last))).toBe('deadline_passed');
  });
  test.each(['completed', 'cancelled'] as const)('of a round that is %s is refused', (state) =>
    expect(refusalBy(() => move(aRound({ state }), '2026-05-22', last))).toBe('not_allowed_in_state'),
  );
});

describe('what a round owes', () => {
  const closing = '2026-05-15T22:00:00.000Z';
  const material = '2026-04-02T22:00:00.000Z';

  test.each([
    [aRound({ state: 'draft', publishedAt: null }), []],
    [aRound({ state: 'draft' }), ['openRound 2026-02-19T23:00:00.000Z']],
    [aRound({ state: 'open' }), [`releaseMaterial ${material}`, `closeRound ${closing}`]],
    [aRound({ state: 'open', materialUploadedAt: null }), [`askForMaterial ${material}`, `closeRound ${closing}`]],
    [
      aRound({ state: 'open', materialUploadedAt: '2026-04-09T08:00:00.000Z' }),
      ['releaseMaterial 2026-04-09T08:00:00.000Z', `closeRound ${closing}`],
    ],
    [aRound(), [`closeRound ${closing}`]],
    [aRound({ state: 'closed', closedAt: closing }), [`completeRound ${closing}`]],
    [aRound({ state: 'completed', closedAt: closing }), []],
    [aRound({ state: 'cancelled' }), []],
  ] as const)('%#', (round, owed) => expect(short(round)).toEqual(owed));

  test('to close it is due six minutes after the deadline, effective at it', () => {
    const [close] = rule.roundAgenda(aRound(), nobody, nothingSettled, rules);
    expect(close).toMatchObject({ effectiveAt: closing, dueAt: '2026-05-15T22:06:00.000Z' });
  });

  test('to complete it waits for the last enrolment to end, and takes effect then', () => {
    const closed = aRound({ state: 'closed', closedAt: closing });
    expect(short(closed, { openEnrolments: 1, lastEndedAt: null })).toEqual([]);
    expect(short(closed, { openEnrolments: 0, lastEndedAt: '2026-06-01T09:00:00.000Z' })).toEqual([
      'completeRound 2026-06-01T09:00:00.000Z',
    ]);
    expect(short(closed, { openEnrolments: 0, lastEndedAt: '2026-05-01T09:00:00.000Z' })).toEqual([`completeRound ${closing}`]);
  });
});
