import type { Instant, PlainDate } from '../../domain/core/calendar';
import type { AccessAnswer } from '../../domain/certification/access';
import { newId } from '../core/ids';
import type { Trx } from '../core/transaction';

/** What was asked, by whom and when: the answer is kept with it, for ever (`domain.md` 2.5). */
export type AskedAccess = Readonly<{
  askedAt: Instant;
  askedBy: string;
  personId: string;
  region: string;
  assignmentStart: PlainDate | null;
  on: PlainDate;
  rulesVersion: number;
}>;

/** Keeps a decision as it was given. */
export async function insertAccessDecision(trx: Trx, asked: AskedAccess, answer: AccessAnswer): Promise<void> {
  await trx.raw(
    `insert into access_decision (id, asked_at, asked_by, person_id, region, assignment_start_on, asked_for_on, decision, reason, basis, valid_until_on, because, rules_version)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      newId(),
      asked.askedAt,
      asked.askedBy,
      asked.personId,
      asked.region,
      asked.assignmentStart,
      asked.on,
      answer.decision,
      answer.reason,
      answer.basis && JSON.stringify(answer.basis),
      answer.validUntil,
      JSON.stringify(answer.because),
      asked.rulesVersion,
    ],
  );
}
