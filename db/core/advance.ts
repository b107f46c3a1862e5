import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';

/** One advance of the rehearsal's clock. It is a row, so a killed worker resumes it. */
export type Advance = Readonly<{
  advanceId: string;
  state: 'running' | 'done' | 'failed';
  fromAt: Instant;
  targetAt: Instant;
  hops: number;
  stuck: string[];
  fromSettled: number;
  toSettled: number | null;
}>;

const fields = `id as "advanceId", state, from_at as "fromAt", target_at as "targetAt", hops, stuck, from_settled as "fromSettled", to_settled as "toSettled"`;

/** Begins an advance. @returns `undefined` when one is running */
export async function beginAdvance(db: Knex, fromAt: Instant, targetAt: Instant): Promise<Advance | undefined> {
  const [row] = await rows<Advance>(
    db.raw(
      `insert into advance (id, started_at, from_at, target_at, state, from_settled) select ?, clock_timestamp(), ?, ?, 'running', coalesce(max(seq), 0) from settled
       on conflict ((true)) where state = 'running' do nothing returning ${fields}`,
      [newId(), fromAt, targetAt],
    ),
  );
  return row;
}

export async function advance(db: Knex, advanceId: string): Promise<Advance | undefined> {
  return (await rows<Advance>(db.raw(`select ${fields} from advance where id = ?`, [advanceId])))[0];
}

export async function runningAdvance(db: Knex): Promise<Advance | undefined> {
  return (await rows<Advance>(db.raw(`select ${fields} from advance where state = 'running'`)))[0];
}

export async function countHop(db: Knex, advanceId: string): Promise<void> {
  await db.raw('update advance set hops = hops + 1 where id = ?', [advanceId]);
}

/** Ends an advance; a failed one says which stories were stuck. */
export async function endAdvance(db: Knex, advanceId: string, state: 'done' | 'failed', stuck: readonly string[]): Promise<void> {
  await db.raw('update advance set state = ?, stuck = ?, to_settled = (select coalesce(max(seq), 0) from settled) where id = ?', [
    state,
    stuck as string[],
    advanceId,
  ]);
}

/** What was lived through: each step with its instant and case, in order. */
export type Lived = Readonly<{ at: Instant; story: string; caseKind: string; caseId: string; what: string; how: 'done' | 'passed_over' }>;

export async function livedThrough(db: Knex, one: Advance, limit: number): Promise<Lived[]> {
  return rows(
    db.raw(
      `select effective_at as at, case_kind || '/' || case_id as story, case_kind as "caseKind", case_id as "caseId", step as what, how from settled
       where seq > ? and (?::bigint is null or seq <= ?) order by effective_at, seq limit ?`,
      [one.fromSettled, one.toSettled, one.toSettled, limit],
    ),
  );
}
