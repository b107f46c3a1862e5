import { parseDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import type { RuleDefinition } from '../../domain/core/rules';
import { ruleDefinitions } from '../../api/core/rule-commands';
import type { PageRequest } from './page-router';

/** The rule that a page is about. Refuses with `not_found`. */
export function definitionOf({ params }: PageRequest): RuleDefinition {
  const found = ruleDefinitions.find((one) => one.key === params['key']);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** The day that was typed; none typed is today. Refuses with `value_invalid` for what is no day. */
export function validFromOf(values: Readonly<Record<string, string>>): PlainDate | undefined {
  const typed = values['validFrom'];
  const day = typed ? parseDay(typed) : undefined;
  if (typed && !day) throw new Refusal('value_invalid', { fields: { validFrom: 'value_invalid' } });
  return day;
}
