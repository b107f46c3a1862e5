import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { agendaOf, dueAt, nextDueAt, nothingSettled, type Entry } from '../../../domain/core/agenda';
import { instantOf, type Instant } from '../../../domain/core/calendar';

type Step = 'remind' | 'close';
const entry = (step: Step, at: Instant, graceMs = 0): Entry<Step> => ({
  step,
  occasion: `${step}:${at}`,
  effectiveAt: at,
  dueAt: instantOf(Date.parse(at) + graceMs),
  because: 'because',
  movedBy: [],
});
const remindersOnly = new Set<Step>(['remind']);
const at = (day: number): Instant => `2026-05-${String(day).padStart(2, '0')}T07:00:00.000Z`;

test('an agenda is told earliest first by when its story acts, and what is settled is gone from it', () => {
  const agenda = agendaOf([entry('close', at(5), 60_000), entry('remind', at(5)), entry('remind', at(1))], new Set([`remind:${at(1)}`]));
  expect(agenda.map((one) => one.step)).toEqual(['remind', 'close']);
  expect(nextDueAt(agenda)).toBe(at(5));
  expect(nextDueAt([])).toBeNull();
});

test('nothing is due a millisecond before its instant, and it stays due until it is settled', () => {
  const agenda = agendaOf([entry('close', at(5), 360_000)], nothingSettled);
  expect(dueAt(agenda, instantOf(Date.parse(at(5)) + 359_999), remindersOnly)).toEqual([]);
  for (const now of [instantOf(Date.parse(at(5)) + 360_000), at(9)])
    expect(dueAt(agenda, now, remindersOnly)).toEqual([
      { step: 'close', occasion: `close:${at(5)}`, effectiveAt: at(5), dueAt: '2026-05-05T07:06:00.000Z' },
    ]);
});

test('of reminders due together all but the latest are passed over, and other steps never are', () => {
  const agenda = agendaOf(
    [entry('remind', at(1)), entry('close', at(2)), entry('remind', at(3)), entry('close', at(4)), entry('remind', at(8))],
    nothingSettled,
  );
  expect(dueAt(agenda, at(5), remindersOnly).map((due) => [due.step, due.passOver ?? false])).toEqual([
    ['remind', true],
    ['close', false],
    ['remind', false],
    ['close', false],
  ]);
});

test('however many are due, exactly the latest reminder goes', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1 });
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 28 }), (reminders, today) => {
      const due = dueAt(
        agendaOf(
          reminders.map((day) => entry('remind', at(day))),
          nothingSettled,
        ),
        at(today),
        remindersOnly,
      );
      const owed = reminders.filter((day) => day <= today);
      expect(due).toHaveLength(owed.length);
      expect(due.filter((one) => !one.passOver).map((one) => one.effectiveAt)).toEqual(owed.length > 0 ? [at(Math.max(...owed))] : []);
    }),
  );
});
