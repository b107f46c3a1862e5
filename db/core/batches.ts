import type { Knex } from 'knex';
import type { Batch } from '../../domain/core/batch';
import type { Instant } from '../../domain/core/calendar';
import { columnsOf, rows } from './columns';
import { wake } from './outbox';
import { touch, type Trx } from './transaction';

const columns = columnsOf<Batch>({
  batchId: 'id',
  kind: 'kind',
  ruleKey: 'rule_key',
  ruleVersion: 'rule_version',
  validFrom: 'valid_from',
  part: 'part',
  cursor: 'cursor',
  done: 'done',
  total: 'total',
  dueAt: 'due_at',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
});
const selected = columns.selectFrom('batch');

/** Cases worked in one transaction: few enough that nobody who acts on one of them waits noticeably. */
export const batchChunk = 200;

/** Begins a batch and wakes its story; it is worked from its `dueAt` on. */
export async function insertBatch(trx: Trx, one: Batch): Promise<void> {
  await trx('batch').insert(columns.row(one));
  await wake(trx, `batch/${one.batchId}`);
}

export async function readBatch(db: Knex, batchId: string): Promise<Batch | undefined> {
  return (await rows<Batch>(db.raw(`select ${selected} from batch where id = ?`, [batchId])))[0];
}

/** Locks a batch: the first lock of a chunk, before those of its cases; whoever locks cases never locks a batch afterwards. */
export async function lockBatch(trx: Trx, batchId: string): Promise<Batch | undefined> {
  return (await rows<Batch>(trx.raw(`select ${selected} from batch where id = ? for update`, [batchId])))[0];
}

/** Stores how far a batch has come, in the transaction of the chunk. */
export async function saveBatch(trx: Trx, one: Batch): Promise<void> {
  await trx('batch').where({ id: one.batchId }).update(columns.row(one));
  touch(trx, one.batchId);
}

/** The newest batch of each rule that has one, by its key. */
export async function newestBatches(db: Knex): Promise<Map<string, Batch>> {
  const found = await rows<Batch>(db.raw(`select distinct on (rule_key) ${selected} from batch order by rule_key, rule_version desc`));
  return new Map(found.map((one) => [one.ruleKey, one]));
}

/** When the setting that a batch spreads was set. */
export async function ruleSetAt(db: Knex, version: number): Promise<Instant> {
  const [row] = await rows<{ at: Instant }>(db.raw('select set_at as at from rule_setting where version = ?', [version]));
  return row!.at;
}
