import { addDays, endOfDay, localDay, type Instant, type PlainDate } from '../core/calendar';
import { agendaOf, type Agenda, type Entry, type Reminding, type Settled } from '../core/agenda';
import { sendingOpens } from '../core/message-hours';
import type { Invitation } from './invitation';
import type { RegisterRules } from './rules';
import { zone } from './zone';

export const invitationSteps = ['remindOfInvitation', 'expireInvitation'] as const;
export type InvitationStep = (typeof invitationSteps)[number];

/** Steps of which only the latest is done when several are due together (`domain.md` 1.3). */
export const invitationReminders: Reminding<InvitationStep> = new Set(['remindOfInvitation']);

type Ruling = Pick<RegisterRules, 'invitationDays' | 'invitationReminders' | 'messageHours'>;

/** The last day on which the link that holds may be used: so many days from the day it was made, that day not counted (`domain.md` 1.1, 6.1). */
export function lastDayOf({ linkMadeAt }: Pick<Invitation, 'linkMadeAt'>, { invitationDays }: Pick<Ruling, 'invitationDays'>): PlainDate {
  return addDays(localDay(linkMadeAt, zone), invitationDays);
}

/** From when on the link no longer holds: the beginning of the day after its last. */
export function linkEndsAt(invitation: Pick<Invitation, 'linkMadeAt'>, rules: Pick<Ruling, 'invitationDays'>): Instant {
  return endOfDay(lastDayOf(invitation, rules), zone);
}

/** What will happen to an invitation, and when, if nobody acts (`domain.md` 6.1). Each link is reminded of, and runs out, anew. */
export function invitationAgenda(invitation: Invitation, settled: Settled, rules: Ruling): Agenda<InvitationStep> {
  if (invitationIsOver(invitation)) return [];
  const made = localDay(invitation.linkMadeAt, zone);
  const last = lastDayOf(invitation, rules);
  const entry = (step: InvitationStep, occasion: string, at: Instant): Entry<InvitationStep> => ({
    step,
    occasion: `${occasion}:${invitation.links}`,
    effectiveAt: at,
    dueAt: at,
    because: `register.step.${step}.because`,
    movedBy: ['register.movedBy.accepted', 'register.movedBy.resent'],
  });
  const reminders = rules.invitationReminders
    .map((days): [number, PlainDate] => [days, addDays(made, days)])
    // Of a link that no longer holds nobody is reminded.
    .filter(([, day]) => day <= last)
    .map(([days, day]) => entry('remindOfInvitation', `reminder-${days}d`, sendingOpens(day, rules.messageHours, zone)));
  return agendaOf([...reminders, entry('expireInvitation', 'expired', linkEndsAt(invitation, rules))], settled);
}

/** Whether nothing happens to it by itself any more. A resend begins it anew. */
export function invitationIsOver({ acceptedAt, revokedAt, expiredAt }: Invitation): boolean {
  return acceptedAt !== null || revokedAt !== null || expiredAt !== null;
}
