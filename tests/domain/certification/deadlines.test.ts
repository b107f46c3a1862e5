import { describe, expect, test } from '@jest/globals';
import { nothingSettled } from '../../../domain/core/agenda';
import { closesAt, type Round } from '../../../domain/certification/round';
import * as rounds from '../../../domain/certification/round';
import { plusMs, type Instant, type PlainDate } from '../../../domain/core/calendar';
import { afterOutage, extend, outlast, type OutageScene } from '../../../domain/certification/deadlines';
import { enrolmentAgenda } from '../../../domain/certification/enrolment-agenda';
import { enrolmentStates, finishSelfStudy, handIn, type Enrolment, type EnrolmentState } from '../../../domain/certification/enrolment';
import type { Outage } from '../../../domain/certification/outage';
import { anEnrolment, aRound, theRules } from '../../support/cases';
import { refusalBy } from '../../support/refusals';

const rules = theRules();
const round = aRound();
const deadline = closesAt(round.deadlineOn);
const onTheDay: Outage = { outageId: 'o', fromAt: '2026-05-15T08:00:00.000Z', toAt: '2026-05-15T09:00:00.000Z' };

describe('an own deadline', () => {
  const at: Instant = '2026-05-13T08:00:00.000Z';
  const given = (enrolment: Enrolment, to: PlainDate = '2026-05-20', when: Instant = at, of: Round = round): Enrolment =>
    extend(enrolment, of, to, when, []);

  test.each(enrolmentStates)('given to somebody who is %s', (state) => {
    const expected: Partial<Record<EnrolmentState, string>> = {
      requested: 'given',
      studying: 'given',
      task_open: 'given',
      submitted: 'given',
    };
    const refusal = refusalBy(() => given(anEnrolment(state, { cause: state === 'withdrawn' ? 'by_request' : null })));
    expect(refusal ?? 'given').toBe(expected[state] ?? 'not_allowed_in_state');
  });
  test('must be later than the present one, and given before that has passed, to the millisecond', () => {
    expect(refusalBy(() => given(anEnrolment('studying'), '2026-05-15'))).toBe('deadline_not_later');
    expect(refusalBy(() => given(anEnrolment('studying'), '2026-05-16'))).toBeUndefined();
    expect(refusalBy(() => given(anEnrolment('studying'), '2026-05-16', plusMs(deadline, -1)))).toBeUndefined();
    expect(refusalBy(() => given(anEnrolment('studying'), '2026-05-16', deadline))).toBe('deadline_passed');
    expect(refusalBy(() => given(anEnrolment('not_delivered'), '2026-05-16', deadline))).toBe('deadline_passed');
  });
  test('can be given again while the own one has not passed, also after the round closed', () => {
    const once = given(anEnrolment('studying'));
    const closed = aRound({ state: 'closed', closedAt: deadline });
    expect(given(once, '2026-05-25', '2026-05-20T21:59:59.999Z', closed).ownDeadlineOn).toBe('2026-05-25');
    expect(refusalBy(() => given(once, '2026-05-25', '2026-05-20T22:00:00.000Z', closed))).toBe('deadline_passed');
    expect(refusalBy(() => given(once, '2026-05-20', at, closed))).toBe('deadline_not_later');
  });
  test('begins the reminders anew, without those whose day had passed', () => {
    const agenda = enrolmentAgenda(given(anEnrolment('studying')), round, nothingSettled, rules);
    expect(agenda.map((one) => one.occasion)).toEqual(['deadline-3d:2026-05-20', 'deadline-1d:2026-05-20', 'closeUndelivered:2026-05-20']);
  });
  test('on the day of a known outage is moved like every other', () =>
    expect(
      extend(anEnrolment('studying'), aRound({ deadlineOn: '2026-05-10' }), '2026-05-15', '2026-05-01T08:00:00.000Z', [onTheDay]),
    ).toMatchObject({
      ownDeadlineOn: '2026-05-16',
      ownDeadlineBaseOn: '2026-05-15',
    }));
});

