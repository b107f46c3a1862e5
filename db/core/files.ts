import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { rows } from './columns';
import type { Trx } from './transaction';

/** Bytes are kept in rows of this size. */
const chunkBytes = 256 * 1024;

/** A file that is stored: found again by the SHA-256 of its bytes. */
export type StoredFile = Readonly<{ name: string; contentType: string; sha256: Buffer; size: number }>;

/** Stores files under the SHA-256 of their bytes; equal bytes are kept once. In one order, so that two with the same files cannot wait for each other. */
export async function storeFiles(
  trx: Trx,
  files: readonly Readonly<{ name: string; contentType: string; bytes: Buffer }>[],
): Promise<StoredFile[]> {
  const hashed = files.map(({ bytes, ...file }) => ({ ...file, bytes, sha256: createHash('sha256').update(bytes).digest() }));
  for (const { bytes, sha256 } of [...hashed].sort((a, b) => Buffer.compare(a.sha256, b.sha256))) await storeBytes(trx, bytes, sha256);
  return hashed.map(({ name, contentType, bytes, sha256 }) => ({ name, contentType, sha256, size: bytes.length }));
}

async function storeBytes(trx: Trx, bytes: Buffer, sha256: Buffer): Promise<void> {
  const added = await rows(
    trx.raw('insert into file_content (sha256, size) values (?, ?) on conflict (sha256) do nothing returning 1', [sha256, bytes.length]),
  );
  if (added.length === 0) return;
  for (let seq = 0; seq * chunkBytes < bytes.length; seq += 1) {
    await trx.raw('insert into file_chunk (sha256, seq, bytes) values (?, ?, ?)', [
      sha256,
      seq,
      bytes.subarray(seq * chunkBytes, (seq + 1) * chunkBytes),
    ]);
  }
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
