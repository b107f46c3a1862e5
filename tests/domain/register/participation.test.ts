import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { nothingSettled } from '../../../domain/core/agenda';
import { addDays, startOfDay } from '../../../domain/core/calendar';
import { activityTypes } from '../../../domain/register/codes';
import { dischargeFaults } from '../../../domain/register/discharge';
import { fieldPages, missingFields, pageOf, readiness } from '../../../domain/register/fields';
import { stateOf, type Participation, type ProgrammeEntry } from '../../../domain/register/participation';
import { lengthWarning, participationAgenda, plannedEndOn } from '../../../domain/register/participation-agenda';
import { entryConflicts, newEntry, readEntry } from '../../../domain/register/programme';
import { zone } from '../../../domain/register/zone';
import {
  aCompleteParticipation,
  anActivity,
  aParticipation,
  endingFields,
  filledFields,
  theRegisterRules,
} from '../../support/register-cases';

const rules = theRegisterRules();

describe('status', () => {
  test.each<[string, Partial<Participation>, string]>([
    ['the four mandatory fields', {}, 'registering'],
    ['the project, but no class', { projectId: filledFields.projectId }, 'registering'],
    ['all start fields', { projectId: filledFields.projectId, participantClass: 'other' }, 'in_programme'],
    ['an end date, whatever else is missing', { endOn: '2026-02-01' }, 'ended'],
    ['discharged', { ...filledFields, ...endingFields, dischargedAt: '2026-07-01T10:00:00.000Z' }, 'discharged'],
  ])('%s', (_what, changed, state) => {
    expect(stateOf(aParticipation(changed), rules)).toBe(state);
  });
});

describe('required fields', () => {
  test('at the start the four of them', () => {
    expect(missingFields(aParticipation(), [], 'start', rules)).toEqual(['projectId', 'participantClass']);
  });
  test('at the discharge everything, one complete activity included', () => {
    expect(missingFields(aParticipation(), [], 'discharge', rules)).toHaveLength(16);
    expect(missingFields(aCompleteParticipation(), [], 'discharge', rules)).toEqual(['activities']);
    expect(missingFields(aCompleteParticipation(), [anActivity()], 'discharge', rules)).toEqual([]);
  });
  test.each<[string, Partial<ProgrammeEntry>]>([
    ['without type', { type: null }],
    ['without first day', { fromOn: null }],
    ['without hours', { hoursPerWeek: null }],
    ['an absence', { kind: 'absence' }],
  ])('an activity does not count %s', (_what, changed) => {
    expect(missingFields(aCompleteParticipation(), [anActivity(changed)], 'discharge', rules)).toEqual(['activities']);
  });
  test('in the report the ending counts only for who has an end date', () => {
    const running = aParticipation(filledFields);
    expect(missingFields(running, [anActivity()], 'report', rules)).toEqual([]);
    expect(missingFields({ ...running, endOn: '2026-06-30' }, [anActivity()], 'report', rules)).toEqual([
      'mainReason',
      'subReason',
      'situationAfter',
      'incomeAfter',
    ]);
    expect(readiness(running, [anActivity()], rules)).toEqual({ filled: 13, of: 13 });
    expect(readiness(aParticipation({ endOn: '2026-06-30' }), [], rules)).toEqual({ filled: 3, of: 18 });
  });
  test('are those that the rules of the case name, beside the mandatory ones and the end date', () => {
    const few = theRegisterRules({ requiredForStart: ['education'], requiredForDischarge: ['children', 'mainReason'] });
    const one = aParticipation();
    expect(missingFields(one, [], 'start', few)).toEqual(['education']);
    expect(stateOf(one, few)).toBe('registering');
    expect(stateOf({ ...one, education: 'none' }, few)).toBe('in_programme');
    expect(missingFields(one, [], 'report', few)).toEqual(['children']);
    expect(missingFields(one, [], 'discharge', few)).toEqual(['children', 'endOn', 'mainReason']);
    expect(readiness(one, [], few)).toEqual({ filled: 2, of: 3 });
    expect(Object.keys(dischargeFaults({ ...one, children: 0, endOn: '2026-06-30' }, [], few).refused)).toEqual(['mainReason']);
    const none = theRegisterRules({ requiredForStart: [], requiredForDischarge: [] });
    expect([missingFields(one, [], 'start', none), missingFields(one, [], 'discharge', none)]).toEqual([[], ['endOn']]);
  });
  test('every field stands on one page', () => {
    const all = Object.values(fieldPages).flat();
    expect(new Set(all).size).toBe(all.length);
    expect([pageOf('startOn'), pageOf('children'), pageOf('activities'), pageOf('incomeAfter')]).toEqual([
      'person',
      'background',
      'programme',
      'ending',
    ]);
  });
});

