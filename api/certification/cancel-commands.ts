import { refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { manageRounds } from '../../domain/certification/policies';
import { cancelRound as cancelled, type Round } from '../../domain/certification/round';
import { settleTask } from '../../db/core/tasks';
import { endWithRound } from '../../db/certification/cancelling';
import type { Context } from '../core/context';
import { change, note } from './round-commands';

/**
 * Cancels a round that has not closed. Its enrolments end with it, effective at this instant: their stories withdraw them and tell their people, however many
 * they are. Refuses with `reason_needed`, `not_allowed_in_state`.
 */
export async function cancelRound(context: Context, roundId: string, reason: string | undefined): Promise<Round> {
  allow(context.actor, manageRounds, undefined);
  refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
  const at = context.receivedAt;
  return change(context, roundId, async (trx, file) => {
    const after = cancelled(file.round, at, reason!);
    const enrolments = await endWithRound(trx, roundId, at);
    await settleTask(trx, roundId, 'material_missing', at);
    await settleTask(trx, roundId, 'publish_round', at);
    await note(trx, context, after, 'roundCancelled', { enrolments });
    return after;
  });
}
