import type { Knex } from 'knex';
import { rows } from '../core/columns';

export type Administrator = Readonly<{ organisationId: string; personId: string; name: string | null; email: string | null }>;

/** Who administrates municipalities: whom their users ask. */
export async function administratorsOf(db: Knex, organisationIds: readonly string[]): Promise<Administrator[]> {
  return rows(
    db.raw(
      `select g.organisation_id as "organisationId", p.id as "personId", p.name, p.email from role_grant g join person p on p.id = g.person_id
       where g.role = 'municipality_admin' and g.ended_at is null and g.organisation_id = any(?::uuid[]) order by p.name`,
      [organisationIds as string[]],
    ),
  );
}
