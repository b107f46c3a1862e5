import type { JSX } from 'preact';
import type { CertificateState } from '../../domain/certification/certificate';
import type { EnrolmentState } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { Tag } from '../core/components';
import type { Locale } from '../core/locale';
import { roundStateText } from './names';
import { certificateTone, enrolmentTone, roundTone } from './states';

type Of<S> = Readonly<{ locale: Locale; state: S }>;

/** The state of an enrolment as a word. */
export function EnrolmentTag({ locale, state }: Of<EnrolmentState>): JSX.Element {
  return <Tag tone={enrolmentTone[state]}>{locale.t(`certification.enrolment.state.${state}`)}</Tag>;
}

/** The state of a round; a published one whose sign-up has not opened yet is no draft to its readers. */
export function RoundTag({ locale, round }: Readonly<{ locale: Locale; round: Pick<Round, 'state' | 'publishedAt'> }>): JSX.Element {
  return <Tag tone={roundTone[round.state]}>{roundStateText(locale, round)}</Tag>;
}

export function CertificateTag({ locale, state }: Of<CertificateState>): JSX.Element {
  return <Tag tone={certificateTone[state]}>{locale.t(`certification.certificate.state.${state}`)}</Tag>;
}
