import type { Router } from 'express';
import { type Request, type RequestHandler, type Response } from 'express';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { anyone } from '../../domain/core/policies';
import { bodyPrint, bodyReader } from './body';
import type { Context } from './context';
import { contextOf, keyed } from './keyed';
import { answerRows, bringsRows, type RowsHandler } from './ndjson';
import type { RateLimits } from './rate-limit';
import type { Input, Operation } from './operation';
import { closeUploads, uploadsOf } from './uploads';

/** Bytes as an answer: a file, a download. */
export class Bytes {
  constructor(
    readonly content: Readable | Buffer,
    readonly name: string,
    readonly contentType: string,
  ) {}
}

/** An answer with 202: what was asked for is kept, and waits for somebody else. Only where the operation says `accepts202`. */
export class Accepted<R> {
  constructor(readonly body: R) {}
}

export type Handler<P, Q, B, R> = (context: Context, input: Input<P, Q, B>) => Promise<R | Bytes | Accepted<R>>;

/** Where routes are put: the router, the list that becomes the OpenAPI document, and what handlers need. */
export type RouteTable = Readonly<{
  router: Router;
  operations: Operation[];
  db: Knex;
  log: Logger;
  limits: RateLimits;
  checkAnswers: boolean;
}>;

/**
 * Puts an operation into the router and the document. Checks who asks, then the body, then hands over; a POST is one transaction with its Idempotency-Key.
 * Rows that come as NDJSON are worked as they arrive and have no key: each says itself which one it is.
 * A policy of roles is checked before the body is read, one about a subject by the command that finds it. Handlers throw; the one error handler answers.
 */
export function route<P, Q, B, R>(
  table: RouteTable,
  operation: Operation<P, Q, B, R>,
  handler: Handler<P, Q, B, R>,
  rows?: RowsHandler,
): void {
  table.operations.push(operation);
  const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
  const { policy } = operation;
  const mayAtAll: RequestHandler = (req, _res, next) => {
    if (!isOpen(operation) && req.actor.kind !== 'person') return next(new Refusal('not_signed_in'));
    next(!policy.byRole || policy.holds(req.actor, undefined as never) ? undefined : new Refusal(policy.otherwise));
  };
  table.router[operation.method](
    path,
    mayAtAll,
    async (req, res, next) => {
      if (!rows || !bringsRows(req)) return next();
      await answerRows(req, res, contextOf(req, table.db, table.log), rows);
    },
    bodyReader(operation.accepts ?? (operation.body ? 'json' : undefined)),
    async (req, res) => {
      try {
        await handled(table, operation, handler, req, res);
      } finally {
        await closeUploads(req);
      }
    },
  );
}

async function handled<P, Q, B, R>(
  table: RouteTable,
  operation: Operation<P, Q, B, R>,
  handler: Handler<P, Q, B, R>,
  req: Request,
  res: Response,
): Promise<void> {
  const key = req.get('idempotency-key');
  if (key !== undefined && (key.length === 0 || key.length > 255))
    throw new Refusal('invalid_request', { fields: { 'idempotency-key': 'invalid' } });
  const input: Input<P, Q, B> = {
    params: parsed(operation.params, req.params, 'not_found'),
    query: parsed(operation.query, req.query, 'invalid_request'),
    // A form without anything in it may be sent as no body at all.
    body: parsed(operation.body, req.body ?? (operation.accepts === 'files' ? {} : undefined), 'invalid_request'),
    files: uploadsOf(req),
    bytes: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    version: operation.ifMatch ? versionOf(req.get('if-match')) : undefined,
    wantsOther: operation.otherType !== undefined && req.accepts(['application/json', operation.otherType]) === operation.otherType,
  };
  // Nobody has no keys, and such a command opens its own transaction: a limit that is taken within one would hold two connections.
  if (operation.method !== 'post' || isOpen(operation) || operation.apart)
    return answer(table, operation, res, await handler(contextOf(req, table.db, table.log), input));
  const stored = await keyed(req, table.db, table.log, key, bodyPrint(req), async (context) => {
    const answered = await handler(context, input);
    return answered instanceof Accepted ? { status: 202, body: answered.body } : { status: operation.status ?? 200, body: answered };
  });
  answer(table, operation, res, stored.body as R, stored.status);
}

/** Whether nobody in particular may carry it out. */
function isOpen({ policy }: Pick<Operation, 'policy'>): boolean {
  return (policy as unknown) === anyone;
}

/** Reads one part of a request. A path that cannot be is simply not there. */
function parsed<T>(schema: z.ZodType<T> | undefined, value: unknown, otherwise: 'not_found' | 'invalid_request'): T {
  if (!schema) return undefined as T;
  const result = schema.safeParse(value ?? undefined);
  if (result.success) return result.data;
  if (otherwise === 'not_found') throw new Refusal('not_found');
  throw result.error;
}

function versionOf(ifMatch: string | undefined): number {
  const version = /^(?:W\/)?"(\d+)"$/.exec(ifMatch ?? '')?.[1];
  if (!version) throw new Refusal('if_match_missing');
  return Number(version);
}

/** Sends bytes as a download that no browser opens by itself or runs. */
export function sendBytes(res: Response, { content, name, contentType }: Bytes): void {
  res.status(200).type(contentType);
  res.setHeader(
    'Content-Disposition',
    `attachment; filename="${name.replace(/[^\x20-\x7e]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  );
  res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  pipeline(content instanceof Readable ? content : Readable.from([content]), res).catch(() => res.destroy());
}

function answer<P, Q, B, R>(
  table: RouteTable,
  operation: Operation<P, Q, B, R>,
  res: Response,
  given: R | Bytes | Accepted<R>,
  status: number = operation.status ?? 200,
): void {
  if (given instanceof Bytes) return sendBytes(res, given);
  const body = given instanceof Accepted ? given.body : given;
  res.status(status);
  if (operation.status === 204) return void res.end();
  const version = (body as { version?: unknown } | undefined)?.version;
  if (typeof version === 'number') res.setHeader('ETag', `"${version}"`);
  // In tests every answer is held against the schema that the document promises.
  if (table.checkAnswers && operation.response) operation.response.parse(JSON.parse(JSON.stringify(body)));
  res.type('application/json').send(JSON.stringify(body ?? null));
}
