import type { JSX } from 'preact';
import { isMessageKey } from '../../letters/core/catalogue';
import { caseHref } from './case-link';
import type { Locale } from './locale';

/** What a kind of case is called; one without a word of its own keeps its code. */
export function kindText({ t }: Locale, kind: string): string {
  const key = `core.operations.kind.${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}

/** A case by its kind, linked to its page where it has one. */
export function CaseName({ locale, kind, caseId }: Readonly<{ locale: Locale; kind: string; caseId: string }>): JSX.Element {
  const href = caseHref(kind, caseId);
  const name = kindText(locale, kind);
  return href ? <a href={href}>{name}</a> : <>{name}</>;
}
