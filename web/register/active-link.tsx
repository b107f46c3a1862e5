import type { JSX } from 'preact';
import type { Refusal } from '../../domain/core/errors';
import { Notice } from '../core/components';
import type { Locale } from '../core/locale';
import { registerPaths } from './paths';

/** A link to the record by which she takes part already, where the refusal names it: one of one's own municipality (`domain.md` 6.4). */
export function activeLink({ t }: Locale, refusal: Refusal | undefined): Readonly<{ href: string; text: string }> | undefined {
  const id = refusal?.details?.['participationId'];
  return typeof id === 'string' ? { href: registerPaths.participation(id), text: t('register.participation.seeActive') } : undefined;
}

export function ActiveLink({ locale, refusal }: Readonly<{ locale: Locale; refusal: Refusal | undefined }>): JSX.Element | null {
  const link = activeLink(locale, refusal);
  if (!link) return null;
  return (
    <Notice>
      <p>
        <a class="ds-link" href={link.href}>
          {link.text}
        </a>
      </p>
    </Notice>
  );
}
