import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { ParticipationFilter } from '../../domain/register/overview';
import { rows } from '../core/columns';
import { newSecret } from '../core/ids';
import { openPersonKey } from '../core/person-keys';
import { seal, sha256 } from '../core/sealing';
import type { Trx } from '../core/transaction';

export const downloadFormats = ['csv', 'xlsx'] as const;
export const downloadContents = ['participants', 'activities'] as const;

/** What a link to a file of the register gives: the file is made when it is fetched, and only for who asked for it. */
export type RegisterDownload = Readonly<{
  personId: string;
  organisationId: string;
  format: (typeof downloadFormats)[number];
  content: (typeof downloadContents)[number];
  filter: ParticipationFilter;
  /** Numbers in full: a reason was given. */
  fullNumbers: boolean;
  createdAt: Instant;
  expiresAt: Instant;
}>;

/** Keeps what a link gives, by the hash of its secret alone; the reason is sealed with the key of who gave it. @returns the secret of the link */
export async function addDownload(trx: Trx, one: Omit<RegisterDownload, 'fullNumbers'>, reason: string | null): Promise<string> {
  const secret = newSecret();
  const key = reason === null ? undefined : await openPersonKey(trx, one.personId);
  const hash = sha256(secret);
  await trx('register_download').insert({
    hash,
    person_id: one.personId,
    organisation_id: one.organisationId,
    format: one.format,
    content: one.content,
    filter: JSON.stringify(one.filter),
    reason_sealed: reason !== null && key ? seal(key, reason, hash.toString('hex')) : null,
    created_at: one.createdAt,
    expires_at: one.expiresAt,
  });
  return secret;
}

export async function downloadOf(db: Knex, secret: string): Promise<RegisterDownload | undefined> {
  const [row] = await rows<RegisterDownload>(
    db.raw(
      `select person_id as "personId", organisation_id as "organisationId", format, content, filter, reason_sealed is not null as "fullNumbers",
         created_at as "createdAt", expires_at as "expiresAt"
       from register_download where hash = ?`,
      [sha256(secret)],
    ),
  );
  return row;
}
