import { ZodError, type z } from 'zod';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { Refusal, type ErrorCode } from '../../domain/core/errors';
import { readUseInstant, type UseVerdict } from '../../domain/certification/use';
import { zone } from '../../domain/certification/zone';
import { useBody } from './schemas';

/** What became of one row: a verdict, or the code of what keeps it out. */
export type RowVerdict = Readonly<{ eventId: string | null; verdict: UseVerdict | ErrorCode; fields?: Readonly<Record<string, string>> }>;

/**
 * A row as it was read, before anything is asked of the database: a report, or what is wrong with it. `wrong`: it parses, but its instant is refused once it is
 * known that the sender may report for that region (`domain.md` 1.3, order of checks).
 */
export type UseReport =
  | Readonly<{ row: z.infer<typeof useBody>; at: Instant; on: PlainDate }>
  | Readonly<{ row: z.infer<typeof useBody>; wrong: Refusal }>
  | RowVerdict;

/** Reads one row. */
export function readReport(given: unknown): UseReport {
  const parsed = useBody.safeParse(given);
  if (!parsed.success) return refused(eventIdOf(given), parsed.error);
  const row = parsed.data;
  try {
    const at = readUseInstant(row.at);
    return { row, at, on: localDay(at, zone) };
  } catch (error) {
    if (error instanceof Refusal) return { row, wrong: error };
    throw error;
  }
}

/** What is answered to a row that is kept out by an error. */
export function refused(eventId: string | null, error: unknown): RowVerdict {
  if (error instanceof Refusal) return { eventId, verdict: error.code, ...(error.fields ? { fields: error.fields } : {}) };
  if (error instanceof ZodError) return { eventId, verdict: 'invalid_request' };
  throw error;
}

function eventIdOf(row: unknown): string | null {
  const eventId = (row as { eventId?: unknown } | null)?.eventId;
  return typeof eventId === 'string' ? eventId : null;
}
