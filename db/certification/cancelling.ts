import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { beforeGrading } from '../../domain/certification/enrolment';
import { rows } from '../core/columns';
import type { Trx } from '../core/transaction';

/** What a cancelled round makes untrue of what waits to be sent; receipts stay true. */
const untrue = ['admitted', 'material', 'deadline_reminder', 'deadline_moved'];

/**
 * Makes the enrolments of a cancelled round due at the instant of cancelling, wakes their stories, and takes back what waits to be sent to them. Two statements
 * however many they are: each story then withdraws its own. The caller holds the round's lock. @returns how many end with the round
 */
export async function endWithRound(trx: Trx, roundId: string, at: Instant): Promise<number> {
  const [row] = await rows<{ count: number }>(
    trx.raw(
      `with due as (update enrolment set next_due_at = ? where round_id = ? and state = any(?::text[]) returning id),
         woken as (insert into wake (story) select 'enrolment/' || id from due)
       select count(*)::int as count from due`,
      [at, roundId, beforeGrading as string[]],
    ),
  );
  await trx.raw(
    `update letter set state = 'withdrawn', settled_at = ?
     where state = 'queued' and template = any(?::text[]) and case_id in (select id from enrolment where round_id = ?)`,
    [at, untrue, roundId],
  );
  return row?.count ?? 0;
}

/** How many enrolments would end if the round were cancelled now. */
export async function countEndingWithRound(db: Knex, roundId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db.raw('select count(*)::int as count from enrolment where round_id = ? and state = any(?::text[])', [
      roundId,
      beforeGrading as string[],
    ]),
  );
  return row?.count ?? 0;
}