describe('discharge', () => {
  test('names every empty field', () => {
    expect(dischargeFaults(aCompleteParticipation({ children: null, incomeAfter: null }), [anActivity()], rules)).toEqual({
      refused: { children: 'fields_missing', incomeAfter: 'fields_missing' },
      warned: [],
    });
  });
  test('where it is not strict, all but the end date is a warning', () => {
    const open = theRegisterRules({ strictDischarge: 'off' });
    expect(dischargeFaults(aCompleteParticipation({ children: null }), [anActivity()], open)).toEqual({
      refused: {},
      warned: ['children'],
    });
    expect(dischargeFaults(aCompleteParticipation({ endOn: null }), [anActivity()], open).refused).toEqual({ endOn: 'fields_missing' });
  });
});

describe('the length of the programme', () => {
  test.each([
    ['2028-01-15', null],
    ['2028-01-16', 24],
    ['2029-01-15', 24],
    ['2029-01-16', 36],
    ['2030-01-16', 48],
    ['2035-01-01', 48],
  ] as const)('begun 2026-01-15, on %s it has passed %p months', (on, months) => {
    expect(lengthWarning(aParticipation(), on, rules)).toBe(months);
  });
  test('counts to the end date, once there is one', () => {
    expect(lengthWarning(aParticipation({ endOn: '2028-01-15' }), '2031-01-01', rules)).toBeNull();
    expect(lengthWarning(aParticipation({ endOn: '2028-01-16' }), '2031-01-01', rules)).toBe(24);
  });
  test('from 31 August, 24 months are over after 31 August, and from 29 February after the 28th', () => {
    expect(lengthWarning({ startOn: '2028-02-29', endOn: null }, '2030-02-28', rules)).toBeNull();
    expect(lengthWarning({ startOn: '2028-02-29', endOn: null }, '2030-03-01', rules)).toBe(24);
  });
});

describe('the agenda', () => {
  const stepsOf = (one: Participation, entries: readonly ProgrammeEntry[] = [anActivity()]) =>
    participationAgenda(one, entries, nothingSettled, rules).map(({ step, effectiveAt }) => [step, effectiveAt]);

  test('warns from the day after 24, 36 and 48 months', () => {
    expect(stepsOf(aParticipation(filledFields))).toEqual([
      ['warnOfLength', startOfDay('2028-01-16', zone)],
      ['warnOfLength', startOfDay('2029-01-16', zone)],
      ['warnOfLength', startOfDay('2030-01-16', zone)],
    ]);
  });
  test('asks for the end when everything planned has been over for two weeks', () => {
    const [first] = stepsOf(aParticipation(filledFields), [
      anActivity({ toOn: '2026-12-01' }),
      anActivity({ kind: 'extension', toOn: '2027-01-31' }),
    ]);
    expect(first).toEqual(['askForEnd', startOfDay('2027-02-14', zone)]);
  });
  test('but not while one activity goes on without an end', () => {
    expect(plannedEndOn([anActivity({ toOn: '2026-12-01' }), anActivity()])).toBeNull();
    expect(plannedEndOn([])).toBeNull();
    expect(plannedEndOn([anActivity({ kind: 'absence', toOn: '2026-12-01' })])).toBeNull();
  });
  test('asks for the discharge four weeks after the end', () => {
    expect(stepsOf(aCompleteParticipation())).toEqual([['askForDischarge', startOfDay('2026-07-28', zone)]]);
  });
  test('asks for empty fields four weeks after she was registered, or began', () => {
    expect(stepsOf(aParticipation())[0]).toEqual(['askForFields', startOfDay('2026-02-12', zone)]);
    expect(stepsOf(aParticipation({ startOn: '2026-05-01' }))[0]).toEqual(['askForFields', startOfDay('2026-05-29', zone)]);
  });
  test('a discharge ends it', () => {
    expect(stepsOf(aCompleteParticipation({ dischargedAt: '2026-07-01T10:00:00.000Z' }))).toEqual([]);
  });
  test('what is settled is not asked for again, and a moved start warns anew', () => {
    const agenda = participationAgenda(aParticipation(filledFields), [anActivity()], new Set(['length-24m:2026-01-15']), rules);
    expect(agenda.map(({ occasion }) => occasion)).toEqual(['length-36m:2026-01-15', 'length-48m:2026-01-15']);
    const moved = participationAgenda(
      aParticipation({ ...filledFields, startOn: '2026-01-16' }),
      [anActivity()],
      new Set(['length-24m:2026-01-15']),
      rules,
    );
    expect(moved[0]!.occasion).toBe('length-24m:2026-01-16');
  });
  test('never warns of a length that the end date cuts off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_500 }), (days) => {
        const one = aCompleteParticipation({ endOn: addDays('2026-01-15', days) });
        const warned = participationAgenda(one, [anActivity()], nothingSettled, rules).filter(({ step }) => step === 'warnOfLength').length;
        const passed = lengthWarning(one, '2040-01-01', rules);
        expect(warned).toBe(passed === null ? 0 : rules.lengthWarningMonths.indexOf(passed) + 1);
      }),
    );
  });
});

