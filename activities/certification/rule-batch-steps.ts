import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import { batchAgenda, type Batch } from '../../domain/core/batch';
import type { Instant } from '../../domain/core/calendar';
import { batchChunk, lockBatch, readBatch, saveBatch } from '../../db/core/batches';
import { clock } from '../../db/core/clock';
import { transaction } from '../../db/core/transaction';
import { batchParts } from '../../db/certification/batch-parts';
import { nextOf } from '../core/reading';

export type RuleBatchSteps = ReturnType<typeof createRuleBatchSteps>;

/** What the story of a batch reads and does. A chunk and the cursor behind it are one transaction: a worker that is killed goes on where it was. */
export function createRuleBatchSteps({ db }: Readonly<{ db: Knex }>) {
  return {
    async readBatchNext(batchId: string, storyNow: Instant): Promise<Next<'workBatch'>> {
      return nextOf(db, storyNow, new Set<'workBatch'>(), async () => {
        const one = await readBatch(db, batchId);
        return one && { agenda: batchAgenda(one), over: one.finishedAt !== null };
      });
    },

    /** Works the chunk that the story read as due; does nothing when somebody has worked it meanwhile. */
    async workBatch(batchId: string, due: Due): Promise<void> {
      await transaction(db, async (trx) => {
        const one = await lockBatch(trx, batchId);
        if (!one || !batchAgenda(one).some((entry) => entry.occasion === due.occasion)) return;
        const at = await clock(trx);
        const parts = batchParts[one.kind];
        const here = parts.find(({ name }) => name === one.part) ?? parts[0];
        const { looked, last } = await here.work(trx, one, one.cursor, batchChunk, at);
        const done = one.done + looked;
        const begun: Batch = { ...one, startedAt: one.startedAt ?? at, done, total: Math.max(one.total, done) };
        if (last) return saveBatch(trx, { ...begun, part: here.name, cursor: last });
        const next = parts[parts.indexOf(here) + 1];
        // What ended since the batch began is no longer there to be looked at.
        await saveBatch(trx, next ? { ...begun, part: next.name, cursor: null } : { ...begun, total: done, cursor: null, finishedAt: at });
      });
    },
  };
}
