import { localDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { ruleValue, sharedRules, type RuleDefinition } from '../../domain/core/rules';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { addRuleSetting, ruleBook, ruleHistory, type RuleHistory } from '../../db/core/rules';
import { newId } from '../../db/core/ids';
import { appendTimeline } from '../../db/core/timeline';
import { refreshCertificates } from '../../db/certification/refresh';
import { personIdOf, type Context } from './context';

/** Every rule value there is. */
export const ruleDefinitions: readonly RuleDefinition[] = [
  ...Object.values(sharedRules),
  ...Object.values(certificationRuleDefinitions),
] as RuleDefinition[];

export type RuleView = Readonly<{ key: string; value: unknown; initial: unknown; moving: boolean; history: readonly RuleHistory[] }>;

/** The rule values as they hold today, with what was set before and what will hold later. */
export async function ruleList(context: Context): Promise<RuleView[]> {
  allow(context.actor, agencyOnly, undefined);
  const [book, history] = [await ruleBook(context.db), await ruleHistory(context.db)];
  const today = localDay(context.receivedAt, zone);
  return ruleDefinitions.map((definition) => ({
    key: definition.key,
    value: ruleValue(book, definition, { version: book.version, on: today, today }),
    initial: definition.initial,
    moving: definition.moving,
    history: history.filter((one) => one.key === definition.key),
  }));
}

export async function ruleView(context: Context, key: string): Promise<RuleView> {
  const found = (await ruleList(context)).find((one) => one.key === key);
  if (!found) throw new Refusal('not_found');
  return found;
}

/**
 * Sets a rule value from a day on. Running cases keep the version they began with; a moving rule (*) holds for them too, and their dates are computed anew in
 * the same transaction. Refuses with `value_invalid`, `reason_needed`.
 */
export async function setRule(
  context: Context,
  key: string,
  wanted: Readonly<{ value: unknown; validFrom?: PlainDate | undefined; reason?: string | undefined }>,
): Promise<RuleView> {
  allow(context.actor, agencyOnly, undefined);
  const definition = ruleDefinitions.find((one) => one.key === key);
  if (!definition) throw new Refusal('not_found');
  const parsed = definition.schema.safeParse(wanted.value);
  refuseUnless(parsed.success, 'value_invalid', { value: 'value_invalid' });
  refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
  const today = localDay(context.receivedAt, zone);
  // What holds from a past day would change what has been decided already.
  refuseUnless(!wanted.validFrom || wanted.validFrom >= today, 'value_invalid', { validFrom: 'value_invalid' });
  return context.transaction(async (trx) => {
    const validFrom = wanted.validFrom ?? today;
    const version = await addRuleSetting(trx, {
      key,
      value: parsed.data,
      validFrom,
      setBy: personIdOf(context),
      setAt: context.receivedAt,
      reason: wanted.reason ?? null,
    });
    await appendTimeline(trx, {
      case: { kind: 'rule', id: newId() },
      what: 'ruleSet',
      actorId: personIdOf(context),
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { key, validFrom, version },
    });
    if (definition.moving && definition === (certificationRuleDefinitions.idleYears as RuleDefinition))
      await refreshCertificates(trx, context.receivedAt);
    return ruleView({ ...context, db: trx }, key);
  });
}