describe('entries of the programme', () => {
  const activity = newEntry('e', 'activity');
  test('an entry is read field by field', () => {
    const { after, notSaved } = readEntry(
      activity,
      { type: 'norwegian', fromOn: '2026-01-20', toOn: 'x', hoursPerWeek: '12,5' },
      activityTypes,
    );
    expect(after).toMatchObject({ type: 'norwegian', fromOn: '2026-01-20', toOn: null, hoursPerWeek: 12.5 });
    expect(notSaved).toEqual({ toOn: 'value_invalid' });
  });
  test.each([
    [{ type: 'sleep' }, { type: 'unknown_option' }],
    [{ hoursPerWeek: 0 }, { hoursPerWeek: 'out_of_range' }],
    [{ hoursPerWeek: 61 }, { hoursPerWeek: 'out_of_range' }],
    [{ hoursPerWeek: 'much' }, { hoursPerWeek: 'value_invalid' }],
    [{ fromOn: '2026-02-01', toOn: '2026-01-31' }, { toOn: 'end_before_start' }],
  ])('%j is refused with %j', (sent, faults) => {
    expect(readEntry(activity, sent, activityTypes).notSaved).toEqual(faults);
  });
  test('days that cross, and fit what was there neither, both stay as they were, and both are named', () => {
    const before = anActivity({ fromOn: '2026-03-01', toOn: '2026-04-01' });
    const { after, notSaved } = readEntry(before, { fromOn: '2026-06-01', toOn: '2026-05-01' }, activityTypes);
    expect([after.fromOn, after.toOn]).toEqual(['2026-03-01', '2026-04-01']);
    expect(notSaved).toEqual({ fromOn: 'end_before_start', toOn: 'end_before_start' });
  });
  test('a first day moved behind the last is the fault of the first', () => {
    const before = anActivity({ toOn: '2026-03-01' });
    expect(readEntry(before, { fromOn: '2026-04-01' }, activityTypes)).toMatchObject({
      after: before,
      notSaved: { fromOn: 'end_before_start' },
    });
  });
  test('types are of activities alone', () => {
    expect(readEntry(newEntry('e', 'leave'), { type: 'norwegian' }, activityTypes).notSaved).toEqual({ type: 'unknown_option' });
  });
  test('conflicts with who changed it since', () => {
    const before = anActivity({ changedIn: 4 });
    const after = { ...before, hoursPerWeek: 20 };
    expect(entryConflicts(before, after, 3)).toEqual({ hoursPerWeek: { mine: 20, theirs: 12.5 } });
    expect(entryConflicts(before, after, 4)).toEqual({});
  });
});
