import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { endOfDay, plusMs, startOfDay, type PlainDate } from '../../../domain/core/calendar';
import type { ErrorCode } from '../../../domain/core/errors';
import * as rule from '../../../domain/certification/enrolment';
import { enrolmentStates, type Enrolment, type EnrolmentState } from '../../../domain/certification/enrolment';
import { zone } from '../../../domain/certification/zone';
import { anEnrolment, aRound, theRules } from '../../support/cases';
import { refusalBy } from '../../support/refusals';

const round = aRound();
const rules = theRules();
const inTime = '2026-05-10T10:00:00.000Z';
const justInTime = plusMs(endOfDay(round.deadlineOn, zone), -1);
const tooLate = endOfDay(round.deadlineOn, zone);
const by = { graderId: '00000000-0000-7000-8000-000000000009', at: '2026-05-20T09:00:00.000Z' } as const;
const closed = aRound({ state: 'closed', closedAt: tooLate });

type Outcome = EnrolmentState | ErrorCode;
const refused = (code: ErrorCode): Record<EnrolmentState, Outcome> =>
  Object.fromEntries(enrolmentStates.map((state): [EnrolmentState, Outcome] => [state, code])) as Record<EnrolmentState, Outcome>;

/** What becomes of an enrolment in each state when an event arrives: the new state, or the code of the refusal. */
const table: Readonly<Record<string, Readonly<{ act: (enrolment: Enrolment) => Enrolment; becomes: Record<EnrolmentState, Outcome> }>>> = {
  admit: {
    act: (one) => rule.admit(one, round, inTime, rules),
    becomes: { ...refused('not_allowed_in_state'), requested: 'studying' },
  },
  'admit to re-certification': {
    act: (one) => rule.admit({ ...one, kind: 'recertification' }, round, inTime, rules),
    becomes: { ...refused('not_allowed_in_state'), requested: 'task_open' },
  },
  '"self-study done"': {
    act: (one) => rule.finishSelfStudy(one, round, inTime, rules),
    becomes: { ...refused('not_allowed_in_state'), studying: 'task_open' },
  },
  'hand in in time': {
    act: (one) => rule.handIn(one, round, 'answer', inTime).enrolment,
    becomes: {
      ...refused('not_allowed_in_state'),
      studying: 'self_study_not_done',
      task_open: 'submitted',
      submitted: 'submitted',
      // Received in time and committed after closing: the instant of receipt decides.
      not_delivered: 'submitted',
      late: 'submitted',
      under_grading: 'deadline_passed',
      returned: 'under_grading',
    },
  },
  'hand in after the deadline': {
    act: (one) => rule.handIn(one, round, 'answer', tooLate).enrolment,
    becomes: {
      ...refused('not_allowed_in_state'),
      studying: 'late',
      task_open: 'late',
      submitted: 'deadline_passed',
      under_grading: 'deadline_passed',
      returned: 'under_grading',
      not_delivered: 'late',
      late: 'late',
    },
  },
  'hand in after the correction window': {
    act: (one) => rule.handIn(one, round, 'answer', endOfDay('2026-05-27', zone)).enrolment,
    becomes: {
      ...refused('not_allowed_in_state'),
      studying: 'late',
      task_open: 'late',
      submitted: 'deadline_passed',
      under_grading: 'deadline_passed',
      returned: 'correction_window_closed',
      not_delivered: 'late',
      late: 'late',
    },
  },
  withdraw: {
    act: (one) => rule.withdraw(one, round, inTime),
    becomes: { ...refused('not_allowed_in_state'), requested: 'withdrawn', studying: 'withdrawn', task_open: 'withdrawn' },
  },
  'grade as satisfactory once the round is closed': {
    act: (one) => rule.grade(one, closed, 'satisfactory', by, rules),
    // The verdict is recorded at once; passing comes together with the certificate.
    becomes: { ...refused('not_allowed_in_state'), submitted: 'round_not_closed', under_grading: 'under_grading', late: 'late_not_graded' },
  },
  'grade as not satisfactory with a correction left': {
    act: (one) => rule.grade(one, closed, 'not_satisfactory', by, rules),
    becomes: { ...refused('not_allowed_in_state'), submitted: 'round_not_closed', under_grading: 'returned', late: 'late_not_graded' },
  },
  'grade as not satisfactory without a correction left': {
    act: (one) => rule.grade({ ...one, correctionsUsed: 1 }, closed, 'not_satisfactory', by, rules),
    becomes: { ...refused('not_allowed_in_state'), submitted: 'round_not_closed', under_grading: 'failed', late: 'late_not_graded' },
  },
};

