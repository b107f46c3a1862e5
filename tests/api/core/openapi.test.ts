import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { statusOf } from '../../../domain/core/errors';
import { startServer, type TestServer } from '../../support/http';
import { createDatabase, type TestDatabase } from '../../support/database';

type Schema = Readonly<Record<string, unknown>>;
type Media = Readonly<Record<string, Readonly<{ schema: Schema }>>>;
type Described = Readonly<{
  operationId: string;
  summary: string;
  description: string;
  tags: readonly string[];
  security: readonly object[];
  parameters?: readonly Readonly<{ name: string; in: string; required?: boolean; schema: Schema }>[];
  requestBody?: Readonly<{ content: Media; required: boolean }>;
  responses: Readonly<Record<string, Readonly<{ description: string; content?: Media }>>>;
}>;
type Document = Readonly<{
  openapi: string;
  info: Readonly<{ title: string; version: string }>;
  servers: readonly Readonly<{ url: string }>[];
  paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  components: Readonly<{ schemas: Readonly<Record<string, Schema>>; securitySchemes: Readonly<Record<string, Schema>> }>;
}>;

let database: TestDatabase;
let server: TestServer;
let document: Document;
let described: { method: string; path: string; one: Described }[];
beforeAll(async () => {
  database = await createDatabase({ rehearsal: true });
  server = await startServer(database.db, database.url);
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
  described = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, one]) => ({ method, path, one })),
  );
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** Every value under a key, however deep. */
function under(key: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => under(key, one));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...under(key, inner)]);
}

test('the document and the router know the same operations', () => {
  const routed = server.app.operations.map(({ method, path }) => `${method} ${path}`);
  expect(described.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...routed].sort());
  expect(new Set(routed).size).toBe(routed.length);
});

test('it is OpenAPI 3.1 with a title, a version, a server and a way to sign in', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  expect(document.info).toMatchObject({ title: 'Frist', version: 'test' });
  expect(document.servers).toEqual([{ url: '/api/v1' }]);
  expect(document.components.securitySchemes['token']).toMatchObject({ type: 'http', scheme: 'bearer' });
});

test('every reference leads to a component that is there', () => {
  for (const ref of new Set(under('$ref', document) as string[])) {
    const place = ref.split('/');
    expect(place[0]).toBe('#');
    expect([ref, place.slice(1).reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)]).toEqual([
      ref,
      expect.any(Object),
    ]);
  }
});

test('every schema is a JSON Schema of 2020-12', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  const schemas = under('schema', document.paths) as Schema[];
  expect(schemas.length).toBeGreaterThan(100);
  for (const schema of [...schemas, ...Object.values(document.components.schemas)])
    expect(() => ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as Schema)).not.toThrow();
});

describe('every operation', () => {
  const each = (check: (one: Described, path: string, method: string) => void): void => {
    for (const { one, path, method } of described) check(one, path, method);
  };

  test('has an id of its own, a summary, a tag, and says for whom it is', () => {
    expect(new Set(described.map(({ one }) => one.operationId)).size).toBe(described.length);
    each((one) => {
      expect(one.summary.length).toBeGreaterThan(2);
      expect(one.tags).toHaveLength(1);
      expect(one.description).toMatch(/For .+\.$/);
    });
  });

  test('describes each part of its path, and no part that is not there', () =>
    each((one, path) => {
      const parts = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const known = (one.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(known.map((parameter) => parameter.name).sort()).toEqual(parts.sort());
      for (const parameter of known) expect(parameter.required).toBe(true);
    }));

  test('promises one answer when it is done, and problems as problem+json with codes that there are', () =>
    each((one, path, method) => {
      const statuses = Object.keys(one.responses);
      expect([
        `${method} ${path}`,
        statuses.filter((status) => status.startsWith('2') && !(status === '202' && '200' in one.responses)).length,
      ]).toEqual([`${method} ${path}`, 1]);
      for (const [status, { description, content }] of Object.entries(one.responses).filter(([at]) => !at.startsWith('2'))) {
        expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
        const codes = [...description.matchAll(/`(\w+)`/g)].map((match) => match[1]!);
        expect(codes.length).toBeGreaterThan(0);
        for (const code of codes) expect([code, String(statusOf[code as keyof typeof statusOf])]).toEqual([code, status]);
      }
    }));

  test('is open to nobody unless it says so', () => {
    const open = described.filter(({ one }) => one.security.length === 0).map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'get /certification/badges/achievements/{kind}',
      'get /certification/badges/issuer',
      'get /certification/badges/keys',
      'get /certification/badges/status/{purpose}',
      'get /register/contact',
      'get /rehearsal/clock',
      'get /verify/{number}',
      'post /demo/tokens',
      'post /register/invitations/accept',
      'post /sign-in/links',
      'post /sign-in/password',
      'post /sign-in/password/forgot',
      'post /sign-in/password/reset',
    ]);
  });

  test('that is a POST takes a key, that changes what was seen names the version it saw', () =>
    each((one, path, method) => {
      const headers = (one.parameters ?? []).filter((parameter) => parameter.in === 'header');
      const key = headers.some((header) => header.name === 'Idempotency-Key');
      // A snapshot sees all tables at one instant, so in a transaction of its own; taken again it replaces the one before.
      expect(key).toBe(method === 'post' && one.security.length > 0 && path !== '/rehearsal/snapshot');
      expect(headers.some((header) => header.name === 'If-Match' && header.required === true)).toBe(method === 'patch');
      expect(Object.keys(one.responses).includes('428')).toBe(method === 'patch');
    }));

  test('that takes a body says so, and that a body may be too large or of the wrong kind', () =>
    each((one) => {
      const takes = one.requestBody !== undefined;
      expect([Object.keys(one.responses).includes('413'), Object.keys(one.responses).includes('415')]).toEqual([takes, takes]);
    }));
});

test('the page of the API and its parts are served, with no script from elsewhere', async () => {
  const page = await fetch(`${server.url}/docs`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await page.text();
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g))
    expect([path, (await fetch(`${server.url}${path}`)).status]).toEqual([path, 200]);
});
