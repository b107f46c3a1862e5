import type { Knex } from 'knex';
import { nextDueAt, type Agenda, type Due } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import type { StoryId } from '../../domain/core/stories';
import { rows } from './columns';
import type { CaseRef } from './timeline';
import { wake } from './outbox';
import { touch, type Trx } from './transaction';

/** A case as it is locked: what its agenda is now. */
export type HasAgenda = Readonly<{ agenda: Agenda }>;

/**
 * Does one step once. The case is locked and its agenda computed anew; nothing happens unless it still holds the same step, occasion and `effectiveAt`.
 * `work` changes facts and saves; the occasion is settled in the same transaction (`design.md` 4).
 * @param at the clock, recorded with the occasion
 */
export async function once<F extends HasAgenda>(
  trx: Trx,
  ref: CaseRef,
  due: Due,
  at: Instant,
  lock: () => Promise<F | undefined>,
  work: (file: F) => Promise<void>,
  passOver: (file: F) => Promise<void>,
): Promise<void> {
  const file = await lock();
  const owed = file?.agenda.some(
    (entry) => entry.step === due.step && entry.occasion === due.occasion && entry.effectiveAt === due.effectiveAt,
  );
  if (!file || !owed) return;
  await trx('settled').insert({
    case_id: ref.id,
    case_kind: ref.kind,
    occasion: due.occasion,
    step: due.step,
    how: due.passOver ? 'passed_over' : 'done',
    effective_at: due.effectiveAt,
    at,
  });
  await (due.passOver ? passOver(file) : work(file));
}

/** What `next_due_at` becomes, and whether the story must be told: its date moved earlier, something is due now, or the case ended (`design.md` 1.3). */
export type DueChange = Readonly<{ nextDueAt: Instant | null; over: boolean; wake: boolean }>;

/**
 * @param by `story`: the story itself saves after a step and reads again anyway, so it is never woken for it
 */
export function dueChange(
  before: { nextDueAt: Instant | null; over: boolean } | undefined,
  agenda: Agenda,
  over: boolean,
  now: Instant,
  by: 'person' | 'story',
): DueChange {
  const next = nextDueAt(agenda);
  const earlier = next !== null && (before?.nextDueAt == null || next < before.nextDueAt || before.over);
  const dueNow = next !== null && next <= now;
  return { nextDueAt: next, over, wake: by === 'person' && (earlier || dueNow || (over && before !== undefined && !before.over)) };
}

/** Tells the pages, and where needed the story. */
export async function announce(trx: Trx, story: StoryId, caseId: string, change: DueChange): Promise<void> {
  touch(trx, caseId);
  if (change.wake) await wake(trx, story);
}

/** The occasions of a case that are settled. */
export async function settledOf(db: Knex, caseId: string): Promise<Set<string>> {
  const found = await rows<{ occasion: string }>(db.raw('select occasion from settled where case_id = ?', [caseId]));
  return new Set(found.map((row) => row.occasion));
}

/** An open case with its next instant. */
export type OpenCase = Readonly<{ story: StoryId; kind: string; caseId: string; nextDueAt: Instant }>;

/** Open cases due at `until` or before, oldest first. */
export async function overdueCases(db: Knex, until: Instant, limit: number): Promise<OpenCase[]> {
  return rows(
    db.raw(
      'select story, kind, case_id as "caseId", next_due_at as "nextDueAt" from open_case where next_due_at <= ? order by next_due_at limit ?',
      [until, limit],
    ),
  );
}

/** Open cases in the order in which they are due, those that wait for a person last. @param kind all when not given */
export async function openCases(
  db: Knex,
  kind: string | undefined,
  page: Readonly<{ offset: number; limit: number }>,
): Promise<(Omit<OpenCase, 'nextDueAt'> & { nextDueAt: Instant | null })[]> {
  return rows(
    db.raw(
      `select story, kind, case_id as "caseId", next_due_at as "nextDueAt" from open_case
       where (?::text is null or kind = ?) order by next_due_at nulls last, story offset ? limit ?`,
      [kind ?? null, kind ?? null, page.offset, page.limit],
    ),
  );
}

/** How many cases of each kind are open. */
export async function openCaseCounts(db: Knex): Promise<{ kind: string; count: number; waiting: number }[]> {
  return rows(
    db.raw(
      'select kind, count(*)::int as count, count(*) filter (where next_due_at is null)::int as waiting from open_case group by kind order by kind',
    ),
  );
}

/** The least instant at which any case is due. */
export async function earliestDue(db: Knex): Promise<Instant | null> {
  const [row] = await rows<{ at: Instant }>(
    db.raw('select next_due_at as at from open_case where next_due_at is not null order by next_due_at limit 1'),
  );
  return row?.at ?? null;
}

/** How many cases are open: rounds, enrolments, certificates; not the post office and its like. */
export async function countOpenCases(db: Knex): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db.raw(`select count(*) from open_case where kind not in ('post-office', 'nightly', 'batch')`),
  );
  return row?.count ?? 0;
}
