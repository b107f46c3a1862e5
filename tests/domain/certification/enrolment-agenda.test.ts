import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dueAt, nothingSettled, type Agenda } from '../../../domain/core/agenda';
import { addDays, atHour, plusMs, type PlainDate } from '../../../domain/core/calendar';
import { enrolmentAgenda, enrolmentIsOver, enrolmentReminders, type EnrolmentStep } from '../../../domain/certification/enrolment-agenda';
import { enrolmentStates, type Enrolment } from '../../../domain/certification/enrolment';
import { moveDeadline } from '../../../domain/certification/round';
import { zone } from '../../../domain/certification/zone';
import { anEnrolment, aRound, nine, theRules } from '../../support/cases';

const rules = theRules();
const round = aRound();
const agendaOf = (enrolment: Enrolment, of = round, settled: ReadonlySet<string> = nothingSettled, by = rules): Agenda<EnrolmentStep> =>
  enrolmentAgenda(enrolment, of, settled, by);
const short = (agenda: Agenda<EnrolmentStep>): string[] => agenda.map((one) => `${one.step} ${one.effectiveAt}`);
const closing = '2026-05-15T22:00:00.000Z';

describe('what an enrolment owes', () => {
  test.each([
    ['requested', [`withdrawUnadmitted ${closing}`]],
    [
      'studying',
      [
        `remindOfDeadline ${nine('2026-05-01')}`,
        `remindOfDeadline ${nine('2026-05-12')}`,
        `remindOfDeadline ${nine('2026-05-14')}`,
        `closeUndelivered ${closing}`,
      ],
    ],
    [
      'task_open',
      [
        `remindOfDeadline ${nine('2026-05-01')}`,
        `remindOfDeadline ${nine('2026-05-12')}`,
        `remindOfDeadline ${nine('2026-05-14')}`,
        `closeUndelivered ${closing}`,
      ],
    ],
    ['submitted', [`startGrading ${closing}`]],
    ['under_grading', []],
    ['returned', ['failUncorrected 2026-05-27T22:00:00.000Z']],
    ['passed', []],
    ['failed', []],
    ['late', []],
    ['not_delivered', []],
    ['withdrawn', []],
  ] as const)('when it is %s', (state, owed) => expect(short(agendaOf(anEnrolment(state)))).toEqual(owed));

  test('ends with its last state: what is over owes nothing', () => {
    const over = enrolmentStates.map((state) => anEnrolment(state)).filter(enrolmentIsOver);
    expect(over.map((one) => one.state)).toEqual(['passed', 'failed', 'late', 'not_delivered', 'withdrawn']);
    for (const one of over) expect(agendaOf(one)).toEqual([]);
  });

  test('says why each entry is there and what would move it', () => {
    for (const state of enrolmentStates)
      for (const one of agendaOf(anEnrolment(state))) {
        expect(one.because).toBe(`certification.step.${one.step}.because`);
        for (const what of one.movedBy) expect(what).toMatch(/^certification\.movedBy\./);
      }
  });
});

describe('closing', () => {
  test.each(['requested', 'task_open', 'submitted', 'returned'] as const)(
    'is done six minutes after the deadline and takes effect at it: %s',
    (state) => {
      const last = agendaOf(anEnrolment(state)).at(-1)!;
      expect(last.dueAt).toBe(plusMs(last.effectiveAt, 360_000));
      const none = agendaOf(anEnrolment(state), round, nothingSettled, theRules({ closingGraceMinutes: 0 })).at(-1)!;
      expect(none.dueAt).toBe(none.effectiveAt);
    },
  );

  test('is not due a millisecond before, and is due at that instant', () => {
    const agenda = agendaOf(anEnrolment('submitted'));
    expect(dueAt(agenda, plusMs(closing, 359_999), enrolmentReminders)).toEqual([]);
    expect(dueAt(agenda, plusMs(closing, 360_000), enrolmentReminders)).toHaveLength(1);
  });

  test('follows an own deadline that is later, and not one that is earlier', () => {
    expect(agendaOf(anEnrolment('submitted', { ownDeadlineOn: '2026-05-20' }))[0]?.effectiveAt).toBe('2026-05-20T22:00:00.000Z');
    expect(agendaOf(anEnrolment('submitted', { ownDeadlineOn: '2026-05-01' }))[0]?.effectiveAt).toBe(closing);
  });
});

