import type { Instant } from '../../domain/core/calendar';
import type { CorrectionKind } from '../../domain/certification/correction';
import type { Enrolment } from '../../domain/certification/enrolment';
import { zone } from '../../domain/certification/zone';
import type { Trx } from '../../db/core/transaction';
import { writeLetter } from '../core/write-letter';
import { roundName, type AboutEnrolment } from './write-enrolment-letter';

type Done = Readonly<{ what: CorrectionKind; after: Enrolment; at: Instant }>;

/** Tells everybody concerned what was corrected; when it was the person, whom it was about and whom it is about now. */
export async function writeCorrectedLetters(trx: Trx, before: AboutEnrolment, { what, after, at }: Done): Promise<void> {
  const { enrolment, round, rules } = before;
  const tell = async (personId: string, about: CorrectionKind | 'not_yours', path: string): Promise<void> =>
    writeLetter(trx, {
      case: { kind: 'enrolment', id: enrolment.enrolmentId },
      personId,
      occasion: `corrected:${after.timesCorrected}`,
      template: 'corrected',
      values: (language) => ({ round: roundName(language, round), about }),
      path,
      contact: rules.contact,
      at,
      when: { hours: rules.messageHours, zone },
    });
  const page = `/certification/enrolments/${enrolment.enrolmentId}`;
  // Who it was about by mistake may not see the case any more.
  if (after.personId !== enrolment.personId) await tell(enrolment.personId, 'not_yours', '/');
  await tell(after.personId, what, page);
}
