import type { Knex } from 'knex';
import type { Trx } from './transaction';

/**
 * Reads under one view of the facts, and cannot change any: PostgreSQL refuses every write. Within a transaction it is a part of that one, which may write again
 * afterwards.
 */
export async function readOnly<T>(db: Knex, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction(work, { isolationLevel: 'repeatable read', readOnly: true });
  return db.transaction(async (trx) => {
    await trx.raw('set transaction read only');
    return work(trx);
  });
}
