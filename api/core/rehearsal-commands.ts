import { addDaysAt, latest, plusMs, type Instant } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { zone } from '../../domain/certification/zone';
import { advance, beginAdvance, livedThrough, runningAdvance, type Advance, type Lived } from '../../db/core/advance';
import { countOpenCases, earliestDue } from '../../db/core/cases';
import { clock } from '../../db/core/clock';
import type { Context } from './context';

/** By days of the calendar (the same wall-clock time), to an instant, or to the next thing that is due. */
export type AdvanceBy = Readonly<{ days: number } | { to: Instant } | { untilNext: true }>;

export async function rehearsalClock(context: Context): Promise<{ now: Instant; openStories: number; running: Advance | undefined }> {
  // First whether time moves: an advance that ends in between must not leave its beginning as the present with nothing under way.
  const running = await runningAdvance(context.db);
  return { now: await clock(context.db), openStories: await countOpenCases(context.db), running };
}

/** Begins to live through time; the worker does it. Refuses with `not_forward`, `advance_running`. */
export async function beginToAdvance(context: Context, by: AdvanceBy): Promise<Advance> {
  const now = await clock(context.db);
  const target = await targetOf(context, now, by);
  refuseUnless(target > now, 'not_forward');
  const begun = await beginAdvance(context.db, now, target);
  if (!begun) throw new Refusal('advance_running');
  await context.db.raw(`select pg_notify('facts', ?)`, [begun.advanceId]);
  return begun;
}

async function targetOf(context: Context, now: Instant, by: AdvanceBy): Promise<Instant> {
  if ('to' in by) return by.to;
  if ('untilNext' in by) {
    const next = await earliestDue(context.db);
    if (!next) throw new Refusal('not_forward');
    // What is due this very moment is done by going a millisecond on.
    return latest(next, plusMs(now, 1));
  }
  return addDaysAt(now, by.days, zone);
}

export type AdvanceReport = Readonly<{ advance: Advance; lived: Lived[] }>;

/** How far an advance is, and what has been lived through: instant, case, what. */
export async function advanceReport(context: Context, advanceId: string): Promise<AdvanceReport> {
  const found = await advance(context.db, advanceId);
  if (!found) throw new Refusal('not_found');
  return { advance: found, lived: await livedThrough(context.db, found, 5_000) };
}
