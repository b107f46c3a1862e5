import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export type HealthServer = Readonly<{ port: number; close(): Promise<void> }>;

/**
 * `/healthz` (alive, asks nobody), `/readyz`, `/metrics`, `/version`, on a port of its own that is not for the public.
 * @param more further metrics in the same text format
 */
export async function startHealthServer(
  options: Readonly<{
    host: string;
    port: number;
    ready: () => Promise<boolean>;
    registry: Registry;
    version: object;
    more?: () => Promise<string>;
  }>,
): Promise<HealthServer> {
  const server: Server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json'): void =>
      void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    const handle = async (): Promise<void> => {
      switch (new URL(request.url ?? '/', 'http://localhost').pathname) {
        case '/healthz':
          return answer(200, '{"status":"alive"}');
        case '/readyz':
          return (await options.ready()) ? answer(200, '{"status":"ready"}') : answer(503, '{"status":"not ready"}');
        case '/metrics':
          return answer(200, `${await options.registry.metrics()}\n${(await options.more?.()) ?? ''}`, options.registry.contentType);
        case '/version':
          return answer(200, JSON.stringify(options.version));
        default:
          return answer(404, '{"status":"not found"}');
      }
    };
    handle().catch(() => answer(503, '{"status":"unavailable"}'));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
