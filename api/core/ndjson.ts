import type { Request, Response } from 'express';
import type { Context } from './context';

export const ndjsonType = 'application/x-ndjson';

/** Takes rows as they arrive, and gives what became of them, in their order, some at a time. A row that is no JSON comes as `undefined`. */
export type RowsHandler = (context: Context, rows: AsyncIterable<unknown>) => AsyncIterable<readonly unknown[]>;

/** Whether a request brings a stream of rows. */
export function bringsRows(req: Request): boolean {
  return (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase() === ndjsonType;
}

/** A row is longer than any report could be: it is not kept in memory, and does not parse. */
const longestRow = 64 * 1024;

/** The rows of a request, read as they arrive: one JSON value per line, empty lines aside, with or without a BOM. */
export async function* rowsOf(source: AsyncIterable<Buffer>): AsyncGenerator {
  let parts: Buffer[] = [];
  let length = 0;
  let first = true;
  const finish = (): string => {
    const text = length > longestRow ? '\u0000' : Buffer.concat(parts).toString();
    const line = first ? text.replace(/^\uFEFF/, '') : text;
    [parts, length, first] = [[], 0, false];
    return line;
  };
  const add = (bytes: Buffer): void => {
    length += bytes.length;
    if (length <= longestRow) parts.push(bytes);
  };
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = finish();
      if (line.trim()) yield parsed(line);
    }
    add(chunk.subarray(from));
  }
  const last = finish();
  if (last.trim()) yield parsed(last);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Answers rows with one line per row, while the rest still arrives. An error before the first line is answered like any other; one after it breaks the answer off,
 * so that nobody takes half of it for the whole.
 */
export async function answerRows(req: Request, res: Response, context: Context, handler: RowsHandler): Promise<void> {
  const answers = handler(context, rowsOf(req))[Symbol.asyncIterator]();
  let next = await answers.next();
  res.status(200).type(ndjsonType);
  try {
    for (; !next.done; next = await answers.next()) {
      // Not held back while rows still come: many callers read nothing before they have sent everything, and each would wait for the other.
      res.write(next.value.map((one) => `${JSON.stringify(one)}\n`).join(''));
    }
  } catch (error) {
    context.log.error({ err: error }, 'an answer of rows broke off');
    res.destroy();
    return;
  }
  res.end();
}
