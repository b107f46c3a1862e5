import type { JSX } from 'preact';

import type { Locale } from '../locale';

export type StepState = 'done' | 'current' | 'ahead' | 'stopped';
/** `detail` is a short second line: a date, "14 dage tilbage". */
export type StepView = Readonly<{ text: string; state: StepState; detail?: string | undefined }>;
export type StepperProps = Readonly<{ locale: Locale; label: string; steps: readonly StepView[] }>;

/** Where a case stands on its way. `stopped` is where a way ended before its goal. */
export function Stepper({ locale, label, steps }: StepperProps): JSX.Element {
  return (
    <nav class="frist-stepper" aria-label={label}>
      <ol>
        {steps.map((step) => (
          <li key={step.text} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
            <span class="frist-step-text">
              {step.text}
              <span class="ds-sr-only"> – {locale.t(`core.stepper.${step.state}`)}</span>
            </span>
            {step.detail && <span class="frist-step-detail">{step.detail}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
