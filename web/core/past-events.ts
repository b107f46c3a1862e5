import type { TimelineEvent } from '../../db/core/timeline';
import { isMessageKey } from '../../letters/core/catalogue';
import { pastEvents as caseEvents } from '../certification/timeline-view';
import { caseHref } from './case-link';
import type { PastEvent } from './components';
import type { Locale } from './locale';

/** Who reads: staff see names, the person themselves sees roles. */
export type Reader = 'staff' | 'participant';

/** Everything that happened about one person, in words, oldest first: what was done to their data, and their cases with a link to each. */
export function pastEvents(locale: Locale, events: readonly TimelineEvent[], as: Reader): PastEvent[] {
  return events.flatMap((event) => {
    if (event.caseKind === 'person') return [personEvent(locale, event, as)];
    const href = caseHref(event.caseKind, event.caseId);
    const link = href ? { href, text: locale.t('core.openCase') } : undefined;
    return caseEvents(locale, [event], { as }).map((one) => ({ ...one, link }));
  });
}

function personEvent(locale: Locale, event: TimelineEvent, as: Reader): PastEvent {
  const { t } = locale;
  const role = `core.role.${String(event.data['role'])}`;
  const key = `core.event.${event.what}`;
  const values = { role: isMessageKey(role) ? t(role) : '', organisation: textOf(event.data['organisation']) ?? '' };
  return {
    id: event.eventId,
    sentence: isMessageKey(key) ? t(key, values) : event.what,
    actor: actorIn(locale, event, as),
    effectiveAt: event.effectiveAt,
    recordedAt: event.recordedAt,
    reason: textOf(event.personal?.['reason']),
    change: changeIn(locale, event),
  };
}

function actorIn({ t }: Locale, { actorId, actorName, personId }: TimelineEvent, as: Reader): string {
  if (!actorId) return t('core.timeline.bySystem');
  if (actorId === personId && as === 'participant') return t('core.timeline.byYou');
  return as === 'staff' ? (actorName ?? t('core.person.erased')) : t('core.role.agency');
}

const changed = ['name', 'email', 'employer', 'language'] as const;

/** What a correction changed, both sides in one line. */
function changeIn({ t }: Locale, { what, personal }: TimelineEvent): PastEvent['change'] {
  if (what !== 'personChanged' || !personal) return undefined;
  const [before, after] = [personal['before'], personal['after']] as Record<string, unknown>[];
  const differs = changed.filter((field) => before?.[field] !== after?.[field]);
  if (differs.length === 0) return undefined;
  const side = (values: Record<string, unknown> | undefined): string =>
    differs.map((field) => `${t(`core.person.${field}`)}: ${textOf(values?.[field]) ?? t('core.timeline.nothing')}`).join(', ');
  return { before: side(before), after: side(after) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
