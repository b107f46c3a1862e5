import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new random id, ordered by time (UUIDv7). */
export function newId(): string {
  return v7();
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random signs of Crockford's base32, five bits each, for numbers that people read and nobody can guess. */
export function randomSigns(count: number): string {
  return [...randomBytes(count)].map((byte) => crockford[byte & 31]).join('');
}

/** A random secret of 256 bits for links and tokens. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
