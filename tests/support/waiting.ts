import { rows } from '../../db/core/columns';
import type { Trx } from '../../db/core/transaction';

/** Until somebody waits for a lock that this transaction holds. */
export async function someoneWaits(trx: Trx): Promise<void> {
  const waiting = await rows(trx.raw('select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))'));
  return waiting.length > 0 ? undefined : someoneWaits(trx);
}
