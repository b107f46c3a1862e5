import { createServer } from 'node:http';
import { parseConfig } from '../domain/core/config';
import { openDatabase } from '../db/core/database';
import { createLog } from '../db/core/log';
import { keyRing } from '../db/core/sealing';
import { pages } from '../web';
import { startHealthServer } from '../workers/health-server';
import { stopOnSignals } from '../workers/process';
import { createApp } from './core/app';

/** Requests last at most this long, in milliseconds: the grace of closing is longer (`domain.md` 2.2). */
const requestTimeoutMs = 300_000;

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLog('api', config.LOG_LEVEL);
  const publicUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl,
    pool: config.DATABASE_POOL,
    name: 'frist-api',
  });
  const version = process.env['npm_package_version'] ?? 'dev';
  const app = await createApp({
    db,
    databaseUrl: config.DATABASE_URL,
    log,
    demo: config.FRIST_DEMO,
    mailCapture: config.FRIST_MAIL_CAPTURE,
    version,
    trustProxy: config.TRUST_PROXY,
    temporalUiUrl: config.TEMPORAL_UI_URL,
    pages,
  });
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: 60_000, keepAliveTimeout: 65_000 }, app.express);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(config.PORT, config.HOST, resolve));
  const health = await startHealthServer({
    host: config.METRICS_HOST,
    port: config.METRICS_PORT,
    registry: app.metrics.registry,
    version: { version },
    ready: async () => Promise.resolve(server.listening),
  });
  log.info({ port: config.PORT, metricsPort: health.port }, 'api runs');
  stopOnSignals(log, async () => {
    // Not ready first, then no new requests, then the ones under way are finished and the streams ended.
    app.drain();
    await app.close();
    server.closeIdleConnections();
    await new Promise((resolve) => server.close(resolve));
    await health.close();
    await db.destroy();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
