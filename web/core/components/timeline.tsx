import type { ComponentChildren, JSX } from 'preact';

import type { Locale } from '../locale';
import { TimelineEvent, type PastEvent } from './timeline-event';
import { TimelineStep, type FutureStep } from './timeline-step';

export type TimelineProps = Readonly<{
  locale: Locale;
  /** Unique on the page; events and steps get ids below it, so that others can link to them. */
  id: string;
  title: string;
  past: readonly PastEvent[];
  future: readonly FutureStep[];
  /** Said instead of the future when the case is over or nothing is owed. */
  ended?: ComponentChildren | undefined;
}>;

/** What happened to a case, and below it, greyed, what will happen when, if nobody acts. */
export function Timeline({ locale, id, title, past, future, ended }: TimelineProps): JSX.Element {
  const { t } = locale;
  return (
    <section class="frist-timeline" aria-labelledby={`${id}-title`}>
      <h2 class="ds-heading" data-size="xs" id={`${id}-title`}>
        {title}
      </h2>
      {past.length === 0 && <p class="frist-subtle">{t('core.timeline.noPast')}</p>}
      <ol class="frist-past">
        {past.map((event) => (
          <TimelineEvent key={event.id} locale={locale} event={event} id={`${id}-${event.id}`} />
        ))}
      </ol>
      {future.length > 0 && (
        <>
          <h3 class="ds-heading frist-timeline-now" data-size="2xs" id={`${id}-future`}>
            {t('core.timeline.future')}
          </h3>
          <ol class="frist-future" aria-labelledby={`${id}-future`}>
            {future.map((step) => (
              <TimelineStep key={step.occasion} locale={locale} step={step} />
            ))}
          </ol>
        </>
      )}
      {future.length === 0 && <p class="frist-timeline-now frist-subtle">{ended ?? t('core.timeline.noFuture')}</p>}
    </section>
  );
}
