import type { JSX } from 'preact';
import type { DeclaredOutage } from '../../db/certification/outages';
import { Notice } from '../core/components';
import type { Locale } from '../core/locale';
import { paths } from './names';

/** Says why a deadline is not where it was: the outages that moved it. */
export function OutageNotice({ locale, outages }: Readonly<{ locale: Locale; outages: readonly DeclaredOutage[] }>): JSX.Element | null {
  const { t, instant } = locale;
  if (outages.length === 0) return null;
  return (
    <Notice tone="info">
      {outages.map(({ outageId, fromAt, toAt, reason }) => (
        <p key={outageId}>{t('certification.outage.notice', { from: instant(fromAt), to: instant(toAt), reason })}</p>
      ))}
      <p>
        <a href={paths.outages}>{t('certification.outage.see')}</a>
      </p>
    </Notice>
  );
}
