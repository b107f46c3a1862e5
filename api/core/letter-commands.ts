import { hasRole } from '../../domain/core/actors';
import { Refusal } from '../../domain/core/errors';
import { allow, staff } from '../../domain/core/policies';
import { letterList, requeueLetter, type LetterInfo, type LetterState } from '../../db/core/letters';
import { logListLookup } from '../../db/core/lookups';
import { rows } from '../../db/core/columns';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { personIdOf, type Context } from './context';

export type LetterFilter = Readonly<{
  caseId?: string | undefined;
  personId?: string | undefined;
  state?: LetterState | undefined;
  failing?: boolean | undefined;
}>;

/** A list of letters holds at most this many, the newest. */
export const mostLetters = 500;

/** Letters with their states; their texts stay sealed. For coordinators and the agency. */
export async function letters(context: Context, filter: LetterFilter): Promise<LetterInfo[]> {
  allow(context.actor, staff, undefined);
  if (!hasRole(context.actor, 'coordinator', 'agency')) throw new Refusal('not_permitted');
  const where = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const found = await letterList(context.db, where, mostLetters);
  await logListLookup(context.db, context.actor, 'letters', where, found.length, context.receivedAt);
  return found;
}

/** Sends a refused or bounced letter again, now that the address is right. Refuses with `not_allowed_in_state`. */
export async function sendAgain(context: Context, letterId: string): Promise<void> {
  if (!hasRole(context.actor, 'coordinator', 'agency')) throw new Refusal('not_permitted');
  await context.transaction(async (trx) => {
    const [letter] = await rows<{ caseKind: string; caseId: string; personId: string; template: string }>(
      trx.raw(
        'select case_kind as "caseKind", case_id as "caseId", person_id as "personId", template from letter where id = ? for update',
        [letterId],
      ),
    );
    if (!letter) throw new Refusal('not_found');
    if (!(await requeueLetter(trx, letterId, context.receivedAt))) throw new Refusal('not_allowed_in_state');
    await settleTask(trx, letter.caseId, 'letter_refused', context.receivedAt);
    await appendTimeline(trx, {
      case: { kind: letter.caseKind, id: letter.caseId },
      what: 'letterSentAgain',
      personId: letter.personId,
      actorId: personIdOf(context),
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { letterId, template: letter.template },
    });
  });
}
