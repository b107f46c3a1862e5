import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import { expire, type Invitation } from '../../domain/register/invitation';
import { invitationReminders, type InvitationStep } from '../../domain/register/invitation-agenda';
import { clock } from '../../db/core/clock';
import { withdrawLetters } from '../../db/core/letters';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';
import { onceInvitation, readInvitationFile, type InvitationFile } from '../../db/register/invitations';
import { writeInvitationLetter } from '../../letters/register/write-invitation-letter';
import { nextOf } from '../core/reading';

export type InvitationSteps = ReturnType<typeof createInvitationSteps>;

/** What the story of an invitation reads and does. Each step is one transaction, safe to repeat. */
export function createInvitationSteps({ db }: Readonly<{ db: Knex }>) {
  const step =
    (what: string, work: (trx: Trx, file: InvitationFile, due: Due, at: Instant) => Promise<Invitation>) =>
    async (invitationId: string, due: Due): Promise<void> => {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceInvitation(trx, invitationId, due, at, async (file) => {
          await appendTimeline(trx, {
            case: { kind: 'invitation', id: invitationId },
            what,
            personId: file.invitation.personId,
            effectiveAt: due.effectiveAt,
            recordedAt: at,
            rulesVersion: file.rules.version,
          });
          return work(trx, file, due, at);
        });
      });
    };

  return {
    async readInvitation(invitationId: string, storyNow: Instant): Promise<Next<InvitationStep>> {
      return nextOf(db, storyNow, invitationReminders, (now) => readInvitationFile(db, invitationId, now));
    },

    /** Nobody has accepted yet. An address that takes no letters is not written to again: its task is open. */
    remindOfInvitation: step('invitationReminded', async (trx, file, due, at) => {
      if (file.state !== 'refused' && file.state !== 'bounced')
        await writeInvitationLetter(trx, file, { template: 'invitation_reminder', occasion: due.occasion, at });
      return file.invitation;
    }),

    /** The link was not used in its days: a fresh one can be sent. */
    expireInvitation: step('invitationExpired', async (trx, file, due, at) => {
      await withdrawLetters(trx, file.invitation.invitationId, ['invitation', 'invitation_reminder'], at);
      await settleTask(trx, file.invitation.invitationId, 'letter_refused', at);
      return expire(file.invitation, due.effectiveAt);
    }),
  };
}
