import type { z } from 'zod';
import type { ErrorCode } from '../../domain/core/errors';
import type { Policy } from '../../domain/core/policies';
import type { UploadedFile } from './uploads';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** What the body of a request is made of: JSON, a CSV file as it is, or a form with files. */
export type Accepts = 'json' | 'csv' | 'files';

/**
 * One operation of the API: the schemas that parse its request are the ones in the OpenAPI document, so the two cannot drift apart.
 * `path` is written as in OpenAPI, `/certification/rounds/{id}`, below `/api/v1`.
 */
export type Operation<P = unknown, Q = unknown, B = unknown, R = unknown> = Readonly<{
  method: Method;
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Who may: checked before the request is read when it needs no subject, and named in the document. */
  policy: Policy<never>;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  accepts?: Accepts;
  /** Takes NDJSON of any length beside its body: what a line is, and what the line of the answer is. */
  rows?: Readonly<{ each: z.ZodType; answer: z.ZodType }>;
  /** The request names the version it saw: PATCH without is 428. */
  ifMatch?: boolean;
  status?: 200 | 201 | 202 | 204;
  /** A POST that opens its own transaction, so that a request never holds two connections; it takes no key, and repeated it comes to the same. */
  apart?: true;
  /** It may also be kept for somebody else to decide: then 202 with the same kind of answer. */
  accepts202?: boolean;
  response?: z.ZodType<R>;
  /** Answers with bytes of this media type instead of JSON. */
  responseType?: string;
  /** Answers with text of this media type to who asks for it by `Accept`. */
  otherType?: string;
  /** The refusals a caller should expect beside the general ones. */
  codes?: readonly ErrorCode[];
}>;

/** Keeps the types of an operation's schemas. */
export function operation<P = Record<string, never>, Q = Record<string, never>, B = undefined, R = undefined>(
  one: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> {
  return one;
}

/** What a handler is given: everything parsed. `bytes` is a body that was not JSON. */
export type Input<P, Q, B> = Readonly<{
  params: P;
  query: Q;
  body: B;
  files: readonly UploadedFile[];
  bytes: Buffer;
  version: number | undefined;
  /** Whether the answer is wanted in the operation's `otherType`. */
  wantsOther: boolean;
}>;
