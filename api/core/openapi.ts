import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { z } from 'zod';
import { statusOf, type ErrorCode } from '../../domain/core/errors';
import { anyone } from '../../domain/core/policies';
import { ndjsonType } from './ndjson';
import type { Operation } from './operation';
import { problemSchema } from './problem';

/** Codes that any operation may answer with, beside its own. */
const general: readonly ErrorCode[] = ['invalid_request', 'not_signed_in', 'not_permitted', 'not_found', 'internal_error', 'unavailable'];
/** Codes of whatever takes a body, and of a POST with its key. */
const ofBodies: readonly ErrorCode[] = ['too_large', 'unsupported_content_type'];
const ofKeys: readonly ErrorCode[] = ['idempotency_key_reused'];

/** The OpenAPI 3.1 document of these operations: made of the same schemas that parse their requests. */
export function openApiDocument(operations: readonly Operation[], version: string): object {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token from your account page.',
  });
  for (const one of operations)
    registry.registerPath({
      ...describe(one),
      security: isOpen(one) ? [] : [{ [bearer.name]: [] }],
    } as unknown as Parameters<typeof registry.registerPath>[0]);
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Frist',
      version,
      description:
        'Long public-service processes with their deadlines. Errors are application/problem+json with a stable `code`. A POST with an `Idempotency-Key` is carried out once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
  });
  return document;
}

/** Whether nobody in particular may ask. */
const isOpen = (one: Operation): boolean => (one.policy as unknown) === anyone;

const media: Readonly<Record<string, string>> = { csv: 'text/csv', files: 'multipart/form-data' };

function describe(one: Operation): object {
  const bodyType = one.accepts && one.accepts !== 'json' ? media[one.accepts]! : 'application/json';
  const plain = { type: 'object', additionalProperties: { type: 'string', format: 'binary' } };
  const headers = [
    ...(one.method === 'post' && !isOpen(one) && !one.apart
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 255 },
            description: 'The same key with the same body gives the same answer.',
          },
        ]
      : []),
    ...(one.ifMatch
      ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' }, description: 'The ETag that was seen.' }]
      : []),
  ];
  const content =
    one.accepts === 'csv'
      ? { [bodyType]: { schema: { type: 'string' } } }
      : one.accepts === 'files'
        ? { [bodyType]: { schema: plain }, ...(one.body ? { 'application/json': { schema: one.body } } : {}) }
        : one.body
          ? { [bodyType]: { schema: one.body }, ...(one.rows ? { [ndjsonType]: { schema: one.rows.each } } : {}) }
          : undefined;
  const answer = one.responseType
    ? { [one.responseType]: { schema: { type: 'string', format: 'binary' } } }
    : one.response
      ? {
          'application/json': { schema: one.response },
          ...(one.rows ? { [ndjsonType]: { schema: one.rows.answer } } : {}),
          ...(one.otherType ? { [one.otherType]: { schema: { type: 'string' } } } : {}),
        }
      : undefined;
  return {
    method: one.method,
    path: one.path,
    operationId: operationId(one),
    tags: [one.tag],
    summary: one.summary,
    description: [one.description, `For ${one.policy.sentence}.`].filter(Boolean).join('\n\n'),
    request: {
      ...(one.params ? { params: one.params as z.ZodObject } : {}),
      ...(one.query ? { query: one.query as z.ZodObject } : {}),
      ...(content ? { body: { required: true, content } } : {}),
    },
    parameters: headers,
    responses: {
      [String(one.status ?? 200)]: { description: 'Done', ...(answer ? { content: answer } : {}) },
      ...(one.accepts202 ? { 202: { description: 'Kept, and waiting for somebody else', ...(answer ? { content: answer } : {}) } } : {}),
      ...problems(one),
    },
  };
}

function operationId(one: Operation): string {
  const words = one.path.split(/[/{}.-]+/).filter(Boolean);
  return [one.method, ...words].map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
}

function problems(one: Operation): Record<string, object> {
  const byStatus = new Map<number, ErrorCode[]>();
  const codes = [
    ...general,
    ...(one.body || one.accepts ? ofBodies : []),
    ...(one.method === 'post' && !isOpen(one) ? ofKeys : []),
    ...(one.codes ?? []),
  ];
  for (const code of codes) byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: [...new Set(codes)].map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
