import type { JSX } from 'preact';

import type { Locale } from '../locale';
import type { LinkItem } from './link';

export type FooterView = Readonly<{
  version: string;
  /** When what the page shows was last changed. */
  updatedAt?: string | undefined;
  /** Further links beside the accessibility statement: privacy, help. */
  links?: readonly LinkItem[] | undefined;
}>;

export function Footer({
  locale,
  footer: { version, updatedAt, links = [] },
}: Readonly<{ locale: Locale; footer: FooterView }>): JSX.Element {
  const { t } = locale;
  return (
    <footer class="frist-footer">
      {updatedAt && (
        <p>
          {t('core.footer.updated')} <time dateTime={updatedAt}>{locale.instant(updatedAt)}</time>
        </p>
      )}
      <ul>
        <li>
          <a class="ds-link" href="/accessibility">
            {t('core.footer.accessibility')}
          </a>
        </li>
        {links.map((link) => (
          <li key={link.href}>
            <a class="ds-link" href={link.href}>
              {link.text}
            </a>
          </li>
        ))}
      </ul>
      <p>{t('core.footer.version', { version })}</p>
    </footer>
  );
}
