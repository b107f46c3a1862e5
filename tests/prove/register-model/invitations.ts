import type { At, Day } from '../model/program';
import { localDay, passedFrom, plusDays, sendingOpensOn } from '../model/time';
import { administratesIn, administrates } from './access';
import { send, withdraw, write } from './letters';
import { noAddress, type Act, type Colleague, type Municipality } from './program';
import { rulesNow } from './rules';
import { refuse, type Invitation, type World } from './state';
import type { Event } from './tasks';

const isOver = ({ acceptedAt, revokedAt, expiredAt }: Invitation): boolean =>
  acceptedAt !== null || revokedAt !== null || expiredAt !== null;

/** The state (`domain.md` 6.1): until the link is opened that of its newest letter. */
export function stateOf(world: World, one: Invitation): string {
  if (one.acceptedAt !== null) return 'accepted';
  if (one.revokedAt !== null) return 'revoked';
  if (one.expiredAt !== null) return 'expired';
  if (one.openedAt !== null) return 'opened';
  const letter = world.letters.findLast(({ about, state }) => about === one && state !== 'withdrawn');
  return letter?.state ?? 'queued';
}

/** The last day of the link: 14 days from the day it was made. */
export function lastDayOf({ madeAt, rules }: Invitation): Day {
  return plusDays(localDay(madeAt), rules['register.invitationDays']);
}

const endsAt = (one: Invitation): At => passedFrom(lastDayOf(one));

/** The person of an address, who is invited only where she does not work yet. */
function invitee(world: World, whom: Colleague, municipality: Municipality): void {
  world.known.add(whom);
  if (world.grants.some((grant) => grant.who === whom && grant.municipality === municipality)) refuse('not_allowed_in_state');
}

/** There is one invitation at a time for a person and a municipality. */
function refuseOpen(world: World, whom: Colleague, municipality: Municipality, but?: Invitation): void {
  if (world.invitations.some((one) => one !== but && one.whom === whom && one.municipality === municipality && !isOver(one)))
    refuse('not_allowed_in_state');
}

export function invite(world: World, { by, whom, municipality, role }: Extract<Act, { do: 'invite' }>): void {
  administrates(world, by);
  if (whom === noAddress) refuse('email_invalid');
  if (!administratesIn(world, by, municipality)) refuse('not_found');
  const wasKnown = world.known.has(whom);
  try {
    invitee(world, whom, municipality);
    refuseOpen(world, whom, municipality);
  } catch (error) {
    if (!wasKnown) world.known.delete(whom);
    throw error;
  }
  const one: Invitation = {
    ref: world.invitations.length,
    municipality,
    role,
    whom,
    madeAt: world.now,
    links: 1,
    openedAt: null,
    acceptedAt: null,
    revokedAt: null,
    expiredAt: null,
    rules: rulesNow(world),
    done: new Set(),
  };
  world.invitations.push(one);
  write(world, whom, 'invitation', one);
}

function invitationFor(world: World, by: Parameters<typeof administrates>[1], ref: number): Invitation {
  administrates(world, by);
  const one = world.invitations[ref];
  if (!one || !administratesIn(world, by, one.municipality)) refuse('not_found');
  return one;
}

/** A new link; the old one is dead. */
export function resend(world: World, { by, invitation, to }: Extract<Act, { do: 'resend' }>): void {
  administrates(world, by);
  if (to === noAddress) refuse('email_invalid');
  const one = invitationFor(world, by, invitation);
  if (one.acceptedAt !== null || one.revokedAt !== null) refuse('not_allowed_in_state');
  const whom = to ?? one.whom;
  const wasKnown = world.known.has(whom);
  if (whom !== one.whom) invitee(world, whom, one.municipality);
  try {
    refuseOpen(world, whom, one.municipality, one);
  } catch (error) {
    if (!wasKnown) world.known.delete(whom);
    throw error;
  }
  withdraw(world, one);
  Object.assign(one, { whom, madeAt: world.now, links: one.links + 1, openedAt: null, expiredAt: null });
  write(world, whom, 'invitation', one);
}

export function revoke(world: World, { by, invitation }: Extract<Act, { do: 'revoke' }>): void {
  const one = invitationFor(world, by, invitation);
  if (isOver(one)) refuse('not_allowed_in_state');
  withdraw(world, one);
  one.revokedAt = world.now;
}

/** A link that holds; else why it does not (`domain.md` 6.1). */
function linkOf(world: World, ref: number, link: number): Invitation {
  const one = world.invitations[ref];
  if (!one || link < 1 || link > one.links) refuse('not_found');
  if (link < one.links || one.revokedAt !== null) refuse('invitation_revoked');
  if (one.acceptedAt !== null) refuse('invitation_used');
  if (world.now >= endsAt(one)) refuse('invitation_expired');
  return one;
}

export function open(world: World, { invitation, link }: Extract<Act, { do: 'open' }>): void {
  const one = linkOf(world, invitation, link);
  one.openedAt ??= world.now;
}

/** Makes the account, or proves the one there is, and gets the role. */
export function accept(world: World, { invitation, link, userName, password }: Extract<Act, { do: 'accept' }>): void {
  const one = linkOf(world, invitation, link);
  const account = world.accounts.get(one.whom);
  const name = userName.trim();
  if (account) {
    if (account.userName.toLowerCase() !== name.toLowerCase() || account.password !== password) refuse('credentials_wrong');
  } else {
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{2,63}$/u.test(name)) refuse('user_name_invalid');
    if (password === 'short') refuse('password_too_short');
    if (password === 'common') refuse('password_too_common');
    if ([...world.accounts.values()].some((other) => other.userName.toLowerCase() === name.toLowerCase())) refuse('user_name_taken');
    world.accounts.set(one.whom, { userName: name, password });
  }
  withdraw(world, one);
  one.openedAt ??= world.now;
  one.acceptedAt = world.now;
  one.expiredAt = null;
  const grant = { who: one.whom, municipality: one.municipality, role: one.role };
  if (!world.grants.some((other) => JSON.stringify(other) === JSON.stringify(grant))) world.grants.push(grant);
}

/** Reminders, each link anew, and its end. */
export function invitationEvents(world: World, one: Invitation): readonly Event[] {
  if (isOver(one)) return [];
  const made = localDay(one.madeAt);
  const reminders = one.rules['register.invitationReminders'].flatMap((days): Event[] => {
    const occasion = `${days} of link ${one.links}`;
    if (one.done.has(occasion) || plusDays(made, days) > lastDayOf(one)) return [];
    const happen = (): void => {
      one.done.add(occasion);
      if (stateOf(world, one) !== 'refused') write(world, one.whom, 'invitation_reminder', one);
    };
    return [{ at: sendingOpensOn(plusDays(made, days)), happen }];
  });
  const expire = (): void => {
    withdraw(world, one);
    one.expiredAt = endsAt(one);
  };
  return [...reminders, { at: endsAt(one), happen: expire }];
}

/** Letters that are due go. */
export function letterEvents(world: World): readonly Event[] {
  return world.letters.filter(({ state }) => state === 'queued').map((letter) => ({ at: letter.dueAt, happen: () => send(world, letter) }));
}
