import { clock } from '../../db/core/clock';
import { rulesNow } from '../../db/certification/rounds';
import type { Context } from '../core/context';
import { recordReports } from './use-commands';
import { readReport, type RowVerdict, type UseReport } from './use-reports';

type Answer = Readonly<{ eventId: string | null; verdict: string }>;

/**
 * Takes reports as they arrive, however many: as many at a time as one list may have, each time in one transaction of its own, so that a connection that breaks
 * leaves whole transactions behind and nothing half. What was not answered may be sent again: each report has its id.
 */
export async function* recordUseStream(context: Context, rows: AsyncIterable<unknown>): AsyncGenerator<readonly Answer[]> {
  const { useBatch } = await rulesNow(context.db, context.receivedAt);
  const lists = readLists(rows, useBatch);
  try {
    for (let reading = lists.next(); ;) {
      const list = await reading;
      if (list.done) return;
      // One list ahead, no more: it is read while the database works, and what is sent faster waits at the sender.
      reading = lists.next();
      // Should it break off, that is said when its turn comes: what is recorded now is answered first.
      reading.catch(() => undefined);
      yield await record(context, list.value);
    }
  } finally {
    // Not waited for: it ends when the connection does.
    void lists.return(undefined).catch(() => undefined);
  }
}

async function* readLists(rows: AsyncIterable<unknown>, size: number): AsyncGenerator<readonly UseReport[], undefined> {
  let some: UseReport[] = [];
  for await (const row of rows) {
    some.push(readReport(row));
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** The last rows of a long stream were written after its beginning: what they report is held against the clock of now. */
async function record(context: Context, some: readonly UseReport[]): Promise<Answer[]> {
  const verdicts: RowVerdict[] = await recordReports({ ...context, receivedAt: await clock(context.db) }, some);
  return verdicts.map(({ eventId, verdict }) => ({ eventId, verdict }));
}
