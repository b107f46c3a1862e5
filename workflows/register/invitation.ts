import { continueAsNew } from '@temporalio/workflow';
import type { InvitationSteps } from '../../activities/register/invitation-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readInvitation, remindOfInvitation, expireInvitation } = steps<InvitationSteps>();

/** Follows one invitation until it is accepted, taken back, or its days are over. */
export async function invitation(invitationId: string): Promise<void> {
  await follow(
    () => readInvitation(invitationId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'remindOfInvitation':
          return remindOfInvitation(invitationId, due);
        case 'expireInvitation':
          return expireInvitation(invitationId, due);
      }
    },
    () => continueAsNew<typeof invitation>(invitationId),
  );
}
