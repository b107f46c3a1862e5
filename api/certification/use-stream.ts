import { clock } from '../../db/core/clock';
import { rulesNow } from '../../db/certification/rounds';
import type { Context } from '../core/context';
import { recordUses, type RowVerdict } from './use-commands';

/**
 * Takes reports as they arrive, however many: as many at a time as one list may have, each time in one transaction of its own, so that a connection that breaks
 * leaves whole transactions behind and nothing half. What was not answered may be sent again: each report has its id.
 */
export async function* recordUseStream(
  context: Context,
  rows: AsyncIterable<unknown>,
): AsyncGenerator<readonly Readonly<{ eventId: string | null; verdict: string }>[]> {
  const { useBatch } = await rulesNow(context.db, context.receivedAt);
  let some: unknown[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < useBatch) continue;
    yield await record(context, some);
    some = [];
  }
  if (some.length > 0) yield await record(context, some);
}

/** The last rows of a long stream were written after its beginning: what they report is held against the clock of now. */
async function record(context: Context, some: readonly unknown[]): Promise<RowVerdict[]> {
  const verdicts = await recordUses({ ...context, receivedAt: await clock(context.db) }, some);
  return verdicts.map(({ eventId, verdict }) => ({ eventId, verdict }));
}
