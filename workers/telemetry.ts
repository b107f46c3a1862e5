import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Gives Temporal's runtime our log, and its metrics a port of their own on this machine. Once per process, before anything else of Temporal. */
export function installRuntime(log: Logger, metricsPort: number): void {
  const levels: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  };
  Runtime.install({
    // Messages and codes only: the meta of the SDK's entries may repeat what an error said.
    logger: new DefaultLogger('INFO', ({ level, message, meta }) =>
      log[levels[level]]({ sdk: true, story: meta?.['workflowId'] as string | undefined }, message),
    ),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsPort > 0 ? { metrics: { prometheus: { bindAddress: `127.0.0.1:${metricsPort}` } } } : {}),
    },
    shutdownSignals: [],
  });
}
