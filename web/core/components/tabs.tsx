import type { JSX } from 'preact';

import type { LinkItem } from './link';

export type TabsProps = Readonly<{ label: string; items: readonly LinkItem[] }>;

/** The parts of one thing as links with addresses of their own: works without script, can be sent to a colleague. */
export function Tabs({ label, items }: TabsProps): JSX.Element {
  return (
    <nav class="frist-tabs" aria-label={label}>
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
