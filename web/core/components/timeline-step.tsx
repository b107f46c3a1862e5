import type { JSX } from 'preact';

import type { Locale } from '../locale';

/** One entry of an agenda, in words: what will happen if nobody acts. */
export type FutureStep = Readonly<{
  occasion: string;
  title: string;
  effectiveAt: string;
  /** Why it is there. */
  because: string;
  /** What would move it or take it away, as phrases: "en aflevering", "en flyttet frist". */
  movedBy?: readonly string[] | undefined;
}>;

/** Greyed and dashed, and "not happened yet" in words, for who cannot see grey. */
export function TimelineStep({ locale, step }: Readonly<{ locale: Locale; step: FutureStep }>): JSX.Element {
  const { t } = locale;
  const { movedBy = [] } = step;
  return (
    <li>
      <p class="frist-event-time">
        <time dateTime={step.effectiveAt}>{locale.instant(step.effectiveAt)}</time>
        <span> · {t('core.timeline.notYet')}</span>
      </p>
      <p class="frist-event-text">{step.title}</p>
      <p class="frist-event-more">{t('core.timeline.because', { because: step.because })}</p>
      {movedBy.length > 0 && <p class="frist-event-more">{t('core.timeline.movedBy', { movedBy: locale.either(movedBy) })}</p>}
    </li>
  );
}
