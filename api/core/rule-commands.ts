import { latest, localDay, startOfDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import type { Actor } from '../../domain/core/actors';
import { agencyOnly, allow, setRules } from '../../domain/core/policies';
import { ruleValue, sharedRules, type RuleDefinition } from '../../domain/core/rules';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { directorateOnly } from '../../domain/register/policies';
import { registerRuleDefinitions } from '../../domain/register/rules';
import { zone } from '../../domain/certification/zone';
import type { Batch } from '../../domain/core/batch';
import { insertBatch, newestBatches } from '../../db/core/batches';
import { addRuleSetting, ruleBook, ruleHistory, type RuleHistory } from '../../db/core/rules';
import { newId } from '../../db/core/ids';
import { appendTimeline } from '../../db/core/timeline';
import { countBatch } from '../../db/certification/batch-parts';
import type { Trx } from '../../db/core/transaction';
import { personIdOf, type Context } from './context';

/** Every rule value there is. */
export const ruleDefinitions: readonly RuleDefinition[] = [
  ...Object.values(sharedRules),
  ...Object.values(certificationRuleDefinitions),
  ...Object.values(registerRuleDefinitions),
] as RuleDefinition[];
const ofRegister: ReadonlySet<string> = new Set(Object.values(registerRuleDefinitions).map(({ key }) => key));

/** The rule values that somebody decides: the directorate those of its register, the agency all others. */
function ownRules(actor: Actor): readonly RuleDefinition[] {
  const [agency, directorate] = [agencyOnly.holds(actor, undefined), directorateOnly.holds(actor, undefined)];
  return ruleDefinitions.filter(({ key }) => (ofRegister.has(key) ? directorate : agency));
}

/** What becomes of running cases: they keep the value they began with, or are moved to the new one. A moving rule (*) always holds for them too. */
export const transitions = ['keep', 'move'] as const;
export type Transition = (typeof transitions)[number];

export type RuleView = Readonly<{
  key: string;
  value: unknown;
  initial: unknown;
  moving: boolean;
  history: readonly RuleHistory[];
  /** The newest work on running cases that setting this rule brought. */
  batch: Batch | null;
}>;

/** The rule values as they hold today, with what was set before and what will hold later. */
export async function ruleList(context: Context): Promise<RuleView[]> {
  allow(context.actor, setRules, undefined);
  const [book, history, batches] = [await ruleBook(context.db), await ruleHistory(context.db), await newestBatches(context.db)];
  const today = localDay(context.receivedAt, zone);
  return ownRules(context.actor).map((definition) => ({
    key: definition.key,
    value: ruleValue(book, definition, { version: book.version, on: today, today }),
    initial: definition.initial,
    moving: definition.moving,
    history: history.filter((one) => one.key === definition.key),
    batch: batches.get(definition.key) ?? null,
  }));
}

export async function ruleView(context: Context, key: string): Promise<RuleView> {
  const found = (await ruleList(context)).find((one) => one.key === key);
  if (!found) throw new Refusal('not_found');
  return found;
}

/**
 * Sets a rule value from a day on. Running cases keep the value they began with, or are moved to this one from that day, while their other values stay; a moving
 * rule (*) always holds for them. What that changes in many cases is done by a batch. Refuses with `value_invalid`, `reason_needed`.
 */
export async function setRule(
  context: Context,
  key: string,
  wanted: Readonly<WantedValue & { reason?: string | undefined; transition?: Transition | undefined }>,
): Promise<RuleView> {
  allow(context.actor, setRules, undefined);
  const { definition, value, validFrom } = wantedValue(context, key, wanted);
  refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
  const transition = wanted.transition ?? (definition.moving ? 'move' : 'keep');
  // It would be untrue: nobody keeps the value of a rule that moves.
  refuseUnless(transition === 'move' || !definition.moving, 'value_invalid', { transition: 'value_invalid' });
  // What runs in the register is looked at by its own rules; nobody moves it.
  refuseUnless(transition === 'keep' || definition.moving || changesCases(definition), 'value_invalid', { transition: 'value_invalid' });
  return context.transaction(async (trx) => {
    const version = await addRuleSetting(trx, {
      key,
      value,
      validFrom,
      setBy: personIdOf(context),
      setAt: context.receivedAt,
      moves: transition === 'move',
      reason: wanted.reason ?? null,
    });
    await appendTimeline(trx, {
      case: { kind: 'rule', id: newId() },
      what: 'ruleSet',
      actorId: personIdOf(context),
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { key, validFrom, version, transition },
    });
    if (transition === 'move') await beginBatch(trx, context, { definition, version, validFrom });
    return ruleView({ ...context, db: trx }, key);
  });
}

/** Whether a value may change running cases. Of the moving rules only the idle years stand in an agenda; the others are looked up whenever they are needed. */
export function changesCases({ moving, key }: RuleDefinition): boolean {
  return !ofRegister.has(key) && (!moving || key === certificationRuleDefinitions.idleYears.key);
}

export type WantedValue = Readonly<{ value: unknown; validFrom?: PlainDate | undefined }>;

/** Reads a value that somebody wants a rule to have. Refuses with `not_found` for an unknown rule, `value_invalid` for the value or a day that is past. */
export function wantedValue(
  context: Context,
  key: string,
  wanted: WantedValue,
): Readonly<{ definition: RuleDefinition; value: unknown; validFrom: PlainDate }> {
  const definition = ownRules(context.actor).find((one) => one.key === key);
  if (!definition) throw new Refusal('not_found');
  const parsed = definition.schema.safeParse(wanted.value);
  refuseUnless(parsed.success, 'value_invalid', { value: 'value_invalid' });
  const today = localDay(context.receivedAt, zone);
  // What holds from a past day would change what has been decided already.
  refuseUnless(!wanted.validFrom || wanted.validFrom >= today, 'value_invalid', { validFrom: 'value_invalid' });
  return { definition, value: parsed.data, validFrom: wanted.validFrom ?? today };
}

/**
 * Has what follows from a new value done in all running cases. Idle years are reckoned with at once, also when they change on a coming day: every date is known
 * before. Cases are moved on the day itself, for until then the former value holds.
 */
async function beginBatch(
  trx: Trx,
  context: Context,
  { definition, version, validFrom }: Readonly<{ definition: RuleDefinition; version: number; validFrom: PlainDate }>,
): Promise<void> {
  if (!changesCases(definition)) return;
  const idle = definition.moving;
  const batch: Batch = {
    batchId: newId(),
    kind: idle ? 'idle_years' : 'rules_moved',
    ruleKey: definition.key,
    ruleVersion: version,
    validFrom,
    part: null,
    cursor: null,
    done: 0,
    total: 0,
    dueAt: idle ? context.receivedAt : latest(context.receivedAt, startOfDay(validFrom, zone)),
    startedAt: null,
    finishedAt: null,
  };
  await insertBatch(trx, { ...batch, total: await countBatch(trx, batch) });
}
