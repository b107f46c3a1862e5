import type { CertificateState } from '../../domain/certification/certificate';
import type { EnrolmentState } from '../../domain/certification/enrolment';
import type { RoundState } from '../../domain/certification/round';
import type { Tone } from '../core/components';

/** The colour that repeats what the word of a state says. */
export const enrolmentTone: Readonly<Record<EnrolmentState, Tone>> = {
  requested: 'warning',
  studying: 'info',
  task_open: 'info',
  submitted: 'info',
  under_grading: 'info',
  returned: 'warning',
  passed: 'success',
  failed: 'danger',
  late: 'danger',
  not_delivered: 'danger',
  withdrawn: 'neutral',
};

export const roundTone: Readonly<Record<RoundState, Tone>> = {
  draft: 'neutral',
  open: 'info',
  running: 'info',
  closed: 'warning',
  completed: 'success',
  cancelled: 'neutral',
};

export const certificateTone: Readonly<Record<CertificateState, Tone>> = {
  active: 'success',
  expiring: 'warning',
  expired: 'danger',
  replaced: 'neutral',
  revoked: 'danger',
};
