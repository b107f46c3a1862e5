import type { Chance } from '../support/chance';
import { participants, type Facts, type RegionCode, type RuleChange, type UseRow } from '../model/program';
import { addDays, atHour, dayOf, endOf, plusMs } from '../model-support/days';
import type { Way } from './way';

/** A value that a rule may be set to. */
export function aRuleChange(chance: Chance): RuleChange {
  return chance.pick<() => RuleChange>([
    () => ({ key: 'jar.idleYears', value: 1 + chance.below(3) }),
    () => ({ key: 'jar.corrections', value: chance.pick([0, 1, 2]) }),
    () => ({ key: 'jar.correctionDays', value: chance.pick([1, 7, 14]) }),
    () => ({ key: 'jar.corrections', value: 0 }),
    () => ({ key: 'jar.paymentGate', value: 'before_certificate' }),
    () => ({ key: 'jar.paymentGate', value: 'before_certificate' }),
    () => ({
      key: 'jar.paymentGate',
      value: chance.pick(['none', 'before_task', 'before_task', 'before_certificate']),
    }),
    () => ({ key: 'jar.secondGrader', value: chance.pick(['off', 'on']) }),
    () => ({ key: 'jar.deadlineReminders', value: chance.pick([[14, 3, 1], [7], [], [5, 2]]) }),
    () => ({ key: 'jar.expiryWarnings', value: chance.pick([[90, 30, 7], [60], [], [120, 10]]) }),
    () => ({ key: 'jar.signUpClosesWorkingDays', value: chance.pick([0, 1, 5, 10]) }),
    () => ({ key: 'jar.roundsPerYear', value: chance.pick([3, 4, 5]) }),
  ])();
}

/** A use of somebody, told in time, late, ahead of time, once more, or with the id of another. */
export function aUse(chance: Chance, facts: Facts, way: Way, region: RegionCode): UseRow {
  const known = way.uses.filter((one) => one.region === region);
  if (known.length > 0 && chance.happens(0.12)) return chance.pick(known);
  const { now } = facts;
  const held = facts.certificates;
  const one = held.length > 0 ? chance.pick(held) : undefined;
  const person = one && chance.happens(0.95) ? one.certificate.person : chance.pick(participants);
  const days = one
    ? [
        addDays(one.issuedOn, -1),
        one.issuedOn,
        one.expiresOn,
        one.expiresOn,
        addDays(one.expiresOn, 1),
        addDays(one.expiresOn, -chance.below(300)),
      ]
    : [dayOf(now)];
  const past = days.flatMap((day) => [atHour(day, 12), plusMs(endOf(day), -1), plusMs(endOf(day), -90 * 60_000)]).filter((at) => at <= now);
  return {
    eventId: known.length > 0 && chance.happens(0.05) ? chance.pick(known).eventId : `e-${way.uses.length}-${chance.below(1_000)}`,
    person,
    region,
    kind: chance.happens(0.1)
      ? 'login'
      : chance.pick(['draft_edit', 'project_entry', 'phase_entry', 'legal_step_entry', 'approval_request']),
    at: chance.pick([
      now,
      plusMs(now, -86_400_000 * chance.below(200)),
      plusMs(now, chance.pick([60_000, 120_000, 120_001, 86_400_000])),
      ...past,
    ]),
  };
}
