import { knex, type Knex } from 'knex';
import type { Scope } from './scope';
import type { System } from './system';

/** A connection as the owner of the tables, for what the app's role may not do. */
export function openOwner(scope: Scope, { ownerUrl }: System): Knex {
  const owner = knex({ client: 'pg', connection: ownerUrl });
  scope.add(() => owner.destroy());
  return owner;
}
