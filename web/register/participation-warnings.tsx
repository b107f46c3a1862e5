import type { JSX } from 'preact';
import type { Instant } from '../../domain/core/calendar';
import type { ParticipationFile } from '../../db/register/participations';
import { warningsOf, type Warning } from '../../api/register/participation-presenters';
import { Notice } from '../core/components';
import type { Locale } from '../core/locale';

/** What a reader of a participation is warned of, in words: never a refusal (`domain.md` 6.4, 6.5). */
export function Warnings({ locale, file, at }: Readonly<{ locale: Locale; file: ParticipationFile; at: Instant }>): JSX.Element {
  return (
    <>
      {warningsOf(file, at).map((one) => (
        <Notice key={one.code} tone="warning">
          <p>{warningText(locale, one)}</p>
        </Notice>
      ))}
    </>
  );
}

function warningText({ t }: Locale, { code, months }: Warning): string {
  if (code === 'programme_length') return t('register.participation.long', { months: months ?? 0 });
  return t(code === 'age_under_18' ? 'register.participation.ageUnder' : 'register.participation.ageOver');
}
