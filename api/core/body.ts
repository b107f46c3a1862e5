import express, { type Request, type RequestHandler } from 'express';
import { Refusal } from '../../domain/core/errors';
import { sha256 } from '../../db/core/sealing';
import type { Accepts } from './operation';
import { uploadReader, uploadsPrint } from './uploads';

/** A JSON body at most, in bytes; a file at most; files at most. */
const jsonBytes = 2 * 1024 * 1024;
export const csvBytes = 5 * 1024 * 1024;
export const fileBytes = 10 * 1024 * 1024;
const fileCount = 10;

const json = express.json({ limit: jsonBytes, strict: false });
const csv = express.raw({ limit: csvBytes, type: () => true });
const files = uploadReader({ fileSize: fileBytes, files: fileCount, fields: 30 });

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

/** What must be equal for two bodies to be the same request. */
export function bodyPrint(req: Request): string {
  const body: unknown = Buffer.isBuffer(req.body) ? sha256(req.body).toString('hex') : (req.body ?? null);
  return JSON.stringify([body, uploadsPrint(req)]);
}
