import type { JSX } from 'preact';
import { enrolmentStates } from '../../domain/certification/enrolment';
import type { Locale } from '../core/locale';

/** How many are where, the empty stages left out. */
export function Counts({ locale: { t }, counts }: Readonly<{ locale: Locale; counts: Readonly<Record<string, number>> }>): JSX.Element {
  const held = enrolmentStates.filter((state) => counts[state]);
  if (held.length === 0) return <span class="frist-subtle">{t('certification.rounds.nobody')}</span>;
  return (
    <ul class="frist-counts">
      {held.map((state) => (
        <li key={state}>
          <strong>{counts[state]}</strong> {t(`certification.enrolment.state.${state}`)}
        </li>
      ))}
    </ul>
  );
}
