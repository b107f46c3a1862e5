import { reportFields, type RequiredField } from '../../domain/register/fields';
import { registerRuleDefinitions } from '../../domain/register/rules';
import type { RuleBook, RuleDefinition } from '../../domain/core/rules';
import { participationColumns } from './participations';

/** What the lists count where the rows are, each the same as its function in the domain. */
export type RuledSql = Readonly<{
  /** How many of the fields that the report asks are filled, and how many it asks: as `readiness`. */
  filled: string;
  asked: string;
  /** The place of the state in `participationStates`: as `stateOf`. */
  stateRank: string;
}>;

/** Whether a field is empty; of activities, whether none is complete. */
export function isEmpty(field: RequiredField): string {
  return field === 'activities' ? 'not participation.has_activity' : `${columnOf(field)} is null`;
}

const columnOf = (field: Exclude<RequiredField, 'activities'>): string => `participation.${participationColumns.select[field]!}`;
const filledOf = (fields: readonly RequiredField[]): string =>
  `num_nonnulls(${fields.map((field) => (field === 'activities' ? 'nullif(participation.has_activity, false)' : columnOf(field))).join(', ')})`;

/** The expressions by the rules that rule each row: a case keeps what was asked of it when it began (`domain.md` 8). */
export function ruledSql(book: RuleBook): RuledSql {
  const { requiredForStart, requiredForDischarge } = registerRuleDefinitions;
  const ofReport = (said: (fields: readonly RequiredField[]) => string): string =>
    byRule(book, requiredForDischarge, (asked) => {
      const fields = (ended: boolean): string => said(reportFields(ended, { requiredForDischarge: asked }));
      return `case when participation.end_on is null then ${fields(false)} else ${fields(true)} end`;
    });
  const started = byRule(book, requiredForStart, (asked) => asked.map((field) => `${columnOf(field)} is not null`).join(' and ') || 'true');
  return {
    filled: ofReport(filledOf),
    asked: ofReport((fields) => String(fields.length)),
    stateRank: `case when participation.discharged_at is not null then 3 when participation.end_on is not null then 2 when ${started} then 1 else 0 end`,
  };
}

/** An expression that hangs on a rule which no running case is moved to: of the settings that a row began with the one valid from latest, of equals the newest. */
function byRule<T>(book: RuleBook, { key, schema, initial }: RuleDefinition<T>, said: (value: T) => string): string {
  const settings = book.settings
    .filter((setting) => setting.key === key)
    .sort((a, b) => (a.validFrom === b.validFrom ? b.version - a.version : a.validFrom < b.validFrom ? 1 : -1));
  if (settings.length === 0) return said(initial);
  const cases = settings.map(
    ({ version, validFrom, value }) =>
      `when participation.rules_version >= ${version} and participation.rules_on >= date '${validFrom}' then ${said(schema.parse(value))}`,
  );
  return `(case ${cases.join(' ')} else ${said(initial)} end)`;
}
