import { localDay, type Instant } from '../../domain/core/calendar';
import type { Enrolment } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import type { Answer } from '../../db/certification/answers';
import { formatDay, formatInstant } from '../core/format';
import type { EnrolmentLetter } from './write-enrolment-letter';

/** The letter of admission to a round. */
export function admission(round: Round, at: Instant): EnrolmentLetter {
  const released = round.materialUploadedAt !== null && round.materialOn <= localDay(at, zone) ? 'yes' : 'no';
  return {
    template: 'admitted',
    occasion: 'admitted',
    at,
    values: (language) => ({ material: formatDay(language, round.materialOn), released }),
  };
}

/** The letter that the material is out; what comes next depends on the kind of enrolment. */
export function materialOut({ kind }: Pick<Enrolment, 'kind'>, occasion: string, at: Instant): EnrolmentLetter {
  return { template: 'material', occasion, at, values: () => ({ kind }) };
}

/** What a receipt tells of an answer. */
export type Receipt = Pick<Answer, 'receiptNumber' | 'receivedAt' | 'late'>;

/** The receipt of an answer: in time, or late and kept all the same. */
export function receiptOf({ receiptNumber, receivedAt, late }: Receipt, at: Instant): EnrolmentLetter {
  return {
    template: late ? 'late' : 'received',
    occasion: `received:${receiptNumber}`,
    at,
    values: (language) => ({ receivedAt: formatInstant(language, receivedAt, zone), receipt: receiptNumber }),
  };
}
