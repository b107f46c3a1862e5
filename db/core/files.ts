import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { rows } from './columns';
import { sha256 } from './sealing';
import type { Trx } from './transaction';

/** Bytes are kept in rows of this size. */
export const chunkBytes = 256 * 1024;

/** A file that is stored: found again by the SHA-256 of its bytes. */
export type StoredFile = Readonly<{ name: string; contentType: string; sha256: Buffer; size: number }>;
/** A file to be stored: its bytes come in order, none of them larger than `chunkBytes`. */
export type NewFile = StoredFile & Readonly<{ chunks: () => AsyncIterable<Buffer> }>;

/** A file whose bytes are at hand. */
export function fileOf(name: string, contentType: string, bytes: Buffer): NewFile {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return { name, contentType, size: bytes.length, sha256: sha256(bytes), chunks };
}

/** Stores files under the SHA-256 of their bytes; equal bytes are kept once. In one order, so that two with the same files cannot wait for each other. */
export async function storeFiles(trx: Trx, files: readonly NewFile[]): Promise<StoredFile[]> {
  for (const file of [...files].sort((a, b) => Buffer.compare(a.sha256, b.sha256))) await storeBytes(trx, file);
  return files.map(({ name, contentType, sha256, size }) => ({ name, contentType, sha256, size }));
}

async function storeBytes(trx: Trx, { sha256, size, chunks }: NewFile): Promise<void> {
  const added = await rows(
    trx.raw('insert into file_content (sha256, size) values (?, ?) on conflict (sha256) do nothing returning 1', [sha256, size]),
  );
  if (added.length === 0) return;
  let seq = 0;
  for await (const bytes of chunks()) {
    await trx.raw('insert into file_chunk (sha256, seq, bytes) values (?, ?, ?)', [sha256, seq, bytes]);
    seq += 1;
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
