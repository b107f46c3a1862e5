import { allow } from '../../domain/core/policies';
import { manageInvitations, seeParticipation, seeReport } from '../../domain/register/policies';
import { logLookup } from '../../db/core/lookups';
import { ownerOfCase } from '../../db/register/case-owners';
import type { Context } from '../core/context';

/**
 * Whether a case is one of the register, and the asker may see it: participations, look-ups and projects are seen by their municipality, invitations by its
 * administrators, reports by the directorate too. Refuses with `not_found`.
 * @param as what a look at somebody's case is logged as; nothing is logged without
 * @returns false when it is no case of the register
 */
export async function seeRegisterCase(context: Context, caseId: string, as?: string): Promise<boolean> {
  const owned = await ownerOfCase(context.db, caseId);
  if (!owned) return false;
  const policy = owned.kind === 'invitation' ? manageInvitations : owned.kind === 'report' ? seeReport : seeParticipation;
  allow(context.actor, policy, owned);
  if (as && owned.personId) await logLookup(context.db, context.actor, owned.personId, as, context.receivedAt);
  return true;
}