describe.each(Object.entries(table))('the event %s', (_event, { act, becomes }) => {
  test.each(Object.entries(becomes) as [EnrolmentState, Outcome][])('from %s leads to %s', (state, outcome) => {
    const before = anEnrolment(state);
    const frozen = JSON.stringify(before);
    let after: Enrolment | undefined;
    const code = refusalBy(() => {
      after = act(before);
    });
    expect(code ?? after?.state).toBe(outcome);
    expect(JSON.stringify(before)).toBe(frozen);
  });
});

test.each(['requested', 'studying', 'task_open', 'submitted'] as const)(
  'an answer cannot be graded while the round is running: %s',
  (state) => {
    const early = { ...by, at: inTime } as const;
    expect(refusalBy(() => rule.grade(anEnrolment(state), round, 'satisfactory', early, rules))).toBe('round_not_closed');
  },
);

test('that the deadline has passed is told by the dates, also while the round itself has not been closed yet', () => {
  expect(refusalBy(() => rule.grade(anEnrolment('returned'), round, 'satisfactory', by, rules))).toBe('not_allowed_in_state');
});

describe('handing in', () => {
  test('is in time at 23:59:59.999 and late at 00:00:00.000, whatever the grace of closing', () => {
    expect(rule.handIn(anEnrolment('task_open'), round, 'a', justInTime)).toMatchObject({
      late: false,
      enrolment: { state: 'submitted', answerId: 'a', answeredAt: justInTime },
    });
    expect(rule.handIn(anEnrolment('task_open'), round, 'a', tooLate)).toMatchObject({
      late: true,
      enrolment: { state: 'late', answerId: null, endedAt: tooLate },
    });
  });

  test('late again is kept beside the first and moves nothing', () => {
    const late = rule.handIn(anEnrolment('task_open'), round, 'a', tooLate).enrolment;
    const again = rule.handIn(late, round, 'b', plusMs(tooLate, 86_400_000));
    expect(again).toEqual({ late: true, enrolment: late });
  });

  test('in time, committed after closing, takes the closing back', () => {
    const ended = anEnrolment('not_delivered', { endedAt: tooLate });
    expect(rule.handIn(ended, closed, 'a', justInTime)).toMatchObject({ late: false, enrolment: { state: 'submitted', endedAt: null } });
  });

  test('in time, committed after one that was late, counts all the same', () => {
    const overtaken = rule.handIn(anEnrolment('task_open'), round, 'second', tooLate).enrolment;
    expect(rule.handIn(overtaken, closed, 'first', justInTime)).toMatchObject({
      late: false,
      enrolment: { state: 'submitted', answerId: 'first', answeredAt: justInTime, endedAt: null },
    });
    const studying = rule.handIn(anEnrolment('studying'), round, 'second', tooLate).enrolment;
    expect(refusalBy(() => rule.handIn(studying, closed, 'first', justInTime))).toBe('self_study_not_done');
    // Whoever is enrolled anew is told that, before what could not be done any more.
    expect(refusalBy(() => rule.handIn(studying, closed, 'first', justInTime, true))).toBe('already_enrolled');
    expect(rule.handIn(studying, closed, 'first', tooLate, true).late).toBe(true);
  });

  test('replaces the answer until the deadline', () => {
    const first = rule.handIn(anEnrolment('task_open'), round, 'a', inTime).enrolment;
    expect(rule.handIn(first, round, 'b', justInTime).enrolment).toMatchObject({
      state: 'submitted',
      answerId: 'b',
      answeredAt: justInTime,
    });
  });

  test.each(['task_open', 'not_delivered'] as const)('waits for the material: %s', (state) =>
    expect(refusalBy(() => rule.handIn(anEnrolment(state, { materialReleasedAt: null }), round, 'a', inTime))).toBe(
      'material_not_released',
    ),
  );

  test('goes by the latest of several deadlines', () => {
    const own = anEnrolment('task_open', { ownDeadlineOn: '2026-05-20' });
    expect(rule.handIn(own, round, 'a', tooLate).late).toBe(false);
    expect(rule.handIn(own, round, 'a', endOfDay('2026-05-20', zone)).late).toBe(true);
    const earlier = anEnrolment('task_open', { ownDeadlineOn: '2026-05-01' });
    expect(rule.handIn(earlier, round, 'a', justInTime).late).toBe(false);
  });

  test('a correction is in time through the last of its days, and not on the day after', () => {
    const returned = anEnrolment('returned');
    const last = plusMs(endOfDay('2026-05-27', zone), -1);
    expect(rule.handIn(returned, closed, 'b', last).enrolment).toMatchObject({
      state: 'under_grading',
      answerId: 'b',
      verdict: null,
      verdictAt: null,
      gradedBy: null,
      correctionUntilOn: null,
      correctionsUsed: 1,
    });
    expect(refusalBy(() => rule.handIn(returned, closed, 'b', endOfDay('2026-05-27', zone)))).toBe('correction_window_closed');
  });

  test('a correction after its window has made the enrolment fail is told so', () => {
    const failed = rule.failUncorrected(anEnrolment('returned'), endOfDay('2026-05-27', zone));
    expect(failed).toMatchObject({ state: 'failed', endedAt: endOfDay('2026-05-27', zone) });
    expect(refusalBy(() => rule.handIn(failed, closed, 'b', '2026-06-01T09:00:00.000Z'))).toBe('correction_window_closed');
  });

  test('is late exactly when it is received after the deadline, for every state that may still deliver', () => {
    const around = fc.integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 }).map((ms) => plusMs(tooLate, ms));
    fc.assert(
      fc.property(around, fc.constantFrom('task_open' as const, 'not_delivered' as const), (at, state) => {
        expect(rule.handIn(anEnrolment(state), round, 'a', at).late).toBe(at >= tooLate);
      }),
    );
  });
});

