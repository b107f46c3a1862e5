import { hash, verify } from '@node-rs/argon2';
import { normalPassword } from '../../domain/core/password';

/** argon2id, which is its default: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What is stored of a password: its salted hash, with the cost in it. Takes some tens of milliseconds, so never within a transaction. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normalPassword(password), cost);
}

let nobodys: Promise<string> | undefined;

/**
 * Whether a password is the one that was hashed.
 * @param hashed `undefined` when there is no account: it takes as long, and is never right
 */
export async function passwordIs(hashed: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password');
  const right = await verify(hashed ?? (await nobodys), normalPassword(password));
  return hashed !== undefined && right;
}
