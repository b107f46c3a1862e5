import type { JSX } from 'preact';

import { Field, tiesOf, type FieldProps } from './field';

export type Option = Readonly<{ value: string; text: string }>;

export type SelectFieldProps = FieldProps &
  Readonly<{
    options: readonly Option[];
    value?: string | undefined;
    /** The first, empty choice: "Vælg region". */
    placeholder?: string | undefined;
  }>;

/** One choice from a list that is too long for radio buttons. */
export function SelectField(props: SelectFieldProps): JSX.Element {
  return (
    <Field field={props}>
      <select class="ds-input frist-short" {...tiesOf(props)}>
        {props.placeholder !== undefined && <option value="">{props.placeholder}</option>}
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.text}
          </option>
        ))}
      </select>
    </Field>
  );
}
