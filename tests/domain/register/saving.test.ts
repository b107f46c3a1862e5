import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  educations,
  endingReasons,
  financings,
  incomeSources,
  literacies,
  mainReasons,
  norwegianLevels,
  participantClasses,
  situationsAfter,
  workExperiences,
  type MainReason,
} from '../../../domain/register/codes';
import type { Refusal } from '../../../domain/core/errors';
import type { Participation, ParticipationField } from '../../../domain/register/participation';
import { ageOn, ageWarningOf, isTooYoung } from '../../../domain/register/age';
import { save, savedFields, takesIn, type Around } from '../../../domain/register/saving';
import {
  aCompleteParticipation,
  anActivity,
  aParticipation,
  aProject,
  around,
  filledFields,
  theRegisterRules,
} from '../../support/register-cases';
import { refusalBy } from '../../support/refusals';

const saved = (before: Participation, sent: Record<string, unknown>, more: Partial<Around> = {}) =>
  save(before, before.version, sent, around(more));
const faultOf = (field: ParticipationField, value: unknown, before = aParticipation(), more: Partial<Around> = {}) =>
  saved(before, { [field]: value }, more).notSaved[field];

describe('each field is read by itself', () => {
  test.each<[ParticipationField, unknown, unknown]>([
    ['startOn', '2026-02-01', '2026-02-01'],
    ['startOn', ' 2026-02-01 ', '2026-02-01'],
    ['startOn', '2027-03-02', '2027-03-02'],
    ['yearsInNorway', 0, 0],
    ['yearsInNorway', '12', 12],
    ['yearsInNorway', 100, 100],
    ['children', 30, 30],
    ['countryBackground', 'so', 'SO'],
    ['education', 'primary', 'primary'],
    ['projectId', aProject.projectId, aProject.projectId],
    ['participantClass', '', null],
    ['children', null, null],
    ['endOn', '2026-01-15', '2026-01-15'],
  ])('%s: %p is stored as %p', (field, sent, stored) => {
    const { after, notSaved } = saved(aParticipation({ participantClass: 'other', children: 2 }), { [field]: sent });
    expect([after[field], notSaved]).toEqual([stored, {}]);
  });

  test.each<[ParticipationField, unknown, string]>([
    ['startOn', '2027-03-03', 'start_too_far_ahead'],
    ['startOn', '2026-02-30', 'value_invalid'],
    ['startOn', 'i morgen', 'value_invalid'],
    ['startOn', '', 'fields_missing'],
    ['startOn', null, 'fields_missing'],
    ['financing', '', 'fields_missing'],
    ['financing', 'lottery', 'unknown_option'],
    ['financing', 7, 'unknown_option'],
    ['projectId', '00000000-0000-7000-8000-0000000000ff', 'unknown_option'],
    ['participantClass', 'nobody', 'unknown_option'],
    ['countryBackground', 'Somalia', 'unknown_option'],
    ['yearsInNorway', -1, 'out_of_range'],
    ['yearsInNorway', 101, 'out_of_range'],
    ['yearsInNorway', 1.5, 'value_invalid'],
    ['yearsInNorway', 'six', 'value_invalid'],
    ['children', 31, 'out_of_range'],
    ['endOn', '2026-01-14', 'end_before_start'],
    ['endOn', 'soon', 'value_invalid'],
    ['mainReason', 'lost', 'unknown_option'],
  ])('%s: %p is refused with %s', (field, sent, code) => {
    expect(faultOf(field, sent)).toBe(code);
  });

  test('an invalid field is named and keeps its last good value, the others are stored', () => {
    const { after, notSaved } = saved(aParticipation({ children: 2 }), { children: 'many', education: 'higher', yearsInNorway: '4' });
    expect(notSaved).toEqual({ children: 'value_invalid' });
    expect(after).toMatchObject({ children: 2, education: 'higher', yearsInNorway: 4 });
  });

  test('what is not sent, and what is sent as it stands, changes nothing', () => {
    const before = aParticipation({ children: 2 });
    expect(saved(before, {}).changed).toEqual({});
    expect(saved(before, { children: 2, startOn: before.startOn }).changed).toEqual({});
  });

  test('a start that was moved behind the end is the fault of the start', () => {
    expect(faultOf('startOn', '2026-07-01', aParticipation({ endOn: '2026-06-30' }))).toBe('end_before_start');
  });

  test('start and end moved together stand or fall by the end', () => {
    const before = aParticipation({ endOn: '2026-06-30' });
    expect(saved(before, { startOn: '2026-07-01', endOn: '2026-12-31' })).toMatchObject({ notSaved: {}, after: { startOn: '2026-07-01' } });
    expect(saved(before, { startOn: '2026-03-01', endOn: '2026-02-01' })).toMatchObject({
      notSaved: { endOn: 'end_before_start' },
      after: { startOn: '2026-03-01', endOn: '2026-06-30' },
    });
  });
});

