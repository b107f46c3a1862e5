import type { z } from 'zod';
import { isMessageKey, localeNameOf, type MessageKey } from '../../letters/core/catalogue';
import type { Locale } from './locale';
import { linesOf, ruleInput, type RuleInput } from './rule-input';

/** What a rule is called. */
export function ruleName({ t }: Locale, key: string): string {
  const name = `core.rule.${key}`;
  return isMessageKey(name) ? t(name) : key;
}

/** Rules whose choices are called as the codes and fields of the register are. */
const calledAs: Readonly<Record<string, readonly string[]>> = {
  'register.financings': ['register.code.financing'],
  'register.participantClasses': ['register.code.participantClass'],
  'register.activityTypes': ['register.code.activity'],
  'register.endingReasons': ['register.code.mainReason', 'register.code.subReason'],
  'register.requiredForStart': ['register.field'],
  'register.requiredForDischarge': ['register.field'],
};

/** The message that names one part or one choice of a rule. */
export function ruleWordKey(key: string, word: string): MessageKey | undefined {
  return [`core.rule.${key}`, ...(calledAs[key] ?? [])].map((place) => `${place}.${word}`).find(isMessageKey);
}

/** What one part or one choice of a rule is called. */
export function ruleWord({ t }: Locale, key: string, word: string): string {
  const name = ruleWordKey(key, word);
  return name === undefined ? word : t(name);
}

/** A value as a reader understands it: numbers with their signs, choices by name, parts with theirs. */
export function ruleText(locale: Locale, key: string, schema: z.ZodType, value: unknown): string {
  return said(locale, key, ruleInput(schema), value);
}

function said(locale: Locale, key: string, input: RuleInput, value: unknown): string {
  const none = locale.t('core.none');
  switch (input.kind) {
    case 'number':
      return value === null ? none : amount(locale, value as number);
    case 'choice':
      return ruleWord(locale, key, String(value));
    case 'choices':
      return (value as string[]).map((one) => ruleWord(locale, key, one)).join('; ') || none;
    case 'list':
      return (value as unknown[]).join(', ') || none;
    case 'parts':
      if (Object.values(value as object).every((part) => part === '')) return none;
      return input.parts
        .map(([part, of]) => `${ruleWord(locale, key, part)}: ${said(locale, key, of, (value as Record<string, unknown>)[part])}`)
        .join('; ');
    case 'text':
      return String(value) || none;
    case 'lines':
      return linesOf(input.parts, value).join('; ') || none;
    case 'json':
      return JSON.stringify(value);
  }
}

function amount({ language }: Locale, value: number): string {
  return new Intl.NumberFormat(localeNameOf(language)).format(value);
}

/** What may be typed, for the hint of a field. */
export function ruleHint(locale: Locale, key: string, input: RuleInput): string | undefined {
  const { t } = locale;
  if (input.kind === 'lines') return t('core.ruleForm.linesHint', { parts: input.parts.map((part) => ruleWord(locale, key, part)).join(' | ') }); // prettier-ignore
  if (input.kind === 'list') return t('core.ruleForm.listHint');
  if (input.kind === 'json') return t('core.ruleForm.jsonHint');
  if (input.kind !== 'number') return undefined;
  if (input.optional) return t('core.ruleForm.orNone', { hint: ruleHint(locale, key, { ...input, optional: false })! });
  const { min, max, whole } = input;
  const kind = whole ? t('core.ruleForm.whole') : t('core.ruleForm.decimal');
  if (min !== undefined && max !== undefined)
    return t('core.ruleForm.between', { kind, min: amount(locale, min), max: amount(locale, max) });
  return min === undefined ? kind : t('core.ruleForm.atLeast', { kind, min: amount(locale, min) });
}

/** What a schema says against a value, field by field, in words. */
export function ruleFaults(locale: Locale, schema: z.ZodType, value: unknown): ReadonlyMap<string, string> {
  const { t } = locale;
  const result = schema.safeParse(value);
  if (result.success) return new Map();
  return new Map(result.error.issues.map((issue) => [fieldOf(schema, issue.path), fault(issue)]));

  function fault(issue: z.core.$ZodIssue): string {
    if (issue.code === 'too_small') {
      const minimum = amount(locale, Number(issue.minimum));
      return t(issue.origin === 'array' ? 'core.ruleFault.tooFew' : 'core.ruleFault.tooSmall', { minimum });
    }
    if (issue.code === 'too_big') {
      const maximum = amount(locale, Number(issue.maximum));
      if (issue.origin === 'array') return t('core.ruleFault.tooMany', { maximum });
      return t(issue.origin === 'string' ? 'core.ruleFault.tooLong' : 'core.ruleFault.tooBig', { maximum });
    }
    const asksForNumber = issue.code === 'invalid_type' && (issue.expected === 'int' || issue.expected === 'number');
    return t(asksForNumber ? 'core.ruleFault.number' : 'core.error.value_invalid.title');
  }
}

/**
 * The field of the form in which a fault is to be put right: a part has its own, the entries of a list share one.
 * Empty for what is wrong with the parts together.
 */
function fieldOf(schema: z.ZodType, path: readonly PropertyKey[]): string {
  if (ruleInput(schema).kind !== 'parts') return 'value';
  return typeof path[0] === 'string' ? `value.${path[0]}` : '';
}
