import type { Request } from 'express';
import { isLanguage, languages, type Language } from '../../letters/core/catalogue';

/** The language to answer in: what the person chose, else what the browser asks for, else Danish. */
export function languageOf(req: Request): Language {
  const chosen = req.session?.language;
  if (isLanguage(chosen)) return chosen;
  // `no` is how browsers used to name Norwegian.
  const asked = req.acceptsLanguages([...languages, 'no', 'nn']);
  if (asked === 'no' || asked === 'nn') return 'nb';
  return isLanguage(asked) ? asked : 'da';
}
