import type { Agenda } from '../../domain/core/agenda';
import type { Role } from '../../domain/core/actors';
import type { TimelineEvent } from '../../db/core/timeline';
import type { CertificateStep } from '../../domain/certification/certificate';
import type { EnrolmentStep } from '../../domain/certification/enrolment-agenda';
import type { RoundStep } from '../../domain/certification/round';
import { isMessageKey } from '../../letters/core/catalogue';
import type { FutureStep, PastEvent } from '../core/components';
import type { Locale } from '../core/locale';
import { paths } from './names';

/** Who reads a timeline: staff see names, a participant sees roles. Links lead only to where the reader may go. */
export type Reading = Readonly<{ as: 'staff' | 'participant'; links?: readonly ('certificate' | 'enrolment')[] }>;

/** What happened, as sentences. */
export function pastEvents(locale: Locale, events: readonly TimelineEvent[], reading: Reading): PastEvent[] {
  // Every letter follows from an event that stands here too; whoever got it need not read of it twice.
  const told = reading.as === 'staff' ? events : events.filter(({ what }) => what !== 'letterSent');
  return told.map((event) => ({
    id: event.eventId,
    sentence: sentenceOf(locale, event),
    actor: actorOf(locale, event, reading),
    effectiveAt: event.effectiveAt,
    recordedAt: event.recordedAt,
    reason: textOf(event.personal, 'shortcomings') ?? textOf(event.personal, 'reason') ?? textOf(event.data, 'reason'),
    rule:
      reading.as === 'staff' && event.rulesVersion
        ? locale.t('certification.timeline.rules', { version: String(event.rulesVersion) })
        : undefined,
    change: dated.has(event.what) ? { before: dayOf(locale, event, 'from'), after: dayOf(locale, event, 'to') } : undefined,
    link: linkOf(locale, event, reading),
  }));
}

/** Events that moved a day, with the day before and after. */
const dated: ReadonlySet<string> = new Set(['deadlineMoved', 'expiryMovedByRule', 'signUpClosingMoved']);

/** What will happen if nobody acts, as sentences. */
export function futureSteps(locale: Locale, agenda: Agenda<CertificateStep | EnrolmentStep | RoundStep>): FutureStep[] {
  const { t } = locale;
  return agenda.map(({ step, occasion, effectiveAt, because, movedBy }) => {
    const days = /^(?:deadline|expiry)-(\d+)d:/.exec(occasion)?.[1];
    const title = t(`certification.step.${step}.title`);
    return {
      occasion,
      title: days ? t('certification.timeline.daysBefore', { what: title, days: Number(days) }) : title,
      effectiveAt,
      because: said(locale, because),
      movedBy: movedBy.map((what) => said(locale, what)),
    };
  });
}

/** What happens beside a case's states: letters, payments, changed details. */
const aside: ReadonlySet<string> = new Set([
  'letterSent',
  'letterRefused',
  'letterBounced',
  'letterSentAgain',
  'remindedOfDeadline',
  'warnedOfExpiry',
  'paymentRecorded',
  'materialUploaded',
  'materialMissing',
  'roundChanged',
  'rulesMoved',
  'signUpClosingMoved',
]);

/** The latest events that brought a case into its state. */
export function eventsBehind(events: readonly TimelineEvent[], count = 3): TimelineEvent[] {
  return events.filter(({ what }) => !aside.has(what)).slice(-count);
}

function sentenceOf(locale: Locale, event: TimelineEvent): string {
  const { t } = locale;
  const { what, data } = event;
  const letter = textOf(data, 'template');
  const values = letter ? { letter: said(locale, `letters.${letter}.name`) } : undefined;
  const keys = [`certification.event.${what}`, `core.event.${what}`].filter(isMessageKey);
  const sentence = keys[0] ? t(keys[0], values) : what;
  const detail = detailOf(locale, event);
  return detail ? `${sentence} ${detail}` : sentence;
}

