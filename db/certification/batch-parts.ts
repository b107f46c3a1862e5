import type { Batch, BatchKind } from '../../domain/core/batch';
import type { Instant } from '../../domain/core/calendar';
import type { Trx } from '../core/transaction';
import { idleCertificates } from './idle-certificates';
import { movedCertificates, movedEnrolments, movedRounds } from './moved-cases';

/** What one chunk did: how many cases it looked at, and the last of them, after which the next chunk begins; none when there were no more. */
export type Chunk = Readonly<{ looked: number; last: string | undefined }>;

/** One kind of case that a batch goes through, in the order of ids. */
export type BatchPart = Readonly<{
  name: string;
  /** How many cases there are to look at. */
  count(trx: Trx, batch: Batch): Promise<number>;
  /** Looks at the next cases after `after`, changes what is to be changed. Safe to repeat: what is moved already is left alone. */
  work(trx: Trx, batch: Batch, after: string | null, limit: number, at: Instant): Promise<Chunk>;
}>;

/** What each kind of batch goes through. Rounds come before their enrolments, as their locks do. */
export const batchParts: Readonly<Record<BatchKind, readonly [BatchPart, ...BatchPart[]]>> = {
  idle_years: [idleCertificates],
  rules_moved: [movedRounds, movedEnrolments, movedCertificates],
};

/** How many cases a batch will look at. */
export async function countBatch(trx: Trx, batch: Batch): Promise<number> {
  let count = 0;
  for (const part of batchParts[batch.kind]) count += await part.count(trx, batch);
  return count;
}
