import type { JSX } from 'preact';

import { Field, tiesOf, type FieldProps } from './field';

export type FileFieldProps = FieldProps & Readonly<{ multiple?: boolean | undefined; accept?: string | undefined }>;

/** Files to send along. The form around it needs `multipart`. Browsers never keep chosen files after a refusal: say so in the error. */
export function FileField(props: FileFieldProps): JSX.Element {
  return (
    <Field field={props}>
      <input class="ds-input" type="file" multiple={props.multiple} accept={props.accept} {...tiesOf(props)} />
    </Field>
  );
}