describe('the material', () => {
  const waiting = (changed: Partial<Enrolment> = {}): Enrolment => anEnrolment('studying', { materialReleasedAt: null, ...changed });
  const release = (enrolment: Enrolment, of = round): string | undefined =>
    agendaOf(enrolment, of).find((one) => one.step === 'releaseMaterial')?.effectiveAt;

  test('is due at the beginning of its day', () => expect(release(waiting())).toBe('2026-04-02T22:00:00.000Z'));
  test('but not before it is uploaded', () => {
    expect(release(waiting(), aRound({ materialUploadedAt: '2026-04-10T08:00:00.000Z' }))).toBe('2026-04-10T08:00:00.000Z');
    expect(release(waiting(), aRound({ materialUploadedAt: null }))).toBeUndefined();
  });
  test('and not before admission', () => {
    expect(release(waiting({ admittedAt: '2026-04-20T08:00:00.000Z' }))).toBe('2026-04-20T08:00:00.000Z');
    expect(release(anEnrolment('requested'))).toBeUndefined();
  });
  test('is released once', () => expect(release(anEnrolment('studying'))).toBeUndefined());
});

describe('reminders of the deadline', () => {
  const reminders = (enrolment: Enrolment, of = round): string[] =>
    agendaOf(enrolment, of)
      .filter((one) => one.step === 'remindOfDeadline')
      .map((one) => one.occasion);

  test.each([
    ['2026-05-01T20:00:00.000Z', ['deadline-14d:2026-05-15', 'deadline-3d:2026-05-15', 'deadline-1d:2026-05-15']],
    // Admitted the day after the first reminder's day: that one had passed.
    ['2026-05-01T22:00:00.000Z', ['deadline-3d:2026-05-15', 'deadline-1d:2026-05-15']],
    ['2026-05-13T08:00:00.000Z', ['deadline-1d:2026-05-15']],
    ['2026-05-15T08:00:00.000Z', []],
  ] as const)('to somebody admitted at %s are those whose day had not passed', (admittedAt, owed) =>
    expect(reminders(anEnrolment('studying', { admittedAt }))).toEqual(owed),
  );

  test('begin anew when the deadline moves, without those whose day had passed by then', () => {
    const moved = moveDeadline(round, '2026-05-20', '2026-05-13T08:00:00.000Z', rules, new Set());
    expect(reminders(anEnrolment('studying'), moved)).toEqual(['deadline-3d:2026-05-20', 'deadline-1d:2026-05-20']);
    const settled = new Set(['deadline-14d:2026-05-15', 'deadline-3d:2026-05-15']);
    expect(agendaOf(anEnrolment('studying'), moved, settled).filter((one) => one.step === 'remindOfDeadline')).toHaveLength(2);
  });

  test('are not owed by somebody who has handed in', () => expect(reminders(anEnrolment('submitted'))).toEqual([]));

  test('go at nine in the morning on their days, whatever the season', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 }), (days) => {
        const deadlineOn: PlainDate = addDays('2026-03-20', days);
        const agenda = agendaOf(anEnrolment('studying'), aRound({ deadlineOn }));
        for (const one of agenda.filter((entry) => entry.step === 'remindOfDeadline'))
          expect([1, 3, 14].map((left) => atHour(addDays(deadlineOn, -left), 9, zone))).toContain(one.effectiveAt);
      }),
    );
  });

  test('of several due together only the latest goes', () => {
    const due = dueAt(agendaOf(anEnrolment('studying')), '2026-05-14T12:00:00.000Z', enrolmentReminders);
    expect(due.map((one) => [one.occasion, one.passOver ?? false])).toEqual([
      ['deadline-14d:2026-05-15', true],
      ['deadline-3d:2026-05-15', true],
      ['deadline-1d:2026-05-15', false],
    ]);
  });
});

describe('the certificate', () => {
  const verdictAt = '2026-05-20T09:00:00.000Z';
  const graded = (changed: Partial<Enrolment> = {}): Enrolment =>
    anEnrolment('under_grading', { verdict: 'satisfactory', verdictAt, ...changed });

  test('is owed from the instant of the verdict', () => expect(short(agendaOf(graded()))).toEqual([`issueCertificate ${verdictAt}`]));
  test('is not owed before the verdict', () => expect(agendaOf(anEnrolment('under_grading'))).toEqual([]));
  test('with its payment gate is owed only once paid, and then by the day of the verdict', () => {
    const gated = theRules({ paymentGate: 'before_certificate' });
    for (const payment of ['not_invoiced', 'invoiced', 'credited'] as const)
      expect(agendaOf(graded({ payment }), round, nothingSettled, gated)).toEqual([]);
    expect(short(agendaOf(graded({ payment: 'paid' }), round, nothingSettled, gated))).toEqual([`issueCertificate ${verdictAt}`]);
  });
});
