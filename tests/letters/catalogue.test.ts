import { describe, expect, test } from '@jest/globals';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

import { statusOf, type ErrorCode } from '../../domain/core/errors';
import { da, type MessageKey } from '../../letters/catalogue/da';
import { en } from '../../letters/catalogue/en';
import { nb } from '../../letters/catalogue/nb';
import { isMessageKey, languages, textsOf } from '../../letters/core/catalogue';

const catalogues: Readonly<Record<string, Readonly<Record<string, string>>>> = { da, nb, en };
const keys = Object.keys(da) as MessageKey[];

describe.each(languages)('the catalogue in %s', (language) => {
  const catalogue = catalogues[language] ?? {};

  test('has the keys of the Danish one, no more and no fewer', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...keys].sort());
  });

  test('has no empty message and none with a space at either end', () => {
    expect(Object.entries(catalogue).filter(([, text]) => text === '' || text.trim() !== text)).toEqual([]);
  });

  test('asks for the same values as the Danish one', () => {
    const asked = (from: Readonly<Record<string, string>>) => keys.map((key) => [key, placeholders(from[key] ?? '')]);
    expect(asked(catalogue)).toEqual(asked(da));
  });

  test('says every message when given its values', () => {
    const t = textsOf(language);
    for (const key of keys) {
      const values = Object.fromEntries(placeholders(da[key]).map((placeholder) => [placeholder.split(':')[0] ?? '', 2]));
      expect(t(key, values)).not.toMatch(/[{}]|undefined/);
    }
  });
});

test('a forgotten value is an error where tests run', () => {
  expect(() => textsOf('da')('core.time.daysLeft')).toThrow(/days/);
});

test('every error code has a sentence that says what is wrong and one that says what to do', () => {
  const codes = Object.keys(statusOf) as ErrorCode[];
  expect(codes.filter((code) => !isMessageKey(`core.error.${code}.title`) || !isMessageKey(`core.error.${code}.detail`))).toEqual([]);
});

/** The placeholders of a pattern with their kind, so that a plural in one language cannot be a plain number in another. */
function placeholders(pattern: string): string[] {
  const found = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      if (element.type === TYPE.tag) throw new Error(`markup in a message: ${pattern}`);
      found.add(`${element.value}:${TYPE[element.type]}`);
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(parse(pattern));
  return [...found].sort();
}
