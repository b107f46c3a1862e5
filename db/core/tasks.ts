import type { Knex } from 'knex';
import type { Role } from '../../domain/core/actors';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';
import type { CaseRef } from './timeline';
import { touch, type Trx } from './transaction';

/** Something that needs a person. One open per case and what; settled by the fact, not by a tick (`design.md` 7). */
export type Task = Readonly<{
  taskId: string;
  caseKind: string;
  caseId: string;
  role: Role;
  what: string;
  data: Record<string, unknown>;
  since: Instant;
}>;

/** Opens a task unless it is open already. */
export async function openTask(
  trx: Trx,
  ref: CaseRef,
  role: Role,
  what: string,
  since: Instant,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  touch(trx, ref.id);
  await trx.raw(
    `insert into task (id, case_kind, case_id, role, what, data, since) values (?, ?, ?, ?, ?, ?::jsonb, ?) on conflict (case_id, what) where done_at is null do nothing`,
    [newId(), ref.kind, ref.id, role, what, JSON.stringify(data), since],
  );
}

/** Settles a task because the fact it asked for is there. */
export async function settleTask(trx: Trx, caseId: string, what: string, at: Instant): Promise<void> {
  await settleTasksOf(trx, caseId, [what], at);
}

/** Settles several tasks of a case in one statement. */
export async function settleTasksOf(trx: Trx, caseId: string, what: readonly string[], at: Instant): Promise<void> {
  await trx.raw('update task set done_at = ? where case_id = ? and what = any(?::text[]) and done_at is null', [
    at,
    caseId,
    what as string[],
  ]);
}

/** Settles the tasks about a person, whichever case they are of: nobody is left to do them for. */
export async function settleTasksAbout(trx: Trx, personId: string, what: string, at: Instant): Promise<void> {
  await trx.raw(`update task set done_at = ? where data ->> 'personId' = ? and what = ? and done_at is null`, [at, personId, what]);
}

/**
 * Open tasks of roles, oldest first.
 * @param organisationIds where the roles are held: a task whose data names an organisation is for its people alone
 */
export async function tasksOf(db: Knex, roles: readonly Role[], limit: number, organisationIds: readonly string[] = []): Promise<Task[]> {
  return rows(
    db.raw(
      `select id as "taskId", case_kind as "caseKind", case_id as "caseId", role, what, data, since from task
       where done_at is null and role = any(?::text[]) and (data ->> 'organisationId' is null or data ->> 'organisationId' = any(?::text[]))
       order by since limit ?`,
      [roles as Role[], organisationIds as string[], limit],
    ),
  );
}