describe('admission', () => {
  test.each([
    ['draft', 'round_not_open'],
    ['open', undefined],
    ['running', undefined],
    ['closed', 'round_not_open'],
    ['completed', 'round_not_open'],
    ['cancelled', 'round_not_open'],
  ] as const)('to a round that is %s is answered %s', (state, code) =>
    expect(refusalBy(() => rule.admit(anEnrolment('requested'), aRound({ state }), inTime, rules))).toBe(code),
  );

  test('is possible after the last day of sign-up, and no more once the deadline has passed', () => {
    expect(rule.admit(anEnrolment('requested'), round, justInTime, rules)).toMatchObject({ state: 'studying', admittedAt: justInTime });
    expect(refusalBy(() => rule.admit(anEnrolment('requested'), round, tooLate, rules))).toBe('round_not_open');
  });

  test('with the payment gate before the task waits for payment where the task comes at once', () => {
    const gated = theRules({ paymentGate: 'before_task' });
    const again = anEnrolment('requested', { kind: 'recertification' });
    expect(refusalBy(() => rule.admit(again, round, inTime, gated))).toBe('payment_missing');
    expect(refusalBy(() => rule.admit({ ...again, payment: 'invoiced' }, round, inTime, gated))).toBe('payment_missing');
    expect(rule.admit({ ...again, payment: 'paid' }, round, inTime, gated).state).toBe('task_open');
    expect(rule.admit(anEnrolment('requested'), round, inTime, gated).state).toBe('studying');
  });
});

describe('self-study', () => {
  test('is done only once the material is out, only before the deadline, and with its gate only once paid', () => {
    const studying = anEnrolment('studying');
    expect(rule.finishSelfStudy(studying, round, justInTime, rules)).toMatchObject({ state: 'task_open', selfStudyDoneAt: justInTime });
    expect(refusalBy(() => rule.finishSelfStudy(studying, round, tooLate, rules))).toBe('deadline_passed');
    expect(refusalBy(() => rule.finishSelfStudy({ ...studying, materialReleasedAt: null }, round, inTime, rules))).toBe(
      'material_not_released',
    );
    const gated = theRules({ paymentGate: 'before_task' });
    expect(refusalBy(() => rule.finishSelfStudy(studying, round, inTime, gated))).toBe('payment_missing');
    expect(rule.finishSelfStudy({ ...studying, payment: 'paid' }, round, inTime, gated).state).toBe('task_open');
  });
});

