import type { JSX } from 'preact';

import type { Locale } from '../locale';
import { fieldId } from './field';

/** One thing that is wrong. With `field` the name of its field (or `id` where it has its own), else about the whole. */
export type FormError = Readonly<{ text: string; field?: string | undefined; id?: string | undefined }>;

export type ErrorSummaryProps = Readonly<{ locale: Locale; errors: readonly FormError[]; title?: string | undefined }>;

/** What is wrong with a form, at its top, each line leading to its field. Shows nothing when nothing is wrong. */
export function ErrorSummary({ locale, errors, title }: ErrorSummaryProps): JSX.Element | null {
  if (errors.length === 0) return null;
  return (
    <div class="ds-error-summary" role="alert" tabIndex={-1} data-focus aria-labelledby="error-summary-title">
      <h2 class="ds-heading" id="error-summary-title">
        {title ?? locale.t('core.errors.title', { count: errors.length })}
      </h2>
      <ul class="ds-list">
        {errors.map((error) => (
          <li key={error.text}>
            <ErrorLine error={error} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ErrorLine({ error }: Readonly<{ error: FormError }>): JSX.Element {
  const id = error.id ?? (error.field && fieldId(error.field));
  if (!id) return <>{error.text}</>;
  return (
    <a class="ds-link" href={`#${id}`}>
      {error.text}
    </a>
  );
}
