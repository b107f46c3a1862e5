import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** Seals bytes with AES-256-GCM: nonce, tag, text. `about` is bound in, so that a sealed value cannot be moved to another place. */
export function seal(key: Buffer, text: Buffer | string, about: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text as Buffer), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error when the key, the place or a single bit is not the one it was sealed with */
export function unseal(key: Buffer, sealed: Buffer, about: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes))
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
}

export function sha256(bytes: Buffer | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** The keys derived from the master key, one per purpose; the master key itself seals nothing. */
export type KeyRing = Readonly<{
  /** Seals the person keys. */
  persons: Buffer;
  /** Seals national numbers. */
  nationalIds: Buffer;
  /** Keyed hash by which a national number is looked up. */
  lookup: (text: string) => Buffer;
  /** Seals what belongs to no one person for a short time: stored answers, imports before they are confirmed. */
  passing: Buffer;
  /** Seals the key that badges are signed with. */
  badges: Buffer;
  /** Signs session cookies. */
  sessions: string;
}>;

/** @param masterKey 32 bytes in base64 */
export function keyRing(masterKey: string): KeyRing {
  const master = Buffer.from(masterKey, 'base64');
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `frist/${purpose}`, 32));
  const lookupKey = derive('national-id-lookup');
  return {
    persons: derive('person-keys'),
    nationalIds: derive('national-ids'),
    lookup: (text) => createHmac('sha256', lookupKey).update(text).digest(),
    passing: derive('passing'),
    badges: derive('badges'),
    sessions: derive('sessions').toString('base64url'),
  };
}
