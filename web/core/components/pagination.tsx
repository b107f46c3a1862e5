import type { JSX } from 'preact';

import type { Locale } from '../locale';

export type PaginationProps = Readonly<{
  locale: Locale;
  /** What is paged through: "Sider med tilmeldinger". */
  label: string;
  first?: string | undefined;
  next?: string | undefined;
}>;

/** Onward and back to the start: a cursor knows no page numbers. Shows nothing on a single page. */
export function Pagination({ locale: { t }, label, first, next }: PaginationProps): JSX.Element | null {
  if (!first && !next) return null;
  return (
    <nav class="frist-row" aria-label={label}>
      {first && (
        <a class="ds-button" data-variant="secondary" href={first}>
          {t('core.pagination.first')}
        </a>
      )}
      {next && (
        <a class="ds-button" data-variant="secondary" href={next} rel="next">
          {t('core.pagination.next')}
        </a>
      )}
    </nav>
  );
}
