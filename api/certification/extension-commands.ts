import type { PlainDate } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { extend } from '../../domain/certification/deadlines';
import { deadlineOf, type Enrolment } from '../../domain/certification/enrolment';
import { manageEnrolments } from '../../domain/certification/policies';
import type { Trx } from '../../db/core/transaction';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import { holdOutages, outages } from '../../db/certification/outages';
import { tellMovedDeadlines } from '../../letters/certification/moved-deadline-letters';
import type { Context } from '../core/context';
import { act, type Done } from './enrolment-commands';

/**
 * Gives one enrolment a later deadline of its own and tells its person; reminders begin anew. The reason is sealed with that person's key.
 * Refuses with `reason_needed`, `deadline_passed`, `deadline_not_later`, `not_allowed_in_state`.
 */
export async function extendDeadline(
  context: Context,
  enrolmentId: string,
  wanted: Readonly<{ deadlineOn: PlainDate; reason?: string | undefined }>,
): Promise<Enrolment> {
  const extended = async (trx: Trx, file: EnrolmentFile): Promise<Done> => {
    allow(context.actor, manageEnrolments, file.enrolment);
    refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
    const from = deadlineOf(file.enrolment, file.round);
    const after = extend(file.enrolment, file.round, wanted.deadlineOn, context.receivedAt, await outages(trx));
    const to = deadlineOf(after, file.round);
    await tellMovedDeadlines(trx, [{ ...file, enrolment: after, from, to }], `extended:${to}`, context.receivedAt);
    return { after, what: 'deadlineExtended', data: { fromOn: from, toOn: to }, personal: { reason: wanted.reason } };
  };
  return act(context, enrolmentId, extended, holdOutages);
}
