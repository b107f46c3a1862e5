import { reopenCompleted } from '../../domain/certification/round';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { lockRound, saveRound } from '../../db/certification/rounds';
import type { Context } from '../core/context';

/**
 * Closes a completed round again, because an enrolment of it is open again; does nothing to any other round (`domain.md` 2.2, 2.6). Comes after the enrolment
 * is saved: the round's progress is read anew.
 * @param cause a code for its timeline
 */
export async function reopenRound(
  trx: Trx,
  { receivedAt, actor }: Context,
  roundId: string,
  cause: 'corrected' | 'received_in_time',
): Promise<void> {
  const file = await lockRound(trx, roundId, receivedAt);
  if (!file || file.round.state !== 'completed') return;
  await saveRound(trx, file, reopenCompleted(file.round), receivedAt, 'person');
  await appendTimeline(trx, {
    case: { kind: 'round', id: roundId },
    what: 'roundReopened',
    actorId: actor.personId,
    effectiveAt: receivedAt,
    recordedAt: receivedAt,
    data: { cause },
    rulesVersion: file.rules.version,
  });
}
