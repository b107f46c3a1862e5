import { roles, type Actor, type Grant } from '../../domain/core/actors';
import { tasksOf, type Task } from '../../db/core/tasks';
import type { Context } from './context';

/** What needs somebody of the asker's roles, oldest first; of an organisation's own tasks those of the asker's organisations. */
export async function myTasks(context: Context): Promise<Task[]> {
  const held = roles.filter((role) => context.actor.grants.some((grant) => (grant as { role: string }).role === role));
  // Administrators of a municipality register as its users do.
  const mine = roles.filter((role) => held.includes(role) || (role === 'municipality_user' && held.includes('municipality_admin')));
  return mine.length === 0 ? [] : tasksOf(context.db, mine, 200, organisationsOf(context.actor));
}

const organisationsOf = (actor: Actor): string[] => actor.grants.map((grant: Grant) => grant.organisationId);
