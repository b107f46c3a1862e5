import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { locks } from './installation';
import type { Trx } from './transaction';

/** A snapshot of a rehearsal: all its facts as they were at one instant. */
export type Snapshot = Readonly<{ name: string; takenAt: Instant; clockAt: Instant; otherVersion: boolean }>;

const fields = `name, taken_at as "takenAt", clock_at as "clockAt",
  migrations is distinct from (select array_agg(m.name order by m.name)::text[] from knex_migrations m) as "otherVersion"`;

/** The snapshots there are, newest first; those of another migration state cannot be restored. */
export async function snapshots(db: Knex): Promise<Snapshot[]> {
  return rows(db.raw(`select ${fields} from rehearsal_snapshot order by taken_at desc, name`));
}

/** Copies every fact aside under a name; one of that name is replaced. The clock stands still from then on. */
export async function takeSnapshot(db: Knex, name: string, now: Instant): Promise<Snapshot> {
  const connection = (await db.client.acquireConnection()) as object;
  try {
    // One at a time, and held before the transaction begins: what it sees is settled by its first question, also when that has to wait.
    await db.raw('select pg_advisory_lock(?)', [locks.snapshot]).connection(connection);
    await db.raw('insert into rehearsal_clock (now_at) values (?) on conflict (only_one) do nothing', [now]).connection(connection);
    return await db.transaction(
      async (trx) => {
        await trx.raw('select take_snapshot(?)', [name]);
        return (await rows<Snapshot>(trx.raw(`select ${fields} from rehearsal_snapshot where name = ?`, [name])))[0]!;
      },
      { isolationLevel: 'repeatable read', connection },
    );
  } finally {
    await db.raw('select pg_advisory_unlock(?)', [locks.snapshot]).connection(connection).catch(() => undefined); // prettier-ignore
    await db.client.releaseConnection(connection);
  }
}

export type Restored = 'restored' | 'not_found' | 'snapshot_of_other_version' | 'advance_running';

/** Puts the facts back as they were, and wakes every open case. Says why when it did not; then nothing changed. */
export async function restoreSnapshot(trx: Trx, name: string): Promise<Restored> {
  const [row] = await rows<{ outcome: Restored }>(trx.raw('select restore_snapshot(?) as outcome', [name]));
  return row!.outcome;
}

/** Whether a worker lives that could be in the middle of a step. */
export async function workerLives(db: Knex): Promise<boolean> {
  return (await rows(db.raw(`select 1 from worker_pulse where seen_at > now() - interval '15 seconds' limit 1`))).length > 0;
}
