import type { ComponentChildren, JSX } from 'preact';

import type { Locale } from '../locale';
import { TimelineEvent, type PastEvent } from './timeline-event';

export type WhyStateProps = Readonly<{
  locale: Locale;
  /** The answer in a sentence: "Certifikatet er udløbet, fordi det ikke er brugt i to år." */
  answer: ComponentChildren;
  /** The events of the timeline that led here, earliest first. */
  events: readonly PastEvent[];
  /** Default "Hvorfor?"; say of what where a page has several. */
  question?: string | undefined;
}>;

/** "Why?" beside a state: unfolds to the answer and the events that led there. */
export function WhyState({ locale, answer, events, question }: WhyStateProps): JSX.Element {
  return (
    <details class="frist-why">
      <summary>{question ?? locale.t('core.why.question')}</summary>
      <div class="frist-why-body">
        <p>{answer}</p>
        <ol class="frist-past">
          {events.map((event) => (
            <TimelineEvent key={event.id} locale={locale} event={event} />
          ))}
        </ol>
      </div>
    </details>
  );
}
