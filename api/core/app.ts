import path from 'node:path';
import express, { Router, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Knex } from 'knex';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { Refusal } from '../../domain/core/errors';
import { isMigrated } from '../../db/core/migrate';
import { servicesOf } from '../../db/core/database';
import { certificationRoutes } from '../certification/routes';
import { registerRoutes } from '../register/routes';
import { arrival, authenticate, sameSite } from './authenticate';
import { docsPage, docsStart } from './docs-page';
import { Live } from './live';
import { createApiMetrics, type ApiMetrics } from './metrics';
import { openApiDocument } from './openapi';
import type { Operation } from './operation';
import { errorHandler, type ShowProblem } from './problem';
import { RateLimits } from './rate-limit';
import type { RouteTable } from './route';
import { coreRoutes } from './routes';
import { sessions } from './session';

export type AppOptions = Readonly<{
  db: Knex;
  databaseUrl: string;
  log: Logger;
  demo: boolean;
  mailCapture: boolean;
  version: string;
  trustProxy?: number;
  /** In tests every answer is held against its schema. */
  checkAnswers?: boolean;
  temporalUiUrl?: string | undefined;
  /** The pages, which stand on the commands and queries of this folder. */
  pages?: (parts: PageParts) => Readonly<{ assets: RequestHandler; router: Router; showProblem: ShowProblem }>;
}>;

export type PageParts = Readonly<{
  db: Knex;
  log: Logger;
  limits: RateLimits;
  live: Live;
  demo: boolean;
  mailCapture: boolean;
  rehearsal: boolean;
  version: string;
  temporalUiUrl: string | undefined;
}>;

export type App = Readonly<{
  express: Express;
  operations: readonly Operation[];
  metrics: ApiMetrics;
  drain(): void;
  close(): Promise<void>;
}>;

/** The whole HTTP side: API, pages, documents, probes. Needs PostgreSQL alone; it is ready while Temporal is down. */
export async function createApp(options: AppOptions): Promise<App> {
  const { db, log } = options;
  const { keys, rehearsal, publicUrl } = servicesOf(db);
  const live = new Live(options.databaseUrl);
  const metrics = createApiMetrics();
  const sessionPool = new Pool({ connectionString: options.databaseUrl, max: 4, application_name: 'frist-sessions' });
  sessionPool.on('error', () => undefined);
  const limits = new RateLimits(sessionPool);
  let draining = false;

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy ?? 0);
  app.set('query parser', 'simple');
  app.get('/healthz', (_req, res) => void res.json({ status: 'alive' }));
  app.get('/readyz', async (_req, res) => {
    const ready = !draining && (await isMigrated(db).catch(() => false));
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : draining ? 'draining' : 'not ready' });
  });
  app.get('/version', (_req, res) => void res.json({ version: options.version }));
  app.use(metrics.measure);
  app.use(
    pinoHttp({
      logger: log,
      autoLogging: { ignore: (req) => req.headers['hx-request'] === 'true' },
      customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
      // The route and the ids in it alone: whatever else stands in an address may be a secret, or something about somebody.
      serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
      customProps: (req, res) => ({
        method: req.method,
        route: (req as express.Request).route?.path as string | undefined,
        ids: idsIn(req.url ?? ''),
        status: res.statusCode,
      }),
      customSuccessMessage: () => 'answered',
      customErrorMessage: () => 'answered with an error',
    }),
  );
  app.use(security());

  const pages = options.pages?.({
    db,
    log,
    limits,
    live,
    demo: options.demo,
    mailCapture: options.mailCapture,
    rehearsal,
    version: options.version,
    temporalUiUrl: options.temporalUiUrl,
  });
  if (pages) app.use(pages.assets);
  app.use('/docs/assets', express.static(path.dirname(require.resolve('swagger-ui-dist/package.json')), { index: false, maxAge: '1d' }));
  app.use(arrival(db));
  app.use(authenticate(db, sessions(sessionPool, keys.sessions, publicUrl.startsWith('https:'))));
  app.use(sameSite(publicUrl));

  const operations: Operation[] = [];
  const api = Router();
  const table: RouteTable = { router: api, operations, db, log, limits, checkAnswers: options.checkAnswers ?? false };
  coreRoutes(table, { demo: options.demo, rehearsal });
  certificationRoutes(table);
  registerRoutes(table);
  refuseOtherVerbs(api, operations);
  app.use('/api/v1', api);
  app.use('/api', (_req, _res, next) => next(new Refusal('not_found')));
  const document = openApiDocument(operations, options.version);
  app.get('/openapi.json', (_req, res) => void res.json(document));
  app.get('/docs', docsPage);
  app.get('/docs/start.js', docsStart);
  if (pages) app.use(pages.router);
  app.use((_req, _res, next) => next(new Refusal('not_found')));
  app.use(
    errorHandler(
      log,
      (req, res, refusal, problem) => !req.originalUrl.startsWith('/api/') && (pages?.showProblem(req, res, refusal, problem) ?? false),
    ),
  );

  await live.start();
  return {
    express: app,
    operations,
    metrics,
    drain() {
      draining = true;
    },
    async close() {
      await live.stop();
      await sessionPool.end();
    },
  };
}

/** Nothing from elsewhere, no inline script or style; Designsystemet's icons are data URIs. */
function security(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000 },
  });
}

/** A path that is known by another verb answers 405 and says which verbs there are. */
function refuseOtherVerbs(router: Router, operations: readonly Operation[]): void {
  const verbs = new Map<string, string[]>();
  for (const { path, method } of operations) verbs.set(path, [...(verbs.get(path) ?? []), method.toUpperCase()]);
  for (const [path, known] of verbs)
    router.all(path.replace(/\{(\w+)\}/g, ':$1'), (_req, res, next) => {
      res.setHeader('Allow', known.join(', '));
      next(new Refusal('method_not_allowed'));
    });
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function idsIn(url: string): string[] {
  return url.split('?')[0]!.match(uuid) ?? [];
}
