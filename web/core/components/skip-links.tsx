import type { JSX } from 'preact';

import type { Locale } from '../locale';

/** The first links of a page, seen when focused: past the main menu, and past the left menu when there is one. */
export function SkipLinks({ locale: { t }, leftMenu }: Readonly<{ locale: Locale; leftMenu: boolean }>): JSX.Element {
  return (
    <nav class="frist-skip" aria-label={t('core.skip.label')}>
      <a class="ds-skip-link" href={leftMenu ? '#left-menu' : '#main'}>
        {t('core.skip.mainMenu')}
      </a>
      {leftMenu && (
        <a class="ds-skip-link" href="#main">
          {t('core.skip.leftMenu')}
        </a>
      )}
    </nav>
  );
}
