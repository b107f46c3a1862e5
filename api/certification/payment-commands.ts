import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { manageRounds } from '../../domain/certification/policies';
import type { PaymentState } from '../../domain/certification/enrolment';
import { enrolmentIdsIn } from '../../db/certification/enrolment-lists';
import { contextOn, type Context } from '../core/context';
import { setPayment } from './enrolment-commands';

/**
 * Records for many participants of a round at once how far payment has come: all of them, or none (`domain.md` 2.3).
 * Refuses with `not_found` when one of them is not in the round. @returns how many
 */
export async function setPayments(
  context: Context,
  roundId: string,
  payment: PaymentState,
  enrolmentIds: readonly string[],
): Promise<number> {
  allow(context.actor, manageRounds, undefined);
  // In id order, as everywhere: two who mark the same people cannot wait for each other.
  const wanted = [...new Set(enrolmentIds)].sort();
  return context.transaction(async (trx) => {
    const within = contextOn(trx, context);
    if ((await enrolmentIdsIn(trx, roundId, wanted)).length < wanted.length) throw new Refusal('not_found');
    for (const enrolmentId of wanted) await setPayment(within, enrolmentId, payment);
    return wanted.length;
  });
}
