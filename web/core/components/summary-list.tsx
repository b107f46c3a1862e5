import type { ComponentChildren, JSX } from 'preact';

import type { LinkItem } from './link';

export type SummaryItem = Readonly<{ term: string; value: ComponentChildren; action?: LinkItem | undefined }>;
export type SummaryListProps = Readonly<{ items: readonly SummaryItem[] }>;

/** Names and values of one thing, each with a link to change it where there is one. */
export function SummaryList({ items }: SummaryListProps): JSX.Element {
  return (
    <dl class="frist-summary">
      {items.map(({ term, value, action }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {value}
            {action && (
              <a class="ds-link frist-summary-action" href={action.href}>
                {action.text}
                <span class="ds-sr-only"> ({term})</span>
              </a>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
