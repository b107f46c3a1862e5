import { agendaOf, nothingSettled, type Agenda } from './agenda';
import type { Instant, PlainDate } from './calendar';

/** Why running cases are computed anew: a rule that moves with all cases, or a value to which running cases are moved. */
export const batchKinds = ['idle_years', 'rules_moved'] as const;
export type BatchKind = (typeof batchKinds)[number];

/** Work on many cases that one decision set off, done in chunks: how far it has come is stored with each chunk, so that it goes on wherever it was broken off. */
export type Batch = Readonly<{
  batchId: string;
  kind: BatchKind;
  ruleKey: string;
  ruleVersion: number;
  validFrom: PlainDate;
  /** Which kind of case it is at, and after which of them it goes on. */
  part: string | null;
  cursor: string | null;
  /** Cases looked at, and how many there are to look at. */
  done: number;
  total: number;
  dueAt: Instant;
  startedAt: Instant | null;
  finishedAt: Instant | null;
}>;

/** What a batch owes: its next chunk. The occasion names where it goes on, so that a chunk is worked once. */
export function batchAgenda(batch: Batch): Agenda<'workBatch'> {
  if (batch.finishedAt) return [];
  const occasion = `${batch.part ?? ''}:${batch.cursor ?? ''}`;
  const entry = { step: 'workBatch' as const, occasion, effectiveAt: batch.dueAt, dueAt: batch.dueAt, because: '', movedBy: [] };
  return agendaOf([entry], nothingSettled);
}
