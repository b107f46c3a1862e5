import { localDay, type Instant } from '../../domain/core/calendar';
import type { DaysOff } from '../../domain/core/working-days';
import { withUsualDates } from '../../domain/certification/moving';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { appendTimeline } from '../core/timeline';
import type { Trx } from '../core/transaction';
import { lockRound, saveRound } from './rounds';

/**
 * Computes anew what hangs on working days: the last day of sign-up of rounds whose sign-up has not closed. A year has few rounds, so it is done at once.
 * @returns how many rounds got another day
 */
export async function followDaysOff(
  trx: Trx,
  before: DaysOff,
  after: DaysOff,
  by: Readonly<{ actorId: string | null; at: Instant }>,
): Promise<number> {
  const today = localDay(by.at, zone);
  const open = await rows<{ id: string }>(trx.raw('select id from round where not over and sign_up_closes_on >= ? order by id', [today]));
  let moved = 0;
  for (const { id } of open) {
    const file = await lockRound(trx, id, by.at);
    if (!file) continue;
    const { round, rules } = file;
    const dated = withUsualDates(round, { rules, daysOff: before }, { rules, daysOff: after }, today);
    if (dated.signUpClosesOn === round.signUpClosesOn) continue;
    moved += 1;
    await saveRound(trx, file, dated, by.at, 'person');
    await appendTimeline(trx, {
      case: { kind: 'round', id },
      what: 'signUpClosingMoved',
      actorId: by.actorId,
      effectiveAt: by.at,
      recordedAt: by.at,
      data: { from: round.signUpClosesOn, to: dated.signUpClosesOn },
      rulesVersion: rules.version,
    });
  }
  return moved;
}
