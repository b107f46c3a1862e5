import type { Round, RoundState } from '../../domain/certification/round';
import type { StepState, StepView } from '../core/components';
import type { Locale } from '../core/locale';

/** Which of the five steps a round stands on; past the last once it is completed. */
const standsOn: Readonly<Record<RoundState, number>> = { draft: -1, open: 0, running: 2, closed: 3, completed: 5, cancelled: 0 };

/** The way of a round with its dates. */
export function roundSteps({ t, day }: Locale, round: Round): StepView[] {
  const here = standsOn[round.state];
  const state = (step: number): StepState => {
    if (step === here) return round.state === 'cancelled' ? 'stopped' : 'current';
    return step < here ? 'done' : 'ahead';
  };
  const details = [
    t('certification.period', { from: day(round.signUpOpensOn), to: day(round.signUpClosesOn) }),
    day(round.materialOn),
    day(round.deadlineOn),
    t('certification.roundStep.noLaterThan', { day: day(round.gradingTargetOn) }),
    undefined,
  ];
  const steps = ['signUp', 'material', 'deadline', 'grading', 'completed'] as const;
  return steps.map((step, at) => ({ text: t(`certification.roundStep.${step}`), state: state(at), detail: details[at] }));
}
