import type { FutureStep, PastEvent } from '../../../web/core/components';
import type { Locale } from '../../../web/core/locale';

/** A little history with everything an event can carry. */
export function past({ t, day }: Locale): readonly PastEvent[] {
  return [
    {
      id: 'e1',
      sentence: t('certification.event.signedUp'),
      actor: 'Åse Sørensen',
      effectiveAt: '2026-04-01T07:12:00.000Z',
      recordedAt: '2026-04-01T07:12:03.000Z',
    },
    {
      id: 'e2',
      sentence: t('certification.event.deadlineMoved'),
      actor: t('core.role.coordinator'),
      effectiveAt: '2026-04-20T07:12:00.000Z',
      recordedAt: '2026-04-20T07:12:03.000Z',
      reason: 'Materialet kom for sent ud. <script>alert(1)</script>',
      change: { before: day('2026-05-10'), after: day('2026-05-15') },
    },
    {
      id: 'e3',
      sentence: t('certification.event.gradingStarted'),
      actor: t('core.timeline.bySystem'),
      effectiveAt: '2026-05-15T22:00:00.000Z',
      recordedAt: '2026-05-15T22:06:00.000Z',
      rule: t('core.timeline.rule', { day: day('2026-01-01') }),
      link: { href: '/letters/1', text: t('letters.received.name') },
    },
  ];
}

/** What an agenda would say. */
export function future({ t }: Locale): readonly FutureStep[] {
  return [
    {
      occasion: 'deadline-3d:2026-05-15',
      title: t('certification.step.remindOfDeadline.title'),
      effectiveAt: '2026-05-12T07:00:00.000Z',
      because: t('certification.step.remindOfDeadline.because'),
      movedBy: [t('certification.movedBy.answerReceived'), t('certification.movedBy.deadlineMoved'), t('certification.movedBy.withdrawn')],
    },
    {
      occasion: 'closeUndelivered:2026-05-15',
      title: t('certification.step.closeUndelivered.title'),
      effectiveAt: '2026-05-15T22:00:00.000Z',
      because: t('certification.step.closeUndelivered.because'),
    },
  ];
}