describe('two levels of reasons', () => {
  test.each(mainReasons.flatMap((main) => endingReasons[main].map((sub) => [main, sub] as const)))(
    '%s with %s belong together',
    (main, sub) => {
      expect(saved(aParticipation(), { mainReason: main, subReason: sub }).notSaved).toEqual({});
    },
  );

  test('a sub-reason of another main reason is refused, also without any', () => {
    expect(faultOf('subReason', 'kvp', aParticipation({ mainReason: 'completed' }))).toBe('reason_mismatch');
    expect(faultOf('subReason', 'kvp')).toBe('reason_mismatch');
  });

  test('a changed main reason alone empties the sub-reason', () => {
    const before = aParticipation({ mainReason: 'completed', subReason: 'education' });
    expect(saved(before, { mainReason: 'transferred' }).after).toMatchObject({ mainReason: 'transferred', subReason: null });
    expect(saved(before, { mainReason: 'completed' }).after.subReason).toBe('education');
  });

  test('pregnancy or birth is a reason to drop out', () => {
    expect(saved(aParticipation(), { mainReason: 'interrupted', subReason: 'pregnancy_or_birth' }).after.subReason).toBe(
      'pregnancy_or_birth',
    );
  });
});

describe('age', () => {
  const rules = theRegisterRules();
  test.each([
    ['2008-01-15', '2026-01-15', null],
    ['2008-01-16', '2026-01-15', 'age_under_18'],
    ['2010-01-15', '2026-01-15', 'age_under_18'],
    ['1970-01-16', '2026-01-15', null],
    ['1970-01-15', '2026-01-15', 'age_over_55'],
    ['2008-02-29', '2026-02-28', null],
    ['2008-02-29', '2026-02-27', 'age_under_18'],
  ] as const)('born %s, begun %s: warning %p', (bornOn, startOn, warning) => {
    expect(ageWarningOf(bornOn, startOn, rules)).toBe(warning);
  });

  test('under 16 at the start is refused, 16 on the day is not', () => {
    expect([isTooYoung('2010-01-16', '2026-01-15', rules), isTooYoung('2010-01-15', '2026-01-15', rules)]).toEqual([true, false]);
    expect(faultOf('startOn', '2026-01-14', aParticipation(), { bornOn: '2010-01-15' })).toBe('age_under_16');
  });

  test('an age that nobody knows is neither warned of nor refused, and what the register told stays', () => {
    expect([ageWarningOf(null, '2026-01-15', rules), isTooYoung(null, '2026-01-15', rules)]).toEqual([null, false]);
    expect(saved(aParticipation({ ageWarning: 'age_over_55' }), { children: 1 }, { bornOn: null }).after.ageWarning).toBe('age_over_55');
  });

  test('a moved start moves the warning', () => {
    const before = aParticipation({ ageWarning: 'age_under_18' });
    expect(saved(before, { startOn: '2026-02-01' }, { bornOn: '2008-02-01' }).after.ageWarning).toBeNull();
  });

  test('the age never goes back', () => {
    const aDay = fc
      .date({ min: new Date('1940-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(aDay, aDay, aDay, (born, one, other) => {
        const [first, second] = [one, other].sort() as [never, never];
        expect(ageOn(born as never, first)).toBeLessThanOrEqual(ageOn(born as never, second));
      }),
    );
  });
});

describe('after the discharge', () => {
  const discharged = aCompleteParticipation({ dischargedAt: '2026-07-01T10:00:00.000Z' });

  test('fields may be changed', () => {
    expect(saved(discharged, { children: 4, endOn: '2026-06-01' })).toMatchObject({
      notSaved: {},
      after: { children: 4, endOn: '2026-06-01' },
    });
  });
  test.each(['children', 'projectId', 'subReason', 'mainReason', 'incomeAfter'] as const)('%s may not be emptied', (field) => {
    expect(faultOf(field, null, discharged)).toBe('fields_missing');
  });
  test('the end date is taken away by reopening alone', () => {
    expect(refusalBy(() => saved(discharged, { endOn: null }))).toBe('reopen_needed');
  });
  test('main reason and sub-reason come together', () => {
    expect(saved(discharged, { mainReason: 'transferred' })).toMatchObject({ notSaved: { mainReason: 'fields_missing' }, changed: {} });
    expect(saved(discharged, { mainReason: 'transferred', subReason: 'kvp' })).toMatchObject({ notSaved: {}, after: { subReason: 'kvp' } });
  });
  test('what was empty at a discharge that was only warned of hinders no other change', () => {
    const gaps = { ...discharged, children: null };
    expect(saved(gaps, { education: 'higher' }).notSaved).toEqual({});
  });
  test('where discharge is not strict a field may be emptied', () => {
    expect(faultOf('children', null, discharged, { rules: theRegisterRules({ strictDischarge: 'off' }) })).toBeUndefined();
  });
});

