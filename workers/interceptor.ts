import { randomUUID } from 'node:crypto';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Refusal } from '../domain/core/errors';
import { isPassing } from '../db/core/lost-connection';

/** What Temporal may know of a failure: a code and whether to try again. */
export type SafeFailure = Readonly<{ type: string; message: string; retryable: boolean }>;

/** Turns whatever was thrown into codes: the texts of PostgreSQL, SMTP and zod repeat what people typed, and histories are kept for years. */
export function safeFailure(error: unknown): SafeFailure {
  if (error instanceof Refusal) return { type: error.code, message: error.code, retryable: false };
  const { code } = error as { code?: unknown };
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? code : undefined;
  const retryable = isPassing(error);
  if (sqlState) return { type: 'database', message: `database ${sqlState}`, retryable };
  return retryable
    ? { type: 'connection', message: 'connection', retryable }
    : { type: 'internal_error', message: 'internal_error', retryable };
}

/** One interceptor around every activity: no person data in Temporal, the original in the redacted log under an error id. */
export function failuresAsCodes(log: Logger): ActivityInterceptorsFactory {
  return (context) => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof CancelledFailure) throw error;
          const failure = safeFailure(error);
          const errorId = randomUUID();
          log.error(
            {
              errorId,
              activity: context.info.activityType,
              story: context.info.workflowExecution?.workflowId,
              attempt: context.info.attempt,
              err: error,
            },
            'activity failed',
          );
          throw ApplicationFailure.create({
            type: failure.type,
            message: `${failure.message} ${errorId}`,
            nonRetryable: !failure.retryable,
          });
        }
      },
    },
  });
}
