import type { Agenda } from '../../domain/core/agenda';
import type { ParticipationField } from '../../domain/register/participation';
import { savedFields, type Project } from '../../domain/register/saving';
import type { TimelineEvent } from '../../db/core/timeline';
import { isMessageKey } from '../../letters/core/catalogue';
import type { FutureStep, PastEvent } from '../core/components';
import type { Locale } from '../core/locale';
import { fieldLabel, valueText } from './participation-words';

/** What happened to a participation, as sentences. Only its own municipality reads them, so values and names are told. */
export function pastEvents(locale: Locale, events: readonly TimelineEvent[], projects: readonly Project[] = []): PastEvent[] {
  return events.map((event) => ({
    id: event.eventId,
    sentence: sentenceOf(locale, event),
    actor: event.actorId ? (event.actorName ?? locale.t('core.person.erased')) : locale.t('core.timeline.bySystem'),
    effectiveAt: event.effectiveAt,
    recordedAt: event.recordedAt,
    reason: text(event.personal?.['reason']),
    change: changeOf(locale, event, projects),
  }));
}

/** What will happen by itself, as sentences. */
export function futureSteps(locale: Locale, agenda: Agenda): FutureStep[] {
  return agenda.map(({ step, occasion, effectiveAt, because, movedBy }) => ({
    occasion,
    title: said(locale, `register.step.${step}`, { months: Number(/^length-(\d+)m/.exec(occasion)?.[1] ?? 0) }),
    effectiveAt,
    because: said(locale, because),
    movedBy: movedBy.map((what) => said(locale, what)),
  }));
}

function sentenceOf(locale: Locale, { what, data }: TimelineEvent): string {
  const field = text(data['field']);
  const letter = text(data['template']);
  return said(locale, isMessageKey(`register.event.${what}`) ? `register.event.${what}` : `core.event.${what}`, {
    field: field ? fieldLabel(locale, field) : '',
    kind: said(locale, `register.programme.kind.${String(data['kind'])}`),
    months: Number(data['months'] ?? 0),
    letter: letter ? said(locale, `letters.${letter}.name`) : '',
  });
}

/** What a field was and what it became; a number only masked. */
function changeOf(locale: Locale, { what, data, personal }: TimelineEvent, projects: readonly Project[]): PastEvent['change'] {
  if (!personal) return undefined;
  if (what === 'numberChanged') return { before: text(personal['before']), after: text(personal['after']) };
  const field = savedFields.find((one: ParticipationField) => one === data['field']);
  if (what !== 'fieldSaved' || !field) return undefined;
  const side = (value: unknown): string | undefined => valueText(locale, field, value, projects) || undefined;
  return { before: side(personal['before']), after: side(personal['after']) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A message by a key that came from the facts; the bare key where there is none, which is better than nothing. */
function said({ t }: Locale, key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return isMessageKey(key) ? t(key, values) : key;
}
