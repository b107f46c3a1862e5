import type { PlainDate } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { extend } from '../../domain/certification/deadlines';
import { deadlineOf, type Enrolment } from '../../domain/certification/enrolment';
import { manageEnrolments } from '../../domain/certification/policies';
import { withdrawLetters } from '../../db/core/letters';
import { outages } from '../../db/certification/outages';
import { formatDay } from '../../letters/core/format';
import { writeEnrolmentLetter } from '../../letters/certification/write-enrolment-letter';
import type { Context } from '../core/context';
import { act } from './enrolment-commands';

/**
 * Gives one enrolment a later deadline of its own and tells its person; reminders begin anew. The reason is sealed with that person's key.
 * Refuses with `reason_needed`, `deadline_passed`, `deadline_not_later`, `not_allowed_in_state`.
 */
export async function extendDeadline(
  context: Context,
  enrolmentId: string,
  wanted: Readonly<{ deadlineOn: PlainDate; reason?: string | undefined }>,
): Promise<Enrolment> {
  return act(context, enrolmentId, async (trx, file) => {
    allow(context.actor, manageEnrolments, file.enrolment);
    refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
    const from = deadlineOf(file.enrolment, file.round);
    const after = extend(file.enrolment, file.round, wanted.deadlineOn, context.receivedAt, await outages(trx));
    const to = deadlineOf(after, file.round);
    await withdrawLetters(trx, enrolmentId, ['deadline_reminder', 'deadline_moved'], context.receivedAt);
    await writeEnrolmentLetter(
      trx,
      { ...file, enrolment: after },
      {
        template: 'deadline_moved',
        occasion: `extended:${to}`,
        at: context.receivedAt,
        values: (language) => ({ formerDeadline: formatDay(language, from) }),
      },
    );
    return { after, what: 'deadlineExtended', data: { fromOn: from, toOn: to }, personal: { reason: wanted.reason } };
  });
}
