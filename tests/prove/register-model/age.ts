import type { Day } from '../model/program';
import { ageOn } from './fields';
import type { Participation } from './state';

/** The warning kept on the record when the age at the start lies outside (`domain.md` 6.4). */
export function ageWarningOf(bornOn: Day, { fields, rules }: Pick<Participation, 'fields' | 'rules'>): string | null {
  const age = ageOn(bornOn, fields['startOn'] as Day);
  return age < rules['register.ageFrom'] ? 'age_under_18' : age > rules['register.ageTo'] ? 'age_over_55' : null;
}
