import type { RuleHistory } from '../../db/core/rules';
import type { RuleView } from '../../api/core/rule-commands';

/** The setting that holds on a day: of those begun the latest, of equals the newest; none where the first value still holds. */
export function ruleInForce({ history }: RuleView, day: string): RuleHistory | undefined {
  return history
    .filter((one) => one.validFrom <= day)
    .toSorted(byValidity)
    .at(-1);
}

/** The settings that will hold later, earliest first; of several for one day only the newest will. */
export function rulesAhead({ history }: RuleView, day: string): RuleHistory[] {
  const ahead = history.filter((one) => one.validFrom > day).toSorted(byValidity);
  return ahead.filter((one, at) => ahead[at + 1]?.validFrom !== one.validFrom);
}

function byValidity(a: RuleHistory, b: RuleHistory): number {
  if (a.validFrom !== b.validFrom) return a.validFrom < b.validFrom ? -1 : 1;
  return a.version - b.version;
}
