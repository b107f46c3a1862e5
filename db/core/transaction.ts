import type { Knex } from 'knex';
import { servicesOf } from './database';

export type Trx = Knex.Transaction;

const touchedBy = new WeakMap<Trx, Set<string>>();

/** Runs `work` in one transaction, or in the one it is given; once committed, tells whom the touched cases concern. */
export async function transaction<T>(db: Knex, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Trx);
  const touched = new Set<string>();
  const result = await db.transaction((trx) => {
    touchedBy.set(trx, touched);
    return work(trx);
  });
  servicesOf(db).tell(touched);
  return result;
}

/** Notes that a case changed, to be told after the commit. */
export function touch(trx: Trx, caseId: string): void {
  touchedBy.get(trx)?.add(caseId);
}
