import type { Knex } from 'knex';
import { rows } from '../../db/core/columns';
import { letterText } from '../../db/core/letters';

/** A password that nobody else would think of. */
export const goodPassword = 'trekkspill gulrot varsel';

/** The secret in the newest letter of an invitation; only the letter itself has it. */
export async function newestSecret(db: Knex, invitationId: string): Promise<string> {
  return secretOf(db, 'case_id', invitationId, /\/invitation\/([\w-]+)/);
}

/** The secret in the newest letter about a new password. */
export async function newestReset(db: Knex, personId: string): Promise<string> {
  return secretOf(db, 'person_id', personId, /\/password\/([\w-]+)/);
}

async function secretOf(db: Knex, column: 'case_id' | 'person_id', id: string, link: RegExp): Promise<string> {
  const found = await rows<{ id: string }>(db.raw('select id from letter where ?? = ? order by seq desc', [column, id]));
  for (const letter of found) {
    const secret = link.exec((await letterText(db, letter.id))!.text)?.[1];
    if (secret) return secret;
  }
  throw new Error('no letter with such a link');
}
