import type { FieldFaults } from '../core/errors';
import { missingFields, type RequiredRules } from './fields';
import type { Participation, ProgrammeEntry } from './participation';
import type { RegisterRules } from './rules';

/** What stands against a discharge: what refuses it, and what is only warned of. */
export type DischargeFaults = Readonly<{ refused: FieldFaults; warned: readonly string[] }>;

/**
 * A discharge comes from Avsluttet alone, with every required field filled (`domain.md` 6.5). Where the rule `register.strictDischarge` is off, empty fields are a
 * warning; but without an end date nobody has ended.
 */
export function dischargeFaults(
  participation: Participation,
  entries: readonly ProgrammeEntry[],
  rules: Pick<RegisterRules, 'strictDischarge'> & RequiredRules,
): DischargeFaults {
  const { strictDischarge } = rules;
  const missing = missingFields(participation, entries, 'discharge', rules);
  const refused = strictDischarge === 'on' ? missing : missing.filter((field) => field === 'endOn');
  return {
    refused: Object.fromEntries(refused.map((field) => [field, 'fields_missing'])),
    warned: strictDischarge === 'on' ? [] : missing,
  };
}