/** What the event carries beside its name, in words. */
function detailOf(locale: Locale, { what, data }: TimelineEvent): string | undefined {
  const { t, day, money } = locale;
  switch (what) {
    case 'roundCreated':
      return t('certification.detail.deadline', { day: day(String(data['deadlineOn'])) });
    case 'roundChanged':
      return Object.entries(data)
        .map(([field, value]) =>
          t('certification.detail.field', {
            field: said(locale, `certification.field.${field}`),
            value: field === 'priceDkk' ? money(Number(value)) : day(String(value)),
          }),
        )
        .join(' ');
    case 'deadlineExtended':
    case 'deadlineMovedByOutage':
      return t('certification.detail.moved', { from: day(String(data['fromOn'])), to: day(String(data['toOn'])) });
    case 'materialUploaded':
      return t('certification.detail.files', { files: Number(data['files']) });
    case 'answerReceived':
    case 'answerReceivedLate':
      return t('certification.detail.receipt', { receipt: String(data['receipt']) });
    case 'answerGraded':
      return t('certification.detail.verdict', { verdict: said(locale, `certification.verdict.${String(data['verdict'])}`) });
    case 'corrected':
    case 'correctionAsked':
    case 'correctionWithdrawn':
      return t('certification.detail.corrected', { what: said(locale, `certification.correct.kind.${String(data['what'])}`) });
    case 'paymentRecorded':
      return t('certification.detail.payment', { payment: said(locale, `certification.payment.${String(data['payment'])}`) });
    case 'legacyAccessRegistered':
      return t('certification.detail.evidence', { day: day(String(data['evidenceOn'])) });
    case 'legacyAccessEnded':
      return t('certification.detail.notFrom', { day: day(String(data['endedOn'])) });
    case 'certificateRevoked':
      return textOf(data, 'revokedOn') && t('certification.detail.notFrom', { day: day(String(data['revokedOn'])) });
    case 'proofRegistered':
    case 'certificateIssued':
      return t('certification.detail.number', { number: String(data['number']) });
    case 'certificateUsed':
      return t('certification.detail.used', { usedOn: day(String(data['usedOn'])), expiresOn: day(String(data['expiresOn'])) });
    case 'remindedOfDeadline':
      return t('certification.detail.daysToDeadline', { days: Number(data['days']) });
    case 'warnedOfExpiry':
      return t('certification.detail.daysToExpiry', { days: Number(data['days']) });
    default:
      return undefined;
  }
}

/** In whose name staff do what they do, for readers who are not told their names. */
const roleOf: Readonly<Record<string, Role>> = {
  answerGraded: 'grader',
  answerReturned: 'grader',
  verdictGiven: 'grader',
  certificateUsed: 'region',
  proofRegistered: 'region',
  legacyAccessRegistered: 'region',
  legacyAccessEnded: 'region',
  certificateRevoked: 'agency',
};

function actorOf({ t }: Locale, { actorId, actorName, personId, what }: TimelineEvent, { as }: Reading): string {
  if (!actorId) return t('core.timeline.bySystem');
  if (as === 'staff' && actorName) return actorName;
  if (actorId === personId) return t('core.timeline.byParticipant');
  return t(`core.role.${roleOf[what] ?? 'coordinator'}`);
}

function linkOf({ t }: Locale, { what, data, caseKind }: TimelineEvent, { links = [] }: Reading): PastEvent['link'] {
  const certificateId = textOf(data, what === 'certificateReplaced' ? 'by' : 'certificateId');
  const enrolmentId = textOf(data, 'enrolmentId');
  if (certificateId && links.includes('certificate'))
    return { href: paths.certificate(certificateId), text: t('certification.certificate.see') };
  if (enrolmentId && caseKind === 'certificate' && links.includes('enrolment'))
    return { href: paths.enrolment(enrolmentId), text: t('certification.enrolment.see') };
  return undefined;
}

function dayOf({ day }: Locale, { data }: TimelineEvent, name: string): string | undefined {
  const value = textOf(data, name);
  return value && day(value);
}

function textOf(data: Readonly<Record<string, unknown>> | null, name: string): string | undefined {
  const value = data?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A message by a key that came from the facts; the bare key where there is none, which is better than nothing. */
function said({ t }: Locale, key: string): string {
  return isMessageKey(key) ? t(key) : key;
}
