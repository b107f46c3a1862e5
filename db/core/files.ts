import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { rows } from './columns';
import type { Trx } from './transaction';

/** Bytes are kept in rows of this size. */
const chunkBytes = 256 * 1024;

/** A file that is stored: found again by the SHA-256 of its bytes. */
export type StoredFile = Readonly<{ name: string; contentType: string; sha256: Buffer; size: number }>;

/** Stores bytes under their SHA-256; equal bytes are kept once. */
export async function storeFile(trx: Trx, bytes: Buffer): Promise<Buffer> {
  const sha256 = createHash('sha256').update(bytes).digest();
  const added = await rows(
    trx.raw('insert into file_content (sha256, size) values (?, ?) on conflict (sha256) do nothing returning 1', [sha256, bytes.length]),
  );
  if (added.length === 0) return sha256;
  for (let seq = 0; seq * chunkBytes < bytes.length; seq += 1) {
    await trx.raw('insert into file_chunk (sha256, seq, bytes) values (?, ?, ?)', [
      sha256,
      seq,
      bytes.subarray(seq * chunkBytes, (seq + 1) * chunkBytes),
    ]);
  }
  return sha256;
}

/** Streams a stored file, a chunk at a time. */
export function readFile(db: Knex, sha256: Buffer): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let seq = 0; ; seq += 1) {
      const [chunk] = await rows<{ bytes: Buffer }>(db.raw('select bytes from file_chunk where sha256 = ? and seq = ?', [sha256, seq]));
      if (!chunk) return;
      yield chunk.bytes;
    }
  }
  return Readable.from(chunks());
}
