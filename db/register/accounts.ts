import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { sameEmail } from '../../domain/core/email';
import { Refusal } from '../../domain/core/errors';
import { sameUserName } from '../../domain/core/password';
import { rows } from '../core/columns';
import { newSecret } from '../core/ids';
import { sha256 } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** By what somebody signs in. `password` is its hash. */
export type Account = Readonly<{ personId: string; userName: string; password: string }>;

const selected = 'account.person_id as "personId", account.user_name as "userName", account.password';

export async function accountOf(db: Knex, personId: string): Promise<Account | undefined> {
  return (await rows<Account>(db.raw(`select ${selected} from account where person_id = ?`, [personId])))[0];
}

export async function accountByUserName(db: Knex, userName: string): Promise<Account | undefined> {
  return (await rows<Account>(db.raw(`select ${selected} from account where user_name_key = ?`, [sameUserName(userName)])))[0];
}

/** The account that somebody means who names it, or its owner's address. */
export async function accountMeant(db: Knex, userNameOrEmail: string): Promise<Account | undefined> {
  const named = await accountByUserName(db, userNameOrEmail);
  if (named) return named;
  const found = await rows<Account>(
    db.raw(`select ${selected} from account join person p on p.id = account.person_id where p.email_key = ? and p.erased_at is null`, [
      sameEmail(userNameOrEmail.trim()),
    ]),
  );
  return found[0];
}

/** Makes an account. @throws Refusal `user_name_taken`; `not_allowed_in_state` when the person has one already */
export async function addAccount(trx: Trx, account: Account, at: Instant): Promise<void> {
  await trx('account')
    .insert({
      person_id: account.personId,
      user_name: account.userName,
      user_name_key: sameUserName(account.userName),
      password: account.password,
      made_at: at,
      password_at: at,
    })
    .catch((error: { constraint?: string }) => {
      if (error.constraint === 'account_user_name_key_key')
        throw new Refusal('user_name_taken', { fields: { userName: 'user_name_taken' } });
      throw error.constraint === 'account_pkey' ? new Refusal('not_allowed_in_state') : error;
    });
}

/** @param password the hash of the new one */
export async function setPassword(trx: Trx, personId: string, password: string, at: Instant): Promise<void> {
  await trx('account').where({ person_id: personId }).update({ password, password_at: at });
}

/** How long the link for a new password holds, in minutes; by the machine's clock, as all links for signing in. */
export const resetMinutes = 30;

/** Makes a link for a new password; only its hash is stored. */
export async function addPasswordReset(trx: Trx, personId: string): Promise<string> {
  const secret = newSecret();
  await trx.raw('insert into password_reset (hash, person_id, expires_at) values (?, ?, now() + make_interval(mins => ?))', [
    sha256(secret),
    personId,
    resetMinutes,
  ]);
  return secret;
}

/** Whose link this is, while it holds. */
export async function resetOf(db: Knex, secret: string): Promise<string | undefined> {
  const [row] = await rows<{ personId: string }>(
    db.raw('select person_id as "personId" from password_reset where hash = ? and used_at is null and expires_at > now()', [
      sha256(secret),
    ]),
  );
  return row?.personId;
}

/** Uses a link up, and with it every other of its person. @returns whose it was; `undefined` when it does not hold */
export async function useReset(trx: Trx, secret: string): Promise<string | undefined> {
  const [row] = await rows<{ personId: string }>(
    trx.raw(
      'update password_reset set used_at = now() where hash = ? and used_at is null and expires_at > now() returning person_id as "personId"',
      [sha256(secret)],
    ),
  );
  if (row) await trx('password_reset').where({ person_id: row.personId }).whereNull('used_at').update({ used_at: trx.fn.now() });
  return row?.personId;
}

/** Ends every API token of a person, at once. */
export async function endTokens(trx: Trx, personId: string): Promise<void> {
  await trx('api_token').where({ person_id: personId }).whereNull('revoked_at').update({ revoked_at: trx.fn.now() });
}