describe('a cancelled round', () => {
  const at: Instant = '2026-05-13T08:00:00.000Z';
  const cancelled = rounds.cancelRound(round, at, 'too few');

  test.each(rounds.roundStates)('from %s', (state) => {
    const refusal = refusalBy(() => rounds.cancelRound(aRound({ state }), at, 'too few'));
    expect(refusal).toBe(['draft', 'open', 'running'].includes(state) ? undefined : 'not_allowed_in_state');
  });
  test('is refused from the instant of the deadline on, whether or not the round was closed yet', () => {
    expect(refusalBy(() => rounds.cancelRound(round, plusMs(deadline, -1), 'x'))).toBeUndefined();
    expect(refusalBy(() => rounds.cancelRound(round, deadline, 'x'))).toBe('not_allowed_in_state');
    expect(refusalBy(() => rounds.cancelRound(aRound({ state: 'draft', publishedAt: null }), deadline, 'x'))).toBeUndefined();
  });
  test.each(enrolmentStates)('owes its enrolment that is %s nothing but its end', (state) => {
    const agenda = enrolmentAgenda(anEnrolment(state), cancelled, nothingSettled, rules);
    const ends = ['requested', 'studying', 'task_open', 'submitted'].includes(state);
    if (ends) expect(agenda.map((one) => [one.step, one.effectiveAt, one.dueAt])).toEqual([['withdrawCancelled', at, at]]);
    else expect(agenda).toEqual(enrolmentAgenda(anEnrolment(state), round, nothingSettled, rules));
  });
  test('takes nothing more in from that instant, also before its enrolments have ended', () => {
    const open = anEnrolment('task_open');
    expect(refusalBy(() => handIn(open, cancelled, 'a', at))).toBe('not_allowed_in_state');
    expect(refusalBy(() => handIn(open, cancelled, 'a', plusMs(at, -1)))).toBeUndefined();
    expect(refusalBy(() => finishSelfStudy(anEnrolment('studying'), cancelled, at, rules))).toBe('not_allowed_in_state');
  });
});

