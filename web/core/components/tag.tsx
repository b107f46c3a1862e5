import type { ComponentChildren, JSX } from 'preact';

import type { Tone } from './tone';

export type TagProps = Readonly<{ children: ComponentChildren; tone?: Tone | undefined }>;

/** A state as a word; the colour only repeats it. */
export function Tag({ children, tone = 'neutral' }: TagProps): JSX.Element {
  return (
    <span class="ds-tag" data-color={tone} data-variant="outline">
      {children}
    </span>
  );
}
