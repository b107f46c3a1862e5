import type { Instant } from '../../domain/core/calendar';

/**
 * The story's own time, which it hands to its read and never decides by. In a workflow `Date` is Temporal's, the same at every replay; this is the only
 * place that may ask for it.
 */
export function storyClock(): Instant {
  return new Date().toISOString() as Instant;
}
