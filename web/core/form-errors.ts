import { isMessageKey, type MessageKey } from '../../letters/core/catalogue';
import type { FormError } from './components';
import type { Locale } from './locale';
import type { Refused } from './page-router';

/** What is wrong with a refused form, in words: about its fields, else about the whole. */
export type FormErrors = Readonly<{
  summary: FormError[];
  of: (field: string) => string | undefined;
  value: (field: string) => string | undefined;
}>;

/**
 * @param labels the label of each field, for sentences like "Fill in …"
 * @param own sentences for codes that mean something special on this form
 */
export function formErrors(
  { t }: Locale,
  refused: Refused | undefined,
  labels: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> = {},
): FormErrors {
  if (!refused) return { summary: [], of: () => undefined, value: () => undefined };
  const { refusal, form } = refused;
  const say = (code: string, field: string): string => {
    const key = `core.error.${code}.title`;
    if (own[code]) return own[code];
    if (code === 'missing') return t('core.errors.required', { field: inText(labels[field] ?? field) });
    return isMessageKey(key) ? t(key) : t('core.errors.invalidField', { field: inText(labels[field] ?? field) });
  };
  const texts = new Map(Object.entries(refusal.fields ?? {}).map(([field, code]) => [field, say(code, field)]));
  const whole: FormError = {
    text: [t(`core.error.${refusal.code}.title` as MessageKey), t(`core.error.${refusal.code}.detail` as MessageKey)].join(' '),
  };
  const summary = texts.size > 0 ? [...texts].map(([field, text]): FormError => (field in labels ? { text, field } : { text })) : [whole];
  return { summary, of: (field) => texts.get(field), value: (field) => form.values[field] };
}

/** A label within a sentence: "Udfyld navn.", but "Udfyld CPR-nummer." */
function inText(label: string): string {
  return /^\p{Lu}(?:\p{Ll}|-)/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}
