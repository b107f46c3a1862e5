import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { rows } from './columns';
import { servicesOf } from './database';
import { seal, unseal } from './sealing';

/** Makes the key that seals one person's values; only its wrapped form is stored. */
export function wrapNewKey(db: Knex, personId: string): Buffer {
  return seal(servicesOf(db).keys.persons, randomBytes(32), personId);
}

/** Opens a wrapped key. */
export function unwrapKey(db: Knex, personId: string, wrapped: Buffer): Buffer {
  return unseal(servicesOf(db).keys.persons, wrapped, personId);
}

/** The key of a person, or `null` when the person was erased: then nothing sealed with it can be read again. */
export async function openPersonKey(db: Knex, personId: string): Promise<Buffer | null> {
  const [row] = await rows<{ wrapped: Buffer }>(db.raw('select wrapped from person_key where person_id = ?', [personId]));
  return row ? unwrapKey(db, personId, row.wrapped) : null;
}
