import { describe, expect, test } from '@jest/globals';
import { codeLists, type ListedField } from '../../../domain/register/code-lists';
import { newEntry, readEntry } from '../../../domain/register/programme';
import { notOffered, offeredCodes } from '../../../domain/register/offered';
import { registerRuleDefinitions } from '../../../domain/register/rules';
import { readNew, save } from '../../../domain/register/saving';
import { aCompleteParticipation, aParticipation, around, theRegisterRules } from '../../support/register-cases';

const fewer = theRegisterRules({
  financings: ['municipal_funds'],
  participantClasses: ['other'],
  activityTypes: ['course'],
  endingReasons: { completed: ['education'], interrupted: ['pregnancy_or_birth'], transferred: [], registered_by_mistake: ['other'] },
});
const now = around({ rules: fewer });

describe('codes that are offered', () => {
  test('are all that the product knows, until somebody decides otherwise', () => {
    const rules = theRegisterRules();
    for (const field of Object.keys(codeLists) as ListedField[]) expect(offeredCodes(field, rules)).toEqual(codeLists[field].codes);
  });

  test('are taken for a new value, and no others', () => {
    expect(readNew({ startOn: '2026-01-15', financing: 'other' }, now)).toEqual({
      changes: { startOn: '2026-01-15' },
      notSaved: { financing: 'unknown_option' },
    });
    const { after, notSaved } = save(aParticipation(), 1, { participantClass: 'home_parent', financing: 'municipal_funds' }, now);
    expect([after.participantClass, after.financing, notSaved]).toEqual([null, 'municipal_funds', { participantClass: 'unknown_option' }]);
  });

  test('a code that is stored stays, also when it is sent along', () => {
    const before = aCompleteParticipation();
    const { after, notSaved } = save(before, 1, { ...before, children: 4 }, now);
    expect(notSaved).toEqual({});
    expect(after).toMatchObject({
      children: 4,
      financing: 'jobbsjansen_grant',
      participantClass: 'home_parent',
      subReason: 'full_time_work',
    });
  });

  test('a main reason without sub-reasons is not offered, and a sub-reason only below its own', () => {
    expect(offeredCodes('mainReason', fewer)).toEqual(['completed', 'interrupted', 'registered_by_mistake']);
    const wanted = (mainReason: string, subReason: string) => save(aParticipation(), 1, { mainReason, subReason }, now).notSaved;
    expect(wanted('transferred', 'kvp')).toEqual({ mainReason: 'unknown_option', subReason: 'unknown_option' });
    expect(wanted('completed', 'full_time_work')).toEqual({ subReason: 'unknown_option' });
    expect(wanted('completed', 'education')).toEqual({});
    // Where it stands under another main reason, that is what is wrong with it.
    expect(wanted('completed', 'pregnancy_or_birth')).toMatchObject({ subReason: 'reason_mismatch' });
    expect(notOffered({ mainReason: null, subReason: null }, {}, fewer)).toEqual([]);
  });

  test('an activity keeps the type that it has, and takes only an offered one', () => {
    const offered = fewer.activityTypes;
    const before = { ...newEntry('e', 'activity'), type: 'norwegian' as const };
    expect(readEntry(before, { type: 'norwegian', fromOn: '2026-02-01' }, offered).notSaved).toEqual({});
    expect(readEntry(before, { type: 'health' }, offered).notSaved).toEqual({ type: 'unknown_option' });
    expect(readEntry(before, { type: 'course' }, offered).after.type).toBe('course');
  });
});

describe('the values of the rules', () => {
  const accepts = (key: keyof typeof registerRuleDefinitions, value: unknown): boolean =>
    registerRuleDefinitions[key].schema.safeParse(value).success;

  test('name what there is, and a list to choose from is never empty', () => {
    expect([accepts('financings', ['other']), accepts('financings', []), accepts('financings', ['loans'])]).toEqual([true, false, false]);
    expect([accepts('requiredForStart', []), accepts('requiredForStart', ['endOn'])]).toEqual([true, false]);
    expect([accepts('requiredForDischarge', ['activities']), accepts('requiredForDischarge', ['name'])]).toEqual([true, false]);
  });

  test('the ending reason that the source names is always offered', () => {
    const of = (interrupted: string[]) => ({ ...fewer.endingReasons, interrupted });
    expect([accepts('endingReasons', of(['pregnancy_or_birth'])), accepts('endingReasons', of(['moved']))]).toEqual([true, false]);
  });

  test('what is offered holds for running cases; what is required, for those that begin', () => {
    const moving = (
      ['financings', 'participantClasses', 'activityTypes', 'endingReasons', 'requiredForStart', 'requiredForDischarge'] as const
    ).map((key) => registerRuleDefinitions[key].moving);
    expect(moving).toEqual([true, true, true, true, false, false]);
  });
});
