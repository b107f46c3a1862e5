import { allow } from '../../domain/core/policies';
import { administrate, manageInvitations, municipalitiesOf, useRegister } from '../../domain/register/policies';
import { refuseUnlessHolds } from '../../domain/register/invitation';
import { linkEndsAt } from '../../domain/register/invitation-agenda';
import * as rule from '../../domain/register/invitation';
import { Refusal } from '../../domain/core/errors';
import { organisations } from '../../db/core/access';
import { logListLookup, logListLookupAgain, logLookup } from '../../db/core/lookups';
import { administratorsOf, type Administrator } from '../../db/register/administrators';
import {
  invitationOfLink,
  invitationsOf,
  lockInvitation,
  readInvitationFile,
  registerRulesNow,
  saveInvitation,
  type InvitationFile,
  type Municipality,
} from '../../db/register/invitations';
import { accountOf } from '../../db/register/accounts';
import { appendTimeline } from '../../db/core/timeline';
import type { Context } from '../core/context';

/** A list of invitations holds at most this many, the newest. */
export const mostInvitations = 500;

/**
 * The invitations to the municipalities that somebody administrates, newest first. One line in the look-up log.
 * @param again a page that fetches itself again: one look for a while
 */
export async function invitations(context: Context, again = false): Promise<InvitationFile[]> {
  allow(context.actor, administrate, undefined);
  const own = municipalitiesOf(context.actor).filter((organisationId) => manageInvitations.holds(context.actor, { organisationId }));
  const found = await invitationsOf(context.db, own, context.receivedAt, mostInvitations);
  const log = again ? logListLookupAgain : logListLookup;
  await log(context.db, context.actor, 'invitations', {}, found.length, context.receivedAt);
  return found;
}

/** One invitation, for the administrators of its municipality; to others it is not there. The look at the person is logged. */
export async function invitationView(context: Context, invitationId: string): Promise<InvitationFile> {
  allow(context.actor, administrate, undefined);
  const file = await readInvitationFile(context.db, invitationId, context.receivedAt);
  if (!file) throw new Refusal('not_found');
  allow(context.actor, manageInvitations, file.invitation);
  await logLookup(context.db, context.actor, file.invitation.personId, 'invitation', context.receivedAt);
  return file;
}

/** The municipalities that somebody may invite to. */
export async function invitingMunicipalities(context: Context): Promise<Municipality[]> {
  return (await organisations(context.db)).filter((one) => one.kind === 'municipality' && manageInvitations.holds(context.actor, one));
}

/** What a link opens: whose invitation it is by municipality alone, and whether its account is there already. */
export type OpenedInvitation = Readonly<{ municipality: Municipality; hasAccount: boolean; lastDayOn: string }>;

/**
 * Opens a link and notes that it was opened. Refuses with `not_found` for a link that was never made, `invitation_revoked`, `invitation_used`,
 * `invitation_expired`.
 */
export async function openInvitation(context: Context, secret: string): Promise<OpenedInvitation> {
  return context.transaction(async (trx) => {
    const link = await invitationOfLink(trx, secret);
    const file = link && (await lockInvitation(trx, link.invitationId, context.receivedAt));
    if (!link || !file?.told) throw new Refusal('not_found');
    const { invitation, municipality, rules, lastDayOn } = file;
    refuseUnlessHolds(invitation, link.number, context.receivedAt, linkEndsAt(invitation, rules));
    const opened = rule.open(invitation, context.receivedAt);
    if (opened !== invitation) {
      await saveInvitation(trx, file, opened, context.receivedAt);
      await appendTimeline(trx, {
        case: { kind: 'invitation', id: invitation.invitationId },
        what: 'invitationOpened',
        personId: invitation.personId,
        effectiveAt: context.receivedAt,
        recordedAt: context.receivedAt,
      });
    }
    return { municipality, lastDayOn, hasAccount: (await accountOf(trx, invitation.personId)) !== undefined };
  });
}

export type WhomToAsk = Readonly<{
  contact: string;
  municipalities: readonly Readonly<{ name: string; people: readonly Administrator[] }>[];
}>;

/**
 * Whom to ask: the directorate's contact for anybody, and the administrators of their own municipality for those who work in the register
 * (`domain.md` 6.1).
 */
export async function whomToAsk(context: Context): Promise<WhomToAsk> {
  const { contact } = await registerRulesNow(context.db, context.receivedAt);
  if (!useRegister.holds(context.actor, undefined)) return { contact, municipalities: [] };
  const own = municipalitiesOf(context.actor);
  const people = await administratorsOf(context.db, own);
  const municipalities = (await organisations(context.db))
    .filter((one) => own.includes(one.organisationId))
    .map(({ organisationId, name }) => ({ name, people: people.filter((one) => one.organisationId === organisationId) }));
  await logListLookup(context.db, context.actor, 'administrators', {}, people.length, context.receivedAt);
  return { contact, municipalities };
}
