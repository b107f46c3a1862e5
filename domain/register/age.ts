import { addYears, type PlainDate } from '../core/calendar';
import type { AgeWarning } from './participation';
import type { RegisterRules } from './rules';

type AgeRules = Pick<RegisterRules, 'ageFrom' | 'ageTo' | 'ageRefusedUnder'>;

/** How old somebody is on a day, in whole years. */
export function ageOn(bornOn: PlainDate, day: PlainDate): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4));
  // 29 February comes on the 28th where it must, as every day of ours does.
  return addYears(bornOn, years) <= day ? years : years - 1;
}

/** Outside the ages of the programme a warning is kept on the record (`domain.md` 6.4). An age that nobody knows warns of nothing. */
export function ageWarningOf(bornOn: PlainDate | null, startOn: PlainDate, rules: AgeRules): AgeWarning | null {
  if (bornOn === null) return null;
  const age = ageOn(bornOn, startOn);
  return age < rules.ageFrom ? 'age_under_18' : age > rules.ageTo ? 'age_over_55' : null;
}

/** Whether somebody is too young at the start, as far as the number tells (`domain.md` 6.4). */
export function isTooYoung(bornOn: PlainDate | null, startOn: PlainDate, rules: AgeRules): boolean {
  return bornOn !== null && ageOn(bornOn, startOn) < rules.ageRefusedUnder;
}
