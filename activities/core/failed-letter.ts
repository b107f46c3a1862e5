import type { Role } from '../../domain/core/actors';
import type { Instant } from '../../domain/core/calendar';
import { registerCases } from '../../domain/core/policies';
import type { ClaimedLetter } from '../../db/core/letters';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { municipalityOfInvitation } from '../../db/register/invitations';

/** What of a letter is told: never whom it was for by name, nor its text. */
export type LetterTold = Pick<ClaimedLetter, 'letterId' | 'caseKind' | 'caseId' | 'personId' | 'template' | 'attempts'>;

/** Writes what became of a letter into the timeline of its case. */
export async function noteLetter(
  trx: Trx,
  letter: LetterTold,
  what: 'letterSent' | 'letterRefused' | 'letterBounced',
  at: Instant,
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: letter.caseKind, id: letter.caseId },
    what,
    personId: letter.personId,
    effectiveAt: at,
    recordedAt: at,
    data: { letterId: letter.letterId, template: letter.template, attempts: letter.attempts },
  });
}

/** A letter will not arrive: whoever looks after its case is to correct the address and send it again (`domain.md` 1.3). */
export async function tellOwner(trx: Trx, letter: LetterTold, what: 'letterRefused' | 'letterBounced', at: Instant): Promise<void> {
  await noteLetter(trx, letter, what, at);
  const { role, ...where } = await ownerOf(trx, letter);
  await openTask(trx, { kind: letter.caseKind, id: letter.caseId }, role, 'letter_refused', at, {
    letterId: letter.letterId,
    personId: letter.personId,
    ...where,
  });
}

/** Who looks after a case, and so corrects the address (`domain.md` 1.3). */
async function ownerOf(trx: Trx, { caseKind, caseId }: LetterTold): Promise<Readonly<{ role: Role; organisationId?: string }>> {
  const municipality = caseKind === 'invitation' ? await municipalityOfInvitation(trx, caseId) : undefined;
  if (municipality) return { role: 'municipality_admin', organisationId: municipality };
  // Coordinators see neither the register nor who signs in.
  return { role: caseKind === 'sign-in' || registerCases.includes(caseKind) ? 'agency' : 'coordinator' };
}
