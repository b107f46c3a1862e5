import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { verdicts, type Verdict } from '../../../domain/certification/enrolment';
import { blindFileName, checkGrader, isBlind, outcomeOf } from '../../../domain/certification/grading';
import type { Actor, Role } from '../../../domain/core/actors';
import { refusalBy } from '../../support/refusals';

const [yes, no] = verdicts;
const of = (...given: Verdict[]): { verdict: Verdict }[] => given.map((verdict) => ({ verdict }));

describe('what the verdicts on one answer come to', () => {
  test.each([
    ['off', [], undefined],
    ['off', [yes], yes],
    ['off', [no], no],
    ['on', [], undefined],
    ['on', [yes], undefined],
    ['on', [no], undefined],
    ['on', [yes, yes], yes],
    ['on', [no, no], no],
    ['on', [yes, no], undefined],
    ['on', [no, yes], undefined],
    ['on', [yes, no, yes], yes],
    ['on', [yes, no, no], no],
    ['on', [no, yes, yes], yes],
  ] as const)('second grader %s, %j: %s', (secondGrader, given, outcome) => {
    expect(outcomeOf(of(...given), { secondGrader })).toBe(outcome);
  });

  test('three always come to something, and the order of the verdicts does not matter', () => {
    const three = fc.array(fc.constantFrom(...verdicts), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(three, (given) => {
        const outcome = outcomeOf(of(...given), { secondGrader: 'on' });
        expect(outcome).toBeDefined();
        expect(outcomeOf(of(...[...given].reverse()), { secondGrader: 'on' })).toBe(outcome);
      }),
    );
  });
});

test('nobody grades their own answer, or one answer twice', () => {
  const given = [{ graderId: 'bent', verdict: yes }];
  expect(refusalBy(() => checkGrader({ personId: 'anna' }, given, 'anna'))).toBe('own_answer');
  expect(refusalBy(() => checkGrader({ personId: 'anna' }, given, 'bent'))).toBe('not_allowed_in_state');
  expect(refusalBy(() => checkGrader({ personId: 'anna' }, given, 'gitte'))).toBeUndefined();
});

describe('blind grading', () => {
  const actor = (...roles: Role[]): Actor => ({
    kind: 'person',
    personId: 'bent',
    grants: roles.map((role) => ({ role, organisationId: 'o', organisationCode: 'wsp' })),
  });
  test.each([
    ['on', ['grader'], 'anna', true],
    ['off', ['grader'], 'anna', false],
    ['on', ['grader'], 'bent', false],
    ['on', ['grader', 'coordinator'], 'anna', false],
    ['on', ['agency'], 'anna', false],
  ] as const)('%s, seen by %j of the answer of %s: %s', (blindGrading, roles, personId, blind) => {
    expect(isBlind(actor(...roles), { personId }, { blindGrading })).toBe(blind);
  });

  test.each([
    [0, 'Anna Jensen, opgave.PDF', 'Bilag 1.pdf'],
    [4, 'uden endelse', 'Bilag 5'],
    [1, 'a.tar.gz', 'Bilag 2.gz'],
    [2, 'opgave.anna jensen', 'Bilag 3'],
  ])('file %i "%s" is %s', (position, name, shown) => {
    expect(blindFileName(position, name)).toBe(shown);
  });
});
