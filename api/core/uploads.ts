import { createHash, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from 'express';
import multer from 'multer';
import { chunkBytes, type NewFile } from '../../db/core/files';

/** A file that came with a request. Its bytes lie in a temporary file until the request is over (`design.md` 7). */
export type UploadedFile = NewFile & Readonly<{ field: string }>;

type Spooled = Express.Multer.File & { handle?: FileHandle; sha256?: Buffer; start?: Buffer };

/**
 * Spools uploads to the temporary folder as they arrive, so that no transaction waits for a slow line and no file is held in memory. The file has no name any
 * more once it is open: even when the process is killed nothing that somebody handed in is left lying there.
 */
const spool: multer.StorageEngine = {
  _handleFile(_req, file, done) {
    void spooled(file).then(
      (info) => done(null, info),
      (error: unknown) => done(error),
    );
  },
  _removeFile(_req, file, done) {
    void close(file).then(() => done(null), done);
  },
};

async function spooled(file: Spooled): Promise<Pick<Spooled, 'size' | 'handle' | 'sha256' | 'start'>> {
  const path = join(tmpdir(), `frist-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const hash = createHash('sha256');
    let size = 0;
    let start = Buffer.alloc(0);
    for await (const chunk of file.stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (start.length < 8) start = Buffer.concat([start, chunk.subarray(0, 8)]);
      for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at, chunk.length - at, size + at)).bytesWritten;
      size += chunk.length;
    }
    return { size, handle, sha256: hash.digest(), start };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function close({ handle }: Spooled): Promise<void> {
  await handle?.close();
}

/** A reader of the files of a form. Whoever reads closes them: `closeUploads`. */
export function uploadReader(limits: NonNullable<multer.Options['limits']>): ReturnType<multer.Multer['any']> {
  return multer({ storage: spool, limits: { ...limits, fieldSize: 1024 * 1024 }, defParamCharset: 'utf8' }).any();
}

const filesOf = (req: Request): Spooled[] => (req.files ?? []) as Spooled[];

/** The files of a request, their names without any path, control signs or quotes. */
export function uploadsOf(req: Request): UploadedFile[] {
  return filesOf(req).map((file) => ({
    field: file.fieldname,
    name: safeName(file.originalname),
    contentType: sniff(file.start!),
    size: file.size,
    sha256: file.sha256!,
    chunks: () => chunksOf(file.handle!),
  }));
}

/** Lets go of a request's files. */
export async function closeUploads(req: Request): Promise<void> {
  await Promise.all(filesOf(req).map(close));
}

/** What must be equal for the files of two requests to be the same. */
export function uploadsPrint(req: Request): unknown[] {
  return filesOf(req).map((file) => [file.fieldname, file.originalname, file.sha256!.toString('hex')]);
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** All bytes of a small file that is read as a whole. */
export async function bytesOf(file: NewFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The last part of whatever path a browser sent, harmless in a header and on any disk. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? '';
  const clean = last
    // oxlint-disable-next-line no-control-regex -- exactly these must go
    .replace(/[\u0000-\u001f\u007f"<>|:*?]/g, '')
    .replace(/^\.+/, '')
    .trim()
    .slice(-150);
  return clean || 'file';
}

const magic: readonly [prefix: string, type: string][] = [
  ['25504446', 'application/pdf'],
  ['504b0304', 'application/zip'],
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['d0cf11e0', 'application/x-ole-storage'],
];

/** What a file is by its first bytes. What browsers claim is not believed; anything unknown is served as plain bytes. */
export function sniff(bytes: Buffer): string {
  const start = bytes.subarray(0, 8).toString('hex');
  return magic.find(([prefix]) => start.startsWith(prefix))?.[1] ?? 'application/octet-stream';
}
