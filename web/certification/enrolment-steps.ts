import { deadlineOf, type Enrolment } from '../../domain/certification/enrolment';
import { localDay } from '../../domain/core/calendar';
import type { Round } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import type { StepState, StepView } from '../core/components';
import type { Locale } from '../core/locale';

const names = ['signUp', 'study', 'task', 'grading', 'certificate'] as const;
type Name = (typeof names)[number];
type Stand = Readonly<{ at: Name; state: StepState }>;

/** The way of an enrolment to its certificate. Re-certification has no self-study. */
export function enrolmentSteps({ t, day }: Locale, enrolment: Enrolment, round: Round): StepView[] {
  const way = names.filter((name) => name !== 'study' || enrolment.kind === 'full');
  const stand = standOf(enrolment);
  const here = way.indexOf(stand.at);
  const on = (instant: Enrolment['requestedAt'] | null): string | undefined => (instant ? day(localDay(instant, zone)) : undefined);
  const details: Readonly<Record<Name, string | undefined>> = {
    signUp: on(enrolment.requestedAt),
    study: on(enrolment.selfStudyDoneAt),
    task: on(enrolment.answeredAt) ?? t('certification.roundStep.noLaterThan', { day: day(deadlineOf(enrolment, round)) }),
    grading: on(enrolment.verdictAt),
    certificate: enrolment.state === 'passed' ? on(enrolment.endedAt) : undefined,
  };
  return way.map((name, at) => ({
    text: t(`certification.stepper.${name}`),
    state: at === here ? stand.state : at < here ? 'done' : 'ahead',
    detail: details[name],
  }));
}

function standOf(enrolment: Enrolment): Stand {
  switch (enrolment.state) {
    case 'requested':
      return { at: 'signUp', state: 'current' };
    case 'studying':
      return { at: 'study', state: 'current' };
    case 'task_open':
    case 'submitted':
      return { at: 'task', state: 'current' };
    case 'under_grading':
      return { at: enrolment.verdict === 'satisfactory' ? 'certificate' : 'grading', state: 'current' };
    case 'returned':
      return { at: 'grading', state: 'current' };
    case 'passed':
      return { at: 'certificate', state: 'done' };
    case 'failed':
      return { at: 'grading', state: 'stopped' };
    case 'late':
    case 'not_delivered':
      return { at: 'task', state: 'stopped' };
    case 'withdrawn':
      if (!enrolment.admittedAt) return { at: 'signUp', state: 'stopped' };
      return { at: enrolment.kind === 'full' && !enrolment.selfStudyDoneAt ? 'study' : 'task', state: 'stopped' };
  }
}
