import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { z, ZodError } from 'zod';
import { Refusal, statusOf, type ErrorCode, type FieldFaults } from '../../domain/core/errors';
import { isPassing } from '../../db/core/lost-connection';
import { isMessageKey, textsOf, type Language } from '../../letters/core/catalogue';
import { languageOf } from './language';

/** An error as callers get it (RFC 9457): branch on `code`, show `title` and `detail`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(Object.keys(statusOf) as [ErrorCode, ...ErrorCode[]]),
    fields: z.record(z.string(), z.string()).optional(),
    traceId: z.string(),
  })
  .catchall(z.unknown())
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

/** The refusal that an error amounts to. What is no refusal is an `internal_error`, or `unavailable` when the database cannot be reached. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ZodError) return new Refusal('invalid_request', { fields: fieldsOf(error) });
  const { type, status, code, name } = error as { type?: string; status?: number; code?: string; name?: string };
  if (type === 'entity.too.large' || code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_FIELD_VALUE')
    return new Refusal('too_large');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return new Refusal('unsupported_content_type');
  if (type?.startsWith('entity.') || name === 'MulterError' || status === 400 || error instanceof URIError)
    return new Refusal('invalid_request');
  // A text that PostgreSQL cannot hold (NUL), an id that is none, a number or a day beyond its reach.
  if (/^22(021|P02|P05|003|007|008)$/.test(code ?? '')) return new Refusal('invalid_request');
  return new Refusal(isPassing(error) ? 'unavailable' : 'internal_error');
}

/** Which fields did not parse, by path; what was typed is never repeated. */
export function fieldsOf(error: ZodError): FieldFaults {
  return Object.fromEntries(error.issues.flatMap(faultsOf));
}

function faultsOf(issue: z.core.$ZodIssue): [field: string, code: string][] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [[...issue.path, key].join('.'), 'unknown_field']);
  // Of several forms that a body may have, the one that was meant is the one of the right kind, with fields that are wrong.
  const meant =
    issue.code === 'invalid_union' &&
    issue.errors.find((one) => one.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'));
  return meant ? meant.flatMap(faultsOf) : [[issue.path.join('.') || 'body', codeOf(issue)]];
}

function codeOf(issue: z.core.$ZodIssue): string {
  // zod keeps the input out of its issues, as we want it; that there was none stands in the message alone.
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    ? 'missing'
    : issue.code === 'custom' && /^[a-z_]+$/.test(issue.message)
      ? issue.message
      : 'invalid';
}

/** The problem that tells of a refusal, in a language. */
export function problemOf(refusal: Refusal, language: Language, traceId: string): Problem {
  const t = textsOf(language);
  const say = (part: 'title' | 'detail'): string | undefined => {
    const key = `core.error.${refusal.code}.${part}`;
    return isMessageKey(key) ? t(key) : undefined;
  };
  const detail = say('detail');
  return {
    type: `urn:frist:problem:${refusal.code}`,
    title: say('title') ?? refusal.code,
    status: refusal.status,
    ...(detail ? { detail } : {}),
    code: refusal.code,
    ...(refusal.fields ? { fields: { ...refusal.fields } } : {}),
    traceId,
    ...refusal.details,
  };
}

export type ShowProblem = (req: Request, res: Response, refusal: Refusal, problem: Problem) => boolean;

/**
 * The one error handler. Callers of the API get problem+json; pages show what happened in words.
 * @param showPage answers with a page when the request was a page's, and says so
 */
export function errorHandler(log: Logger, showPage: ShowProblem): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const traceId = randomUUID();
    const refusal = refusalOf(error);
    if (refusal.status >= 500)
      log.error({ traceId, method: req.method, route: req.route?.path as string | undefined, err: error }, 'request failed');
    if (res.headersSent) return next(error);
    const problem = problemOf(refusal, languageOf(req), traceId);
    if (typeof refusal.details?.['retryAfterSeconds'] === 'number')
      res.setHeader('Retry-After', String(refusal.details['retryAfterSeconds']));
    if (refusal.code === 'unavailable') res.setHeader('Retry-After', '2');
    if (showPage(req, res, refusal, problem)) return;
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
