import { setTimeout } from 'node:timers/promises';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { sameEmail } from '../../domain/core/email';
import { checkPassword, sameUserName } from '../../domain/core/password';
import { addToken, endSessions } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { person, type Person } from '../../db/core/people';
import { hashPassword, passwordIs } from '../../db/core/passwords';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import {
  accountByUserName,
  accountMeant,
  accountOf,
  addPasswordReset,
  endTokens,
  resetMinutes,
  resetOf,
  setPassword,
  useReset,
  type Account,
} from '../../db/register/accounts';
import { registerRulesNow } from '../../db/register/invitations';
import { writeLetter } from '../../letters/core/write-letter';
import type { Context } from '../core/context';
import type { RateLimits } from '../core/rate-limit';

/** Wrong passwords from one place, and for one user name; right ones do not count (D). */
const perAddress = { points: 30, seconds: 900 };
const perAccount = { points: 10, seconds: 900 };
/** Letters asked for from one place, and for one account. */
const resetsPerAddress = { points: 5, seconds: 900 };
const resetsPerAccount = { points: 3, seconds: 900 };
/** Asking for a letter takes this long, in milliseconds, whether or not there is anybody to write to. */
const atLeastMs = 300;
/** A token from signing in holds this long, in days. */
const tokenDays = 1;

/** What nobody's password may be made of: the product's own names. */
export const productNames: readonly string[] = ['frist', 'jobbsjansen', 'jobbsjanseregisteret', 'imdi', 'register'];

/**
 * Checks user name and password. An unknown name is answered as a wrong password is, and takes as long. Outside of any transaction: the limits are counted on
 * connections of their own, and hashing takes a while. Refuses with `credentials_wrong`, `too_many_requests`.
 */
export async function signInByPassword(context: Context, limits: RateLimits, userName: string, password: string): Promise<Person> {
  const account = await checkCredentials(context, limits, userName, password);
  const who = await person(context.db, account.personId);
  if (!who || who.erasedAt) throw wrong();
  await context.transaction((trx) => noteOn(context, trx, who.personId, 'signedIn', { by: 'password' }));
  return who;
}

/** As `signInByPassword`, for a program: a token that holds a day. */
export async function tokenByPassword(context: Context, limits: RateLimits, userName: string, password: string): Promise<string> {
  return tokenFor(context, await signInByPassword(context, limits, userName, password));
}

/** A token for somebody who has just signed in. */
export async function tokenFor(context: Context, { personId }: Pick<Person, 'personId'>): Promise<string> {
  return (await addToken(context.db, personId, 'sign-in', tokenDays)).token;
}

/** @param only the person whose account it must be */
export async function checkCredentials(
  context: Context,
  limits: RateLimits,
  userName: string,
  password: string,
  only?: string,
): Promise<Account> {
  const name = sameUserName(userName);
  await limits.take('password-from', perAddress, context.address);
  await limits.take('password-of', perAccount, name);
  const account = await accountByUserName(context.db, name);
  const right = await passwordIs(account?.password, password);
  if (!account || !right || (only !== undefined && account.personId !== only)) throw wrong();
  await limits.giveBack('password-from', perAddress, context.address);
  await limits.giveBack('password-of', perAccount, name);
  return account;
}

const wrong = (): Refusal => new Refusal('credentials_wrong', { fields: { password: 'credentials_wrong' } });

/**
 * Mails a link for a new password to the owner of an account. Says nothing of whether there is one: the answer is the same, and comes no sooner.
 * Refuses with `too_many_requests`.
 */
export async function sendPasswordReset(context: Context, limits: RateLimits, userNameOrEmail: string): Promise<void> {
  await limits.take('reset-from', resetsPerAddress, context.address);
  await limits.take('reset-of', resetsPerAccount, sameEmail(userNameOrEmail.trim()));
  await Promise.all([mailReset(context, userNameOrEmail), setTimeout(atLeastMs)]);
}

async function mailReset(context: Context, userNameOrEmail: string): Promise<void> {
  await context.transaction(async (trx) => {
    const account = await accountMeant(trx, userNameOrEmail);
    if (!account) return;
    const secret = await addPasswordReset(trx, account.personId);
    await noteOn(context, trx, account.personId, 'passwordResetAsked');
    await writeLetter(trx, {
      case: { kind: 'sign-in', id: newId() },
      personId: account.personId,
      occasion: 'password-reset',
      template: 'password_reset',
      values: () => ({ minutes: resetMinutes, userName: account.userName }),
      path: `/password/${secret}`,
      contact: (await registerRulesNow(trx, context.receivedAt)).contact,
      at: context.receivedAt,
      when: 'at once',
    });
  });
}

/** Whether a link for a new password holds. Refuses with `link_expired`. */
export async function checkReset(context: Context, secret: string): Promise<void> {
  refuseUnless((await resetOf(context.db, secret)) !== undefined, 'link_expired');
}

/**
 * Sets a new password by a link, which is then used up, and signs its owner out everywhere. A password that is refused does not use the link up.
 * Refuses with `link_expired`, `password_too_short`, `password_too_common`.
 */
export async function resetPassword(context: Context, secret: string, password: string): Promise<void> {
  const personId = await resetOf(context.db, secret);
  const [who, account] = personId ? [await person(context.db, personId), await accountOf(context.db, personId)] : [];
  if (!who || !account) throw new Refusal('link_expired');
  checkPassword(password, [account.userName, who.name ?? '', who.email ?? '', ...productNames]);
  const hashed = await hashPassword(password);
  await context.transaction(async (trx) => {
    if (!(await useReset(trx, secret))) throw new Refusal('link_expired');
    await setPassword(trx, who.personId, hashed, context.receivedAt);
    await endSessions(trx, who.personId);
    await endTokens(trx, who.personId);
    await noteOn(context, trx, who.personId, 'passwordChanged');
  });
}

/** Notes what somebody did to their own account. */
export async function noteOn(
  context: Context,
  trx: Trx,
  personId: string,
  what: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'person', id: personId },
    what,
    personId,
    actorId: personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data,
  });
}
