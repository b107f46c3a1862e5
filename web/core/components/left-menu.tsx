import type { JSX } from 'preact';

import type { LinkItem } from './link';

export type LeftMenuView = Readonly<{ label: string; items: readonly LinkItem[] }>;

/** The pages of one area. Stands above the content on a narrow screen. */
export function LeftMenu({ label, items }: LeftMenuView): JSX.Element {
  return (
    <nav class="frist-left-menu" id="left-menu" aria-label={label}>
      <ul>
        {items.map((item) => (
          <li key={item.href}>
            <a href={item.href} aria-current={item.current ? 'page' : undefined}>
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
