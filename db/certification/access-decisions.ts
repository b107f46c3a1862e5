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
  await trx('access_decision').insert({
    id: newId(),
    asked_at: asked.askedAt,
    asked_by: asked.askedBy,
    person_id: asked.personId,
    region: asked.region,
    assignment_start_on: asked.assignmentStart,
    asked_for_on: asked.on,
    decision: answer.decision,
    reason: answer.reason,
    basis: answer.basis && JSON.stringify(answer.basis),
    valid_until_on: answer.validUntil,
    because: JSON.stringify(answer.because),
    rules_version: asked.rulesVersion,
  });
}
