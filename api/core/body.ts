import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';
import { Refusal } from '../../domain/core/errors';
import { sha256 } from '../../db/core/sealing';
import type { Accepts, UploadedFile } from './operation';

/** A JSON body at most, in bytes; a file at most; files at most. */
const jsonBytes = 2 * 1024 * 1024;
export const csvBytes = 5 * 1024 * 1024;
export const fileBytes = 10 * 1024 * 1024;
const fileCount = 10;

const json = express.json({ limit: jsonBytes, strict: false });
const csv = express.raw({ limit: csvBytes, type: () => true });
const files = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: fileBytes, files: fileCount, fields: 30, fieldSize: 1024 * 1024 },
  defParamCharset: 'utf8',
}).any();

const types: Readonly<Record<Accepts, readonly string[]>> = {
  json: ['application/json'],
  csv: ['text/csv'],
  files: ['multipart/form-data', 'application/json'],
};

/** Reads the body of a request. @throws Refusal `unsupported_content_type`, `too_large`, `invalid_request` */
export function bodyReader(accepts: Accepts | undefined): RequestHandler {
  return (req, res, next) => {
    if (!accepts || !hasBody(req)) return next();
    const type = (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    if (!types[accepts].includes(type)) return next(new Refusal('unsupported_content_type'));
    if (type === 'application/json') return void json(req, res, next);
    if (type === 'text/csv') return void csv(req, res, next);
    // Whatever is wrong with a form but its size is that it does not parse: the parser's own errors have no code.
    return void files(req, res, (error?: unknown) => {
      const limit = (error as { code?: string } | undefined)?.code?.startsWith('LIMIT_');
      next(error && !limit ? new Refusal('invalid_request') : error);
    });
  };
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

/** The files of a request, their names without any path, control signs or quotes. */
export function uploadsOf(req: Request): UploadedFile[] {
  return ((req.files ?? []) as Express.Multer.File[]).map((file) => ({
    field: file.fieldname,
    name: safeName(file.originalname),
    contentType: sniff(file.buffer),
    bytes: file.buffer,
  }));
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

/** What must be equal for two bodies to be the same request. */
export function bodyPrint(req: Request): string {
  const uploads = ((req.files ?? []) as Express.Multer.File[]).map((file) => [
    file.fieldname,
    file.originalname,
    sha256(file.buffer).toString('hex'),
  ]);
  const body: unknown = Buffer.isBuffer(req.body) ? sha256(req.body).toString('hex') : (req.body ?? null);
  return JSON.stringify([body, uploads]);
}
