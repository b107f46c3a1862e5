import type { ComponentChildren, JSX } from 'preact';

import type { Tone } from './tone';

export type NoticeProps = Readonly<{
  children: ComponentChildren;
  title?: string | undefined;
  tone?: Exclude<Tone, 'neutral'> | undefined;
  /** Read out when the page opens: for the answer to what was just done. */
  announce?: boolean | undefined;
}>;

/** A message in the page: what was done, what to know, what went wrong. */
export function Notice({ children, title, tone = 'info', announce }: NoticeProps): JSX.Element {
  return (
    <div class="ds-alert" data-color={tone} role={announce ? 'status' : undefined} tabIndex={announce ? -1 : undefined}>
      {title && <h2 class="ds-heading frist-notice-title">{title}</h2>}
      {children}
    </div>
  );
}
