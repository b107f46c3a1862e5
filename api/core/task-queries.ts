import { roles } from '../../domain/core/actors';
import { tasksOf, type Task } from '../../db/core/tasks';
import type { Context } from './context';

/** What needs somebody of the asker's roles, oldest first. */
export async function myTasks(context: Context): Promise<Task[]> {
  const mine = roles.filter((role) => context.actor.grants.some((grant) => (grant as { role: string }).role === role));
  return mine.length === 0 ? [] : tasksOf(context.db, mine, 200);
}
