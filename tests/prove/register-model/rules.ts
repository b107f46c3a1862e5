import { today } from './state';
import type { Act } from './program';
import type { World } from './state';
import { refuse } from './state';

/** The rule values of the register that programs change, as they are at the beginning (`domain.md` 6 and 8). */
export const initial = {
  'fnr.k1Rests': { before: [0], changesOn: '2032-01-01', after: [0, 1, 2, 3] } as Readonly<{ before: readonly number[]; changesOn: string; after: readonly number[] }>,
  'fnr.allowSynthetic': 'on' as 'off' | 'on',
  'register.ageFrom': 18,
  'register.ageTo': 55,
  'register.ageRefusedUnder': 16,
  'register.lengthWarningMonths': [24, 36, 48] as readonly number[],
  'register.missedEndDays': 14,
  'register.undischargedDays': 28,
  'register.missingFieldsDays': 28,
  'register.invitationDays': 14,
  'register.invitationReminders': [3, 10] as readonly number[],
  'register.lookupLongestWaitMinutes': 60,
  'register.lookupDays': 14,
  'register.reportDueOn': '02-28',
  'register.reportReminders': [14, 3, 1] as readonly number[],
  'register.strictDischarge': 'on' as 'off' | 'on',
}; // prettier-ignore
export type Rules = typeof initial;
export type RuleKey = keyof Rules;

/** The values of today: what a case begins with, and keeps (`domain.md` 8). Of those valid from one day the last that was set. */
export function rulesNow(world: World): Rules {
  const day = today(world);
  const held = world.settings.filter(({ validFrom }) => validFrom <= day).toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1));
  const values: Record<string, unknown> = { ...initial };
  for (const { key, value } of held) values[key] = value;
  return values as Rules;
} // prettier-ignore

/** The directorate sets a value, from today or a coming day on. */
export function setRule(world: World, { by, key, value, validFrom }: Extract<Act, { do: 'setRule' }>): void {
  if (by !== 'dag') refuse('not_permitted');
  const day = validFrom ?? today(world);
  if (day < today(world)) refuse('value_invalid');
  world.settings.push({ key, value, validFrom: day });
}
