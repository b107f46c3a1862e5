import type { Request } from 'express';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { Refusal } from '../../domain/core/errors';
import { goneStatus, storeAnswer, takeKey, type KeyedRequest, type StoredAnswer } from '../../db/core/idempotency';
import { transaction } from '../../db/core/transaction';
import { contextOn, type Context } from './context';

/** A context on the pool for this request. */
export function contextOf(req: Request, db: Knex, log: Logger): Context {
  return contextOn(db, { actor: req.actor, receivedAt: req.receivedAt, address: req.ip ?? '', log });
}

/**
 * Carries a POST out in one transaction: the key's row, the command, what is answered, the stored answer, commit. A repeat with the same key gets the same
 * answer; a refusal rolls everything back, and is decided again.
 * @param key of the caller, or `undefined`: then nothing is stored
 * @param body what must be equal for it to be the same request
 */
export async function keyed(
  req: Request,
  db: Knex,
  log: Logger,
  key: string | undefined,
  body: string,
  work: (context: Context) => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const actorId = req.actor.personId;
  return transaction(db, async (trx) => {
    const request: KeyedRequest | undefined =
      key && actorId ? { actorId, method: req.method, path: req.baseUrl + req.path, key, body } : undefined;
    if (request) {
      const taken = await takeKey(trx, request);
      if (taken === 'reused') throw new Refusal('idempotency_key_reused');
      if (taken !== 'taken') {
        if (taken.status === goneStatus) throw new Refusal('not_found');
        return taken;
      }
    }
    const answer = await work(contextOn(trx, { actor: req.actor, receivedAt: req.receivedAt, address: req.ip ?? '', log }));
    if (request) await storeAnswer(trx, request, answer);
    return answer;
  });
}
