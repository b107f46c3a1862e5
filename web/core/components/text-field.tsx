import type { JSX } from 'preact';

import { Field, tiesOf, type FieldProps } from './field';

export type TextFieldProps = FieldProps &
  Readonly<{
    /** What was typed, kept as typed: a refused form never loses it. */
    value?: string | undefined;
    /** What browsers may fill in, as in `name`, `email`, `off`. */
    autocomplete?: string | undefined;
    inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'search' | undefined;
    /** How many characters the answer usually has; sets the width. */
    size?: number | undefined;
    maxLength?: number | undefined;
  }>;

/** One line of text. */
export function TextField(props: TextFieldProps): JSX.Element {
  return (
    <Field field={props}>
      <input type="text" {...lineOf(props)} />
    </Field>
  );
}

/** An e-mail address. */
export function EmailField(props: TextFieldProps): JSX.Element {
  return (
    <Field field={props}>
      <input type="email" {...lineOf({ autocomplete: 'email', maxLength: 254, ...props })} />
    </Field>
  );
}

/** A password: never shown again, so that it must be typed anew when its form is refused. */
export function PasswordField(props: Omit<TextFieldProps, 'value'>): JSX.Element {
  return (
    <Field field={props}>
      <input type="password" {...lineOf({ autocomplete: 'current-password', ...props })} />
    </Field>
  );
}

export type DateFieldProps = FieldProps & Readonly<{ value?: string | undefined; min?: string | undefined; max?: string | undefined }>;

/** A calendar day, picked or typed; sent as `YYYY-MM-DD`. */
export function DateField(props: DateFieldProps): JSX.Element {
  return (
    <Field field={props}>
      <input class="ds-input frist-short" type="date" value={props.value} min={props.min} max={props.max} {...tiesOf(props)} />
    </Field>
  );
}

function lineOf(props: TextFieldProps) {
  const { value, autocomplete, inputmode, size, maxLength } = props;
  return { class: size ? 'ds-input frist-short' : 'ds-input', value, autocomplete, inputmode, size, maxLength, ...tiesOf(props) };
}
