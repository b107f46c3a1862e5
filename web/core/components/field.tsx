import type { ComponentChildren, JSX } from 'preact';

/** What every field of a form shows. Fields are required unless `optional` says, in words, that they are not. */
export type FieldProps = Readonly<{
  name: string;
  label: string;
  hint?: string | undefined;
  /** The sentence that says what is wrong and what to do; the same as in the error summary. */
  error?: string | undefined;
  /** The word shown after the label: `t('core.field.optional')`. */
  optional?: string | undefined;
  /** Only where two fields of one page share a name. */
  id?: string | undefined;
}>;

/** The attributes that tie an input to its label, hint and error. */
export type Ties = Readonly<{
  id: string;
  name: string;
  required: boolean;
  'aria-invalid': 'true' | undefined;
  'aria-describedby': string | undefined;
}>;

/** The id of a field's input, which error summaries link to. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]/g, '-')}`;
}

export function tiesOf({ name, hint, error, optional, id = fieldId(name) }: FieldProps): Ties {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return { id, name, required: !optional, 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': described || undefined };
}

/** The frame of a field with one input: label, hint, the input, error. */
export function Field({ field, children }: Readonly<{ field: FieldProps; children: ComponentChildren }>): JSX.Element {
  const { id } = tiesOf(field);
  return (
    <div class="ds-field frist-field">
      <label class="ds-label" for={id}>
        <FieldName field={field} />
      </label>
      <FieldHint field={field} />
      {children}
      <FieldError field={field} />
    </div>
  );
}

export function FieldName({ field: { label, optional } }: Readonly<{ field: FieldProps }>): JSX.Element {
  return (
    <>
      {label}
      {optional && <span class="frist-optional"> ({optional})</span>}
    </>
  );
}

export function FieldHint({ field }: Readonly<{ field: FieldProps }>): JSX.Element | null {
  if (!field.hint) return null;
  return (
    <p data-field="description" id={`${tiesOf(field).id}-hint`}>
      {field.hint}
    </p>
  );
}

export function FieldError({ field }: Readonly<{ field: FieldProps }>): JSX.Element | null {
  if (!field.error) return null;
  return (
    <p class="ds-validation-message" data-field="validation" id={`${tiesOf(field).id}-error`}>
      {field.error}
    </p>
  );
}
