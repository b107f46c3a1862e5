import { createIntl } from '@formatjs/intl';

import { da, type MessageKey } from '../catalogue/da';
import { en } from '../catalogue/en';
import { nb } from '../catalogue/nb';

export type { MessageKey } from '../catalogue/da';

/** A language people can choose; also the `lang` of the page and of the letter. */
export type Language = 'da' | 'nb' | 'en';

/** Danish first: it is the language of the source texts and the one that names the keys. */
export const languages: readonly Language[] = ['da', 'nb', 'en'];

/** Says one message in one language; the values fill the placeholders of its ICU pattern. */
export type Texts = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const messages: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { da, nb, en };

// English dates and numbers are written the European way, which is what a reader in Denmark or Norway expects.
const locales: Readonly<Record<Language, string>> = { da: 'da', nb: 'nb', en: 'en-GB' };

const spoken = new Map<Language, Texts>();

/** The messages of one language, compiled when first said. */
export function textsOf(language: Language): Texts {
  const known = spoken.get(language);
  if (known) return known;
  const intl = createIntl({ locale: locales[language], messages: messages[language], onError: complain });
  // What has no placeholder is always the same, and is most of every page.
  const constant = new Map<MessageKey, string>();
  const texts: Texts = (key, values) => {
    if (values) return intl.formatMessage({ id: key }, values);
    const text = constant.get(key) ?? intl.formatMessage({ id: key });
    constant.set(key, text);
    return text;
  };
  spoken.set(language, texts);
  return texts;
}

/** Whether a text is the key of a message; for keys made of a code that came from outside the compiler's sight. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(da, text);
}

export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text);
}

/** The locale that dates and numbers follow in a language. */
export function localeNameOf(language: Language): string {
  return locales[language];
}

/** A forgotten placeholder must not take a page down, but no test may pass with one. */
function complain(error: Error): void {
  if (process.env['NODE_ENV'] === 'test') throw error;
  process.emitWarning(error.message, { code: 'FRIST_TEXT' });
}