describe('grading', () => {
  const graded = (verdict: rule.Verdict, changed: Partial<Enrolment> = {}, more = rules): Enrolment =>
    rule.grade(anEnrolment('under_grading', changed), closed, verdict, by, more);

  test('satisfactory is recorded at once and cannot be given twice', () => {
    const once = graded('satisfactory');
    expect(once).toMatchObject({ state: 'under_grading', verdict: 'satisfactory', verdictAt: by.at, gradedBy: by.graderId, endedAt: null });
    expect(refusalBy(() => rule.grade(once, closed, 'not_satisfactory', by, rules))).toBe('not_allowed_in_state');
  });

  test('not satisfactory gives seven days from the day of the verdict while a correction is left', () => {
    expect(graded('not_satisfactory')).toMatchObject({
      state: 'returned',
      correctionsUsed: 1,
      correctionUntilOn: '2026-05-27',
      endedAt: null,
    });
    expect(graded('not_satisfactory', { correctionsUsed: 1 })).toMatchObject({ state: 'failed', correctionUntilOn: null, endedAt: by.at });
  });

  test('with corrections switched off fails at once, and with two returns twice', () => {
    expect(graded('not_satisfactory', {}, theRules({ corrections: 0 })).state).toBe('failed');
    expect(graded('not_satisfactory', { correctionsUsed: 1 }, theRules({ corrections: 2 })).state).toBe('returned');
    expect(graded('not_satisfactory', { correctionsUsed: 2 }, theRules({ corrections: 2 })).state).toBe('failed');
  });

  test('counts the seven days from the local day, also when it is yet yesterday in Greenwich', () => {
    const lateEvening = { ...by, at: '2026-05-20T22:30:00.000Z' } as const;
    expect(rule.grade(anEnrolment('under_grading'), closed, 'not_satisfactory', lateEvening, rules).correctionUntilOn).toBe('2026-05-28');
  });
});

test('sign-up is open from its first instant through the last of its last day, and not before or after', () => {
  const last = plusMs(endOfDay(round.signUpClosesOn, zone), -1);
  expect(refusalBy(() => rule.checkSignUp(round, last))).toBeUndefined();
  expect(refusalBy(() => rule.checkSignUp(round, endOfDay(round.signUpClosesOn, zone)))).toBe('round_not_open');
  expect(refusalBy(() => rule.checkSignUp(aRound({ state: 'draft' }), last))).toBe('round_not_open');
  expect(refusalBy(() => rule.checkSignUp(aRound({ state: 'open' }), startOfDay(round.signUpOpensOn, zone)))).toBeUndefined();
  for (const state of ['closed', 'completed', 'cancelled'] as const)
    expect(refusalBy(() => rule.checkSignUp(aRound({ state }), last))).toBe('round_not_open');
});

test('however events come, an enrolment that ended by a verdict or a withdrawal stays as it ended, and a refusal changes nothing', () => {
  const events = fc.array(fc.constantFrom(...Object.keys(table)), { maxLength: 12 });
  const final: ReadonlySet<EnrolmentState> = new Set(['passed', 'failed', 'withdrawn']);
  fc.assert(
    fc.property(events, (list) => {
      const lived = [anEnrolment('requested')];
      for (const event of list) {
        const before = lived.at(-1)!;
        let after = before;
        refusalBy(() => {
          after = table[event]!.act(before);
        });
        lived.push(after);
      }
      const end = lived.findIndex((one) => final.has(one.state));
      expect(new Set(end < 0 ? [] : lived.slice(end).map((one) => one.state)).size).toBeLessThanOrEqual(1);
      for (const { answerId, answeredAt } of lived) expect(answerId === null).toBe(answeredAt === null);
    }),
  );
});

describe('what is committed after the instant at which it would have ended', () => {
  const window: PlainDate = '2026-05-27';
  const inWindow = plusMs(endOfDay(window, zone), -1);
  test('a correction received within its window counts, one received at its end does not', () => {
    const failed = anEnrolment('failed', { correctionUntilOn: window, verdict: 'not_satisfactory', endedAt: endOfDay(window, zone) });
    expect(rule.handIn(failed, round, 'answer', inWindow)).toMatchObject({
      enrolment: { state: 'under_grading', endedAt: null, verdict: null, correctionUntilOn: null },
      late: false,
    });
    expect(() => rule.handIn(failed, round, 'answer', endOfDay(window, zone))).toThrow('correction_window_closed');
  });

  test('an answer received in time is none of somebody who never finished self-study', () => {
    const studying = anEnrolment('not_delivered', { kind: 'full', selfStudyDoneAt: null, materialReleasedAt: justInTime });
    expect(() => rule.handIn(studying, round, 'answer', justInTime)).toThrow('self_study_not_done');
    const done = { ...studying, selfStudyDoneAt: justInTime };
    expect(rule.handIn(done, round, 'answer', justInTime).enrolment.state).toBe('submitted');
  });

  test('nobody withdraws from the deadline on, for the enrolment has ended by itself', () => {
    const studying = anEnrolment('studying');
    expect(rule.withdraw(studying, round, justInTime).state).toBe('withdrawn');
    expect(() => rule.withdraw(studying, round, tooLate)).toThrow('not_allowed_in_state');
  });
});
