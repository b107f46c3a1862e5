import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ruleDefinitions } from '../../../api/core/rule-commands';
import { isMessageKey, languages } from '../../../letters/core/catalogue';
import { localeOf } from '../../../web/core/locale';
import { fieldsOfValue, ruleInput, valueOfFields, type RuleInput } from '../../../web/core/rule-input';
import { ruleFaults, ruleName, ruleText, ruleWordKey } from '../../../web/core/rule-words';

describe.each(ruleDefinitions.map((one) => [one.key, one] as const))('the rule %s', (key, { schema, initial }) => {
  test('has a form of its own, and its value comes out of the form as it went in', () => {
    const input = ruleInput(schema);
    expect(input.kind).not.toBe('json');
    expect(valueOfFields(input, fieldsOfValue(input, initial))).toEqual(initial);
    expect(schema.safeParse(initial).success).toBe(true);
  });

  test('has a name, and so has every part and choice of it', () => {
    expect(isMessageKey(`core.rule.${key}`)).toBe(true);
    expect(wordsOf(ruleInput(schema)).filter((word) => ruleWordKey(key, word) === undefined)).toEqual([]);
  });

  test.each(languages)('can be said in %s', (language) => {
    const locale = localeOf(language);
    expect(ruleName(locale, key)).not.toBe(key);
    expect(ruleText(locale, key, schema, initial)).not.toMatch(/undefined|\[object/);
  });
});

function wordsOf(input: RuleInput): readonly string[] {
  if (input.kind === 'parts') return input.parts.map(([name]) => name);
  if (input.kind === 'lines') return input.parts;
  return input.kind === 'choice' || input.kind === 'choices' ? input.options : [];
}

const locale = localeOf('en');
const schema = z.strictObject({
  count: z.number().int().min(1).max(12),
  days: z.array(z.number().int().min(1)).max(2),
  name: z.string().max(3),
});

test('a fault of a value stands at its field, and says what is allowed', () => {
  const value = valueOfFields(ruleInput(schema), { 'value.count': '13', 'value.days': '1; x', 'value.name': 'four' });
  expect(Object.fromEntries(ruleFaults(locale, schema, value))).toEqual({
    'value.count': 'The number must not be above 12.',
    'value.days': 'Enter a whole number.',
    'value.name': 'The text may have at most 3 characters.',
  });
});

test('what is wrong with the parts together belongs to no field', () => {
  const ordered = z.strictObject({ from: z.number(), to: z.number() }).refine(({ from, to }) => from < to);
  expect([...ruleFaults(locale, ordered, { from: 2, to: 1 })]).toEqual([['', expect.any(String)]]);
});

test('entries of texts are lines; one with a part too many or too few is refused', () => {
  const entries = z.array(z.strictObject({ code: z.string(), text: z.string().min(1) }));
  const input = ruleInput(entries);
  expect(input).toEqual({ kind: 'lines', parts: ['code', 'text'] });
  const typed = (value: string): unknown => valueOfFields(input, { value });
  expect(typed(' a | First one \r\n\nb|Second')).toEqual([
    { code: 'a', text: 'First one' },
    { code: 'b', text: 'Second' },
  ]);
  for (const wrong of ['a', 'a | b | c', 'a |']) expect(entries.safeParse(typed(wrong)).success).toBe(false);
});

test('numbers may be typed with a decimal comma, and lists with any separator', () => {
  expect(valueOfFields(ruleInput(z.number()), { value: ' 12,5 ' })).toBe(12.5);
  expect(valueOfFields(ruleInput(z.array(z.number())), { value: '14; 3 1' })).toEqual([14, 3, 1]);
  expect(valueOfFields(ruleInput(z.array(z.number())), { value: '' })).toEqual([]);
});
