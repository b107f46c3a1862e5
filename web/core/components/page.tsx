import type { ComponentChildren, JSX } from 'preact';

import type { Locale } from '../locale';
import type { LinkItem } from './link';

export type PageProps = Readonly<{
  locale: Locale;
  title: string;
  /** From the start page down to the parent; the page itself is the heading. */
  breadcrumbs?: readonly LinkItem[] | undefined;
  /** Beside the heading: usually the state as a `Tag`. */
  aside?: ComponentChildren | undefined;
  /** One sentence below the heading. */
  lead?: ComponentChildren | undefined;
  /** What one can go and do from here; links as buttons. */
  actions?: ComponentChildren | undefined;
  children: ComponentChildren;
}>;

/** The content of a page under its one `h1`. */
export function Page({ locale, title, breadcrumbs = [], aside, lead, actions, children }: PageProps): JSX.Element {
  return (
    <>
      {breadcrumbs.length > 0 && (
        <nav class="frist-breadcrumbs" aria-label={locale.t('core.breadcrumbs')}>
          <ol>
            {breadcrumbs.map((link) => (
              <li key={link.href}>
                <a class="ds-link" href={link.href}>
                  {link.text}
                </a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div class="frist-title">
        <h1 class="ds-heading" data-size="md">
          {title}
        </h1>
        {aside}
      </div>
      {lead && <p class="frist-lead">{lead}</p>}
      {actions && <div class="frist-row">{actions}</div>}
      {children}
    </>
  );
}

/** A part of a page with a heading of its own. */
export function Section({
  title,
  id,
  children,
}: Readonly<{ title: string; id?: string | undefined; children: ComponentChildren }>): JSX.Element {
  return (
    <section class="frist-section" id={id}>
      <h2 class="ds-heading" data-size="xs">
        {title}
      </h2>
      {children}
    </section>
  );
}

export type CardProps = Readonly<{
  title?: string | undefined;
  /** Where the title leads. */
  href?: string | undefined;
  children: ComponentChildren;
}>;

/** A framed box: one thing among others, on start pages and overviews. */
export function Card({ title, href, children }: CardProps): JSX.Element {
  return (
    <div class="ds-card frist-card" data-color="neutral">
      {title && (
        <h2 class="ds-heading" data-size="2xs">
          {href ? (
            <a class="ds-link" data-color="accent" href={href}>
              {title}
            </a>
          ) : (
            title
          )}
        </h2>
      )}
      {children}
    </div>
  );
}

/** Boxes side by side, as many as fit. */
export function Cards({ children }: Readonly<{ children: ComponentChildren }>): JSX.Element {
  return <div class="frist-cards">{children}</div>;
}
