import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export type ApiMetrics = Readonly<{ registry: Registry; measure: RequestHandler }>;

/** How long requests take, by route; paths with ids in them are never labels. */
export function createApiMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'frist_http_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return {
    registry,
    measure(req, res, next) {
      const end = seconds.startTimer({ method: req.method });
      res.once('finish', () => end({ route: (req.route?.path as string | undefined) ?? 'other', status: String(res.statusCode) }));
      next();
    },
  };
}
