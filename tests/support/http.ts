import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { createApp, type App, type AppOptions } from '../../api/core/app';
import { createLog } from '../../db/core/log';

export type Answer<T = unknown> = Readonly<{ status: number; body: T; headers: Headers; text: string }>;
export type CallOptions = Readonly<{ token?: string; body?: unknown; headers?: Readonly<Record<string, string>> }>;

/** The real app on a free port of 127.0.0.1, with a small client. */
export type TestServer = Readonly<{
  url: string;
  app: App;
  call<T = Record<string, never>>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  /** A token for a demo identity or for anybody's e-mail. */
  token(identity: string): Promise<string>;
  close(): Promise<void>;
}>;

/** @param options of the app; by default every answer is held against its schema and the demo is on */
export async function startServer(
  db: Knex,
  databaseUrl: string,
  options: Partial<AppOptions> & { log?: Logger } = {},
): Promise<TestServer> {
  const app = await createApp({
    db,
    databaseUrl,
    log: options.log ?? createLog('test', process.env['TEST_LOG'] ?? 'silent'),
    demo: true,
    mailCapture: true,
    version: 'test',
    checkAnswers: true,
    ...options,
  });
  const server = createServer(app.express);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const call: TestServer['call'] = async <T>(method: string, path: string, { token, body, headers }: CallOptions = {}) => {
    const raw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as never }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: (json && text ? JSON.parse(text) : undefined) as T, headers: response.headers, text };
  };
  return {
    url,
    app,
    call,
    async token(identity) {
      const { status, body } = await call<{ token: string }>('POST', '/demo/tokens', { body: { identity } });
      if (status !== 200) throw new Error(`no token for ${identity}`);
      return body.token;
    },
    async close() {
      await app.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
