import type { JSX } from 'preact';

import { FieldError, FieldHint, FieldName, tiesOf, type FieldProps } from './field';

export type Choice = Readonly<{ value: string; text: string; hint?: string | undefined }>;

export type RadioGroupProps = FieldProps & Readonly<{ options: readonly Choice[]; value?: string | undefined }>;

/** One choice of a few, all in sight. The first has the id of the field, so that an error summary leads to it. */
export function RadioGroup(props: RadioGroupProps): JSX.Element {
  const { id, name, required, ...described } = tiesOf(props);
  return (
    <fieldset class="ds-fieldset frist-field" aria-describedby={described['aria-describedby']}>
      <legend class="ds-label">
        <FieldName field={props} />
      </legend>
      <FieldHint field={props} />
      {props.options.map((option, at) => {
        const ownId = at === 0 ? id : `${id}-${at + 1}`;
        return (
          <div class="ds-field" key={option.value}>
            <input
              class="ds-input"
              type="radio"
              id={ownId}
              name={name}
              value={option.value}
              required={required}
              checked={option.value === props.value}
              aria-invalid={described['aria-invalid']}
              aria-describedby={option.hint ? `${ownId}-more` : undefined}
            />
            <label class="ds-label" for={ownId}>
              {option.text}
            </label>
            {option.hint && (
              <p data-field="description" id={`${ownId}-more`}>
                {option.hint}
              </p>
            )}
          </div>
        );
      })}
      <FieldError field={props} />
    </fieldset>
  );
}
