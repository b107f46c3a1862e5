import type { JSX } from 'preact';

import { FieldError, FieldHint, FieldName, tiesOf, type FieldProps } from './field';

export type CheckboxProps = FieldProps & Readonly<{ checked?: boolean | undefined; value?: string | undefined }>;

/** One box to tick. Unticked it sends nothing, so a box that must be ticked has no `optional`. */
export function Checkbox(props: CheckboxProps): JSX.Element {
  const ties = tiesOf(props);
  return (
    <div class="ds-field">
      <input class="ds-input" type="checkbox" value={props.value ?? 'on'} checked={props.checked} {...ties} />
      <label class="ds-label" for={ties.id}>
        <FieldName field={props} />
      </label>
      <FieldHint field={props} />
      <FieldError field={props} />
    </div>
  );
}
