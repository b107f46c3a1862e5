import type { JSX } from 'preact';

import type { Locale } from '../locale';

/** One thing that happened, as a sentence in the reader's language. */
export type PastEvent = Readonly<{
  id: string;
  sentence: string;
  /** Who did it, as the reader may know them: a name, a role, or the product. */
  actor?: string | undefined;
  /** When it counts from. */
  effectiveAt: string;
  /** When it was written down; shown when it is another minute. */
  recordedAt: string;
  reason?: string | undefined;
  /** The version of the rules that ruled it: "Regler pr. 1. januar 2026". */
  rule?: string | undefined;
  /** What it was and what it became, where the reader may see it. */
  change?: Readonly<{ before?: string | undefined; after?: string | undefined }> | undefined;
  /** Where more is: the letter, the decision. */
  link?: Readonly<{ href: string; text: string }> | undefined;
}>;

export function TimelineEvent({ locale, event, id }: Readonly<{ locale: Locale; event: PastEvent; id?: string | undefined }>): JSX.Element {
  const { t } = locale;
  const effective = locale.instant(event.effectiveAt);
  const recorded = locale.instant(event.recordedAt);
  return (
    <li id={id}>
      <p class="frist-event-time">
        <time dateTime={event.effectiveAt}>{effective}</time>
        {event.actor && <span> · {event.actor}</span>}
      </p>
      <p class="frist-event-text">{event.sentence}</p>
      {event.change && <Change locale={locale} change={event.change} />}
      {event.reason && <p class="frist-event-more">{t('core.timeline.reason', { reason: event.reason })}</p>}
      {recorded !== effective && <p class="frist-event-more">{t('core.timeline.recorded', { at: recorded })}</p>}
      {event.rule && <p class="frist-event-more">{event.rule}</p>}
      {event.link && (
        <p class="frist-event-more">
          <a class="ds-link" href={event.link.href}>
            {event.link.text}
          </a>
        </p>
      )}
    </li>
  );
}

function Change({
  locale: { t },
  change: { before, after },
}: Readonly<{ locale: Locale; change: NonNullable<PastEvent['change']> }>): JSX.Element {
  const nothing = t('core.timeline.nothing');
  return <p class="frist-event-more">{t('core.timeline.change', { before: before ?? nothing, after: after ?? nothing })}</p>;
}
