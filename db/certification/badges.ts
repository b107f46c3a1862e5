import { generateKeyPairSync, randomInt } from 'node:crypto';
import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { seal, unseal } from '../core/sealing';
import { readCertificateFiles, type CertificateFile } from './certificates';

/** How many badges the one public status list has room for: the least length the Bitstring Status List allows, so that no place gives a holder away. */
export const badgePlaces = 131_072;

/** The Ed25519 key of an installation as JSON Web Keys. */
export type BadgeKey = Readonly<{ publicJwk: Jwk; privateJwk: Jwk & Readonly<{ d: string }> }>;
export type Jwk = Readonly<{ kty: 'OKP'; crv: 'Ed25519'; x: string }>;

const about = 'badge-key';

/** The key that badges are signed with; made when it is first asked for, and the same ever after. */
export async function badgeKey(db: Knex, at: Instant): Promise<BadgeKey> {
  const known = await storedKey(db);
  if (known) return known;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const sealed = seal(servicesOf(db).keys.badges, JSON.stringify(privateKey.export({ format: 'jwk' })), about);
  // Of two who make one at once the first is kept, and both use that.
  await db.raw('insert into badge_key (public_key, private_key_sealed, made_at) values (?, ?, ?) on conflict (id) do nothing', [
    JSON.stringify(publicKey.export({ format: 'jwk' })),
    sealed,
    at,
  ]);
  return (await storedKey(db))!;
}

async function storedKey(db: Knex): Promise<BadgeKey | undefined> {
  const [row] = await rows<{ publicKey: string; sealed: Buffer }>(
    db.raw('select public_key as "publicKey", private_key_sealed as sealed from badge_key'),
  );
  if (!row) return undefined;
  return {
    publicJwk: JSON.parse(row.publicKey) as Jwk,
    privateJwk: JSON.parse(unseal(servicesOf(db).keys.badges, row.sealed, about).toString()) as BadgeKey['privateJwk'],
  };
}

/** Places drawn at a time: also with nine of ten taken, one is free but for one time in eight hundred, and then more are drawn. */
const draws = 64;

/** The place of a certificate in the status list; drawn when its badge is first asked for, and the same ever after. */
export async function badgePlace(db: Knex, certificateId: string): Promise<number> {
  for (;;) {
    const [known] = await rows<{ place: number }>(db.raw('select place from badge_place where certificate_id = ?', [certificateId]));
    if (known) return known.place;
    const drawn = Array.from({ length: draws }, () => randomInt(badgePlaces));
    await db.raw(
      `insert into badge_place (certificate_id, place)
       select ?, place from unnest(?::int[]) place where not exists (select from badge_place taken where taken.place = place.place) limit 1
       on conflict do nothing`,
      [certificateId, drawn],
    );
    const [{ taken }] = (await rows<{ taken: number }>(db.raw('select count(*) as taken from badge_place'))) as [{ taken: number }];
    if (taken >= badgePlaces) throw new Error('The status list of badges is full.');
  }
}

/** Every certificate that has a badge, with its place in the status list. */
export async function badgedCertificates(db: Knex, at: Instant): Promise<(CertificateFile & { place: number })[]> {
  const placed = await rows<{ id: string; place: number }>(db.raw('select certificate_id as id, place from badge_place'));
  const places = new Map(placed.map(({ id, place }) => [id, place]));
  const files = await readCertificateFiles(db, [...places.keys()], at);
  return files.map((file) => ({ ...file, place: places.get(file.certificate.certificateId)! }));
}