describe('an outage', () => {
  const scene = (changed: Partial<OutageScene> = {}): OutageScene => ({
    outage: onTheDay,
    others: [],
    before: round,
    deadlineOn: '2026-05-16',
    answers: [],
    enrolledAnew: false,
    at: '2026-05-16T08:00:00.000Z',
    ...changed,
  });
  const passed: Instant = '2026-06-01T08:00:00.000Z';
  const answers = [
    { answerId: 'first', receivedAt: '2026-05-15T22:00:00.000Z' },
    { answerId: 'second', receivedAt: '2026-05-16T21:59:59.999Z' },
    { answerId: 'late', receivedAt: '2026-05-16T22:00:00.000Z' },
  ] as const;

  test.each([
    ['requested', {}, 'requested'],
    ['studying', {}, 'studying'],
    ['task_open', {}, 'task_open'],
    ['submitted', {}, 'submitted'],
    ['under_grading', {}, 'submitted'],
    ['under_grading', { verdict: 'satisfactory' }, undefined],
    ['late', {}, 'submitted'],
    ['not_delivered', { selfStudyDoneAt: null }, 'studying'],
    ['not_delivered', {}, 'task_open'],
    ['not_delivered', { kind: 'recertification', selfStudyDoneAt: null }, 'task_open'],
    ['withdrawn', { cause: 'not_admitted' }, 'requested'],
    ['withdrawn', { cause: 'by_request' }, undefined],
    ['passed', {}, undefined],
    ['failed', {}, undefined],
  ] as const)('while the new deadline lies ahead: %s %j becomes %s', (state, changed, after) => {
    const effect = afterOutage(anEnrolment(state, changed), scene({ answers }));
    expect(effect?.after.state).toBe(after);
    if (effect) expect([effect.from, effect.to]).toEqual(['2026-05-15', '2026-05-16']);
  });
  test.each([
    ['late', 'submitted'],
    ['not_delivered', undefined],
    ['under_grading', undefined],
  ] as const)('once the new deadline has passed as well: %s becomes %s', (state, after) =>
    expect(afterOutage(anEnrolment(state), scene({ answers, at: passed }))?.after.state).toBe(after),
  );

  test('makes the newest answer count that is in time by the new deadline, and no later one', () => {
    expect(afterOutage(anEnrolment('late'), scene({ answers, at: passed }))?.after).toMatchObject({
      answerId: 'second',
      answeredAt: '2026-05-16T21:59:59.999Z',
      endedAt: null,
    });
    expect(afterOutage(anEnrolment('late'), scene({ answers: answers.slice(2), at: passed }))).toBeUndefined();
  });
  test('opens nothing again for somebody who has enrolled anew', () => {
    for (const state of ['late', 'not_delivered'] as const)
      expect(afterOutage(anEnrolment(state), scene({ answers, enrolledAnew: true }))).toBeUndefined();
    expect(afterOutage(anEnrolment('withdrawn', { cause: 'not_admitted' }), scene({ enrolledAnew: true }))).toBeUndefined();
  });
  test('leaves who has a later deadline of their own, and moves that one when it lies on its days', () => {
    const own = anEnrolment('task_open', { ownDeadlineOn: '2026-05-20', ownDeadlineSetAt: '2026-05-01T08:00:00.000Z' });
    expect(afterOutage(own, scene())).toBeUndefined();
    const later: Outage = { outageId: 'later', fromAt: '2026-05-19T08:00:00.000Z', toAt: '2026-05-20T20:00:00.000Z' };
    expect(afterOutage(own, scene({ outage: later, deadlineOn: round.deadlineOn }))).toMatchObject({
      after: { ownDeadlineOn: '2026-05-22', ownDeadlineBaseOn: '2026-05-20', ownDeadlineSetAt: '2026-05-16T08:00:00.000Z' },
      from: '2026-05-20',
      to: '2026-05-22',
    });
  });
  test('moves a correction window, and gives it back to whoever failed by it alone', () => {
    const onItsDay: Outage = { outageId: 'w', fromAt: '2026-05-27T08:00:00.000Z', toAt: '2026-05-27T09:00:00.000Z' };
    const at: Instant = '2026-05-28T08:00:00.000Z';
    const by = scene({ outage: onItsDay, deadlineOn: round.deadlineOn, at });
    expect(afterOutage(anEnrolment('returned'), by)).toMatchObject({ after: { state: 'returned', correctionUntilOn: '2026-05-28' } });
    const failed = anEnrolment('failed', { correctionUntilOn: '2026-05-27', verdict: 'not_satisfactory' });
    expect(afterOutage(failed, by)).toMatchObject({ after: { state: 'returned', endedAt: null }, reopened: true });
    expect(afterOutage(failed, { ...by, at: '2026-05-28T22:00:00.000Z' })).toBeUndefined();
    expect(outlast(anEnrolment('returned'), [onItsDay])).toMatchObject({ correctionUntilOn: '2026-05-28', correctionBaseOn: '2026-05-27' });
  });

  describe('and its round', () => {
    const move = (state: Round['state'], at: Instant, reopens = false): Round =>
      rounds.moveByOutage(
        aRound({ state, closedAt: state === 'running' ? null : deadline }),
        { on: '2026-05-16', baseOn: '2026-05-15' },
        at,
        reopens,
        rules,
        new Set(),
      );
    test('opens again when the new deadline lies ahead, to the millisecond', () => {
      for (const state of ['closed', 'completed'] as const) {
        expect(move(state, plusMs(closesAt('2026-05-16'), -1))).toMatchObject({
          state: 'running',
          closedAt: null,
          deadlineBaseOn: '2026-05-15',
        });
        expect(move(state, closesAt('2026-05-16'))).toMatchObject({ state, closedAt: closesAt('2026-05-16') });
      }
    });
    test('is closed again, not completed, while an enrolment is open again', () =>
      expect(move('completed', passed, true).state).toBe('closed'));
    test('takes grading target and sign-up along', () =>
      expect(move('running', '2026-05-15T08:00:00.000Z')).toMatchObject({ state: 'running', gradingTargetOn: '2026-06-06' }));
    test('completes anew although it was completed before', () => {
      const completed = rounds.moveByOutage(aRound({ state: 'completed', closedAt: deadline }), { on: '2026-05-16', baseOn: '2026-05-15' }, passed, true, rules, new Set()); // prettier-ignore
      const agenda = rounds.roundAgenda(completed, { openEnrolments: 0, lastEndedAt: passed }, new Set(['completeRound']), rules);
      expect(agenda.map((one) => one.step)).toEqual(['completeRound']);
    });
  });
});
