import { pino } from 'pino';
import type { Instant } from '../../domain/core/calendar';
import { actorOf } from '../../db/core/access';
import { personByEmail } from '../../db/core/people';
import type { Trx } from '../../db/core/transaction';
import { invitationsOf } from '../../db/register/invitations';
import { contextOn } from '../../api/core/context';
import { demoIdentities } from '../../api/core/demo';
import { invite } from '../../api/register/invitation-commands';

/** A colleague of Oslo who is invited and has not answered yet; once. */
export async function demoInvitation(trx: Trx, now: Instant): Promise<void> {
  const who = await personByEmail(trx, demoIdentities['municipality-admin']);
  const actor = who && (await actorOf(trx, who.personId));
  const grant = actor?.grants.find(({ role }) => role === 'municipality_admin');
  if (!actor || !grant || (await invitationsOf(trx, [grant.organisationId], now, 1)).length > 0) return;
  const context = contextOn(trx, { actor, receivedAt: now, address: '', log: pino({ level: 'silent' }) });
  await invite(context, { name: 'Guro Gran', email: 'guro@oslo.kommune.example', phone: '+47 22 00 00 00' });
}
