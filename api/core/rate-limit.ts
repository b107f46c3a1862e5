import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../../domain/core/errors';
import { sha256 } from '../../db/core/sealing';

export type Limit = Readonly<{ points: number; seconds: number }>;

/**
 * Counts in PostgreSQL, so that all processes count together; in memory while that cannot be reached. Has connections of its own: points are taken inside
 * requests that hold one of the pool's already, and waiting for a second one there could leave all of them waiting.
 */
export class RateLimits {
  readonly #limiters = new Map<string, RateLimiterPostgres>();
  constructor(private readonly pool: Pool) {}

  /**
   * Takes one point of whoever asks.
   * @param who an address or id; only its hash is stored
   * @throws Refusal `too_many_requests` with the seconds to wait
   */
  async take(name: string, limit: Limit, who: string): Promise<void> {
    try {
      await this.#limiter(name, limit).consume(keyOf(who));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Refusal('too_many_requests', { details: { retryAfterSeconds: Math.ceil(error.msBeforeNext / 1_000) } });
    }
  }

  /** Gives a point back that was taken for what turned out well: only failures are to count. */
  async giveBack(name: string, limit: Limit, who: string): Promise<void> {
    await this.#limiter(name, limit).reward(keyOf(who), 1);
  }

  #limiter(name: string, limit: Limit): RateLimiterPostgres {
    let limiter = this.#limiters.get(name);
    if (!limiter) {
      const options = { keyPrefix: name, points: limit.points, duration: limit.seconds };
      limiter = new RateLimiterPostgres({
        ...options,
        storeClient: this.pool,
        storeType: 'pool',
        tableName: 'rate_limit',
        tableCreated: true,
        clearExpiredByTimeout: false,
        insuranceLimiter: new RateLimiterMemory(options),
      });
      this.#limiters.set(name, limiter);
    }
    return limiter;
  }
}

const keyOf = (who: string): string => sha256(who).toString('base64url').slice(0, 22);
