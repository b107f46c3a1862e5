import type { JSX } from 'preact';

import { Field, tiesOf, type FieldProps } from './field';

export type TextAreaProps = FieldProps &
  Readonly<{ value?: string | undefined; rows?: number | undefined; maxLength?: number | undefined }>;

/** Several lines of text. */
export function TextArea(props: TextAreaProps): JSX.Element {
  return (
    <Field field={props}>
      <textarea class="ds-input" rows={props.rows ?? 4} maxLength={props.maxLength} {...tiesOf(props)}>
        {props.value}
      </textarea>
    </Field>
  );
}
