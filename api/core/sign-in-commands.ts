import { setTimeout } from 'node:timers/promises';
import { sameEmail } from '../../domain/core/email';
import { Refusal } from '../../domain/core/errors';
import { addSignInLink, addToken, linkMinutes, revokeToken, tokensOf, useSignInLink, type TokenInfo } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { person, personByEmail, type Person } from '../../db/core/people';
import { appendTimeline } from '../../db/core/timeline';
import { writeLetter } from '../../letters/core/write-letter';
import { certificationContact } from './contact';
import { personIdOf, type Context } from './context';
import type { RateLimits } from './rate-limit';

const perAddress = { points: 5, seconds: 900 };
const perEmail = { points: 3, seconds: 900 };

/** Sending a link takes this long, in milliseconds, whether or not there is anybody to write to: well above what writing the letter takes. */
const atLeastMs = 300;

/**
 * Mails a one-time link to a known address. Says nothing of whether it is known: the answer is the same, and comes no sooner.
 * Refuses with `too_many_requests`. Outside of any transaction: the limits are counted on connections of their own.
 * @param next the path of ours to go on to once signed in
 */
export async function sendSignInLink(context: Context, limits: RateLimits, email: string, next?: string): Promise<void> {
  await limits.take('sign-in-from', perAddress, context.address);
  await limits.take('sign-in-to', perEmail, sameEmail(email.trim()));
  await Promise.all([mailSignInLink(context, email, next), setTimeout(atLeastMs)]);
}

async function mailSignInLink(context: Context, email: string, next: string | undefined): Promise<void> {
  await context.transaction(async (trx) => {
    const who = await personByEmail(trx, email.trim());
    if (!who) return;
    const secret = await addSignInLink(trx, who.personId);
    await writeLetter(trx, {
      case: { kind: 'sign-in', id: newId() },
      personId: who.personId,
      occasion: 'sign-in',
      template: 'sign_in_link',
      values: () => ({ minutes: linkMinutes }),
      path: `/sign-in/link?token=${secret}${next ? `&next=${encodeURIComponent(next)}` : ''}`,
      contact: await certificationContact(trx, context.receivedAt),
      at: context.receivedAt,
      when: 'at once',
    });
  });
}

/** Signs in by a link, which is then used up. Refuses with `link_expired`. */
export async function signInByLink(context: Context, secret: string): Promise<string> {
  return context.transaction(async (trx) => {
    const personId = await useSignInLink(trx, secret);
    if (!personId) throw new Refusal('link_expired');
    await appendTimeline(trx, {
      case: { kind: 'person', id: personId },
      what: 'signedIn',
      personId,
      actorId: personId,
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { by: 'link' },
    });
    return personId;
  });
}

/** The one who is signed in. */
export async function me(context: Context): Promise<Person> {
  const who = await person(context.db, personIdOf(context));
  if (!who) throw new Refusal('not_found');
  return who;
}

const tokenDays = 365;

/** Makes an API token for the one who is signed in; it is shown this once. */
export async function createToken(context: Context, label: string, days = tokenDays): Promise<{ tokenId: string; token: string }> {
  return context.transaction((trx) => addToken(trx, personIdOf(context), label, days));
}

export async function myTokens(context: Context): Promise<TokenInfo[]> {
  return tokensOf(context.db, personIdOf(context));
}

/** Ends a token at once. Refuses with `not_found` for anybody else's. */
export async function endToken(context: Context, tokenId: string): Promise<void> {
  if (!(await revokeToken(context.db, personIdOf(context), tokenId))) throw new Refusal('not_found');
}
