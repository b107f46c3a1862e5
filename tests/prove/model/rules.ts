import type { Act, Day, RuleChange } from './program';
import type { KeptRules, RuleSetting, World } from './state';
import { later, localDay } from './time';

type Key = RuleChange['key'];
type Value<K extends Key> = Extract<RuleChange, { key: K }>['value'];

/** Values until somebody sets others (`domain.md` 8). */
const defaults: Readonly<{ [K in Key]: Value<K> }> = {
  'jar.idleYears': 2,
  'jar.corrections': 1,
  'jar.correctionDays': 7,
  'jar.paymentGate': 'none',
  'jar.secondGrader': 'off',
  'jar.deadlineReminders': [14, 3, 1],
  'jar.expiryWarnings': [90, 30, 7],
  'jar.signUpClosesWorkingDays': 10,
  'jar.roundsPerYear': 4,
};

/** The value in force on a day: of those valid from that day or before the latest; of one day's the one set last. */
export function valueOn<K extends Key>(world: World, key: K, day: Day): Value<K> {
  let from = '';
  let value = defaults[key] as Value<K>;
  for (const setting of world.settings) {
    if (setting.key !== key || setting.from > day || setting.from < from) continue;
    from = setting.from;
    value = setting.value as Value<K>;
  }
  return value;
}

/** The value in force today. */
export function valueNow<K extends Key>(world: World, key: K): Value<K> {
  return valueOn(world, key, localDay(world.now));
}

/** What an enrolment requested now keeps (`domain.md` 8: running processes keep the value they started with). */
export function rulesNow(world: World): KeptRules {
  return {
    corrections: valueNow(world, 'jar.corrections'),
    correctionDays: valueNow(world, 'jar.correctionDays'),
    paymentGate: valueNow(world, 'jar.paymentGate'),
    secondGrader: valueNow(world, 'jar.secondGrader') === 'on',
    deadlineReminders: valueNow(world, 'jar.deadlineReminders'),
  };
}

/** Sets a value from a day on; not before today, so that nothing that has happened changes. */
export function setRule(world: World, { change, validFrom }: Extract<Act, { do: 'setRule' }>): void {
  const today = localDay(world.now);
  const from = later(validFrom ?? today, today);
  world.settings.push({ key: change.key, value: change.value, from, setOn: today, usesKnown: world.uses.length });
}

/**
 * The idle years that were set and came to hold, in the order in which they do. Of two set for one day before it came only the newer ever holds; of
 * two set on the day itself each has held for a while.
 */
export function idleYearsFrom(world: World): readonly RuleSetting[] {
  const set = world.settings.filter(({ key }) => key === 'jar.idleYears');
  const isReplaced = ({ from }: RuleSetting, at: number): boolean =>
    set.slice(at + 1).some((newer) => newer.from === from && newer.setOn < from);
  return set
    .filter((setting, at) => !isReplaced(setting, at))
    .sort((one, other) => (one.from === other.from ? 0 : one.from < other.from ? -1 : 1));
}
