import type { Knex } from 'knex';
import { localDay, type Instant } from '../../domain/core/calendar';
import { ruleValue } from '../../domain/core/rules';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { ruleBook } from '../../db/core/rules';

/** The address that letters name for questions. */
export async function certificationContact(db: Knex, at: Instant): Promise<string> {
  const today = localDay(at, zone);
  return ruleValue(await ruleBook(db), certificationRuleDefinitions.contact, { version: 0, on: today, today });
}