describe('a return', () => {
  test('begins after the old one ended', () => {
    expect(faultOf('startOn', '2025-12-31', aParticipation(), { oldEndOn: '2025-12-31' })).toBe('start_before_old_end');
    expect(faultOf('startOn', '2026-01-01', aParticipation(), { oldEndOn: '2025-12-31' })).toBeUndefined();
  });
  test('the old one ends before it', () => {
    expect(faultOf('endOn', '2026-09-01', aParticipation(), { returnStartOn: '2026-09-01' })).toBe('start_before_old_end');
    expect(faultOf('endOn', '2026-08-31', aParticipation(), { returnStartOn: '2026-09-01' })).toBeUndefined();
  });
  test('needs a project that runs at the start and offers a programme', () => {
    const project = { ...aProject, startsOn: '2026-02-01', endsOn: '2026-05-31' } as const;
    expect([
      takesIn(project, '2026-01-31'),
      takesIn(project, '2026-02-01'),
      takesIn(project, '2026-05-31'),
      takesIn(project, '2026-06-01'),
    ]).toEqual([false, true, true, false]);
    expect(takesIn({ ...project, offersProgramme: false }, '2026-03-01')).toBe(false);
    const more = { oldEndOn: '2025-12-31', projects: [project] } as const;
    expect(faultOf('projectId', project.projectId, aParticipation(), more)).toBe('project_not_running');
    expect(faultOf('projectId', project.projectId, aParticipation({ startOn: '2026-02-01' }), more)).toBeUndefined();
  });
});

describe('two users on one record', () => {
  test('a save conflicts when one of its own fields was changed since, with both values', () => {
    const before = aParticipation({ children: 2, version: 5, changedIn: { children: 4 } });
    try {
      save(before, 3, { children: 3, education: 'higher' }, around());
      throw new Error('no conflict');
    } catch (error) {
      expect((error as Refusal).code).toBe('changed_by_other');
      expect((error as Refusal).details).toEqual({ children: { mine: 3, theirs: 2 } });
    }
  });
  test('not when it was another field, or the same value, or seen', () => {
    const before = aParticipation({ children: 2, version: 5, changedIn: { children: 4 } });
    expect(save(before, 3, { education: 'higher' }, around()).after).toMatchObject({ children: 2, education: 'higher' });
    expect(save(before, 3, { children: 2 }, around()).changed).toEqual({});
    expect(save(before, 4, { children: 3 }, around()).after.children).toBe(3);
  });
  test('a main reason does not empty the sub-reason that somebody else has just chosen', () => {
    const before = aParticipation({ mainReason: 'completed', subReason: 'other', version: 5, changedIn: { subReason: 5 } });
    expect(refusalBy(() => save(before, 4, { mainReason: 'transferred' }, around()))).toBe('changed_by_other');
  });

  const values: Readonly<Partial<Record<ParticipationField, readonly unknown[]>>> = {
    startOn: ['2025-05-01', '2026-02-01'],
    financing: financings,
    projectId: [aProject.projectId, null],
    participantClass: [...participantClasses, null],
    countryBackground: ['SO', 'SY', null],
    yearsInNorway: [0, 5, null],
    education: educations,
    norwegianLevel: norwegianLevels,
    literacy: literacies,
    workExperience: workExperiences,
    children: [0, 1, 2, null],
    incomeBefore: incomeSources,
    endOn: ['2026-12-31', null],
    mainReason: mainReasons,
    situationAfter: situationsAfter,
    incomeAfter: incomeSources,
  };
  const fields = Object.keys(values) as ParticipationField[];
  const saves = fc
    .uniqueArray(fc.constantFrom(...fields), { minLength: 2, maxLength: fields.length })
    .chain((some) =>
      fc.tuple(
        fc.tuple(...some.map((field) => fc.constantFrom(...values[field]!).map((value) => [field, value] as const))),
        fc.array(fc.nat(), { minLength: some.length, maxLength: some.length }),
      ),
    );

  const after = (order: readonly (readonly [ParticipationField, unknown])[]): Partial<Participation> => {
    let now = aParticipation();
    for (const [field, value] of order) now = { ...save(now, 1, { [field]: value }, around()).after, version: now.version + 1 };
    const { version: _v, changedIn: _c, ...rest } = now;
    return rest;
  };

  test('saves of different fields come to the same record in whatever order they arrive', () => {
    fc.assert(
      fc.property(saves, ([some, keys]) => {
        const shuffled = some
          .map((one, at) => ({ one, key: keys[at]! }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(after(shuffled)).toEqual(after(some));
      }),
      { numRuns: 200 },
    );
  });

  test('two saves from one version conflict exactly when they share a field and want different things', () => {
    const one = fc
      .constantFrom(...fields.filter((field) => field !== 'mainReason'))
      .chain((field) => fc.constantFrom(...values[field]!).map((value) => [field, value] as const));
    fc.assert(
      fc.property(one, one, ([first, a], [second, b]) => {
        const start = aParticipation(filledFields);
        const stored = save(start, 1, { [first]: a }, around());
        const now = { ...stored.after, version: Object.keys(stored.changed).length > 0 ? 2 : 1 };
        const conflict = refusalBy(() => save(now, 1, { [second]: b }, around())) === 'changed_by_other';
        expect(conflict).toBe(first === second && a !== b && first in stored.changed);
      }),
    );
  });
});

test('every main reason has sub-reasons, and every field is read', () => {
  expect((Object.keys(endingReasons) as MainReason[]).every((main) => endingReasons[main].length > 0)).toBe(true);
  expect(savedFields).toHaveLength(17);
  expect(anActivity().type).toBe('norwegian');
});
