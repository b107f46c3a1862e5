import type { Knex } from 'knex';
import { rows } from '../core/columns';

/** The ids of people named by person id, or by the number of one of their certificates, by the name that was given. */
export async function personIdsByName(db: Knex, named: readonly string[]): Promise<Map<string, string>> {
  const names = [...new Set(named)];
  const found = await rows<{ name: string; personId: string }>(
    db.raw(
      `select id::text as name, id as "personId" from person where id = any(?::uuid[]) union all select number, person_id from certificate where number = any(?::text[])`,
      [names.filter((name) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)), names],
    ),
  );
  return new Map(found.map((one) => [one.name, one.personId]));
}

/** The person named by id or by a certificate's number; `undefined` for nobody. */
export async function personIdByName(db: Knex, name: string): Promise<string | undefined> {
  const known = await personIdsByName(db, [name, name.toUpperCase()]);
  return known.get(name.toLowerCase()) ?? known.get(name) ?? known.get(name.toUpperCase());
}

/** Somebody who has, or had, a right to write somewhere. */
export type Consultant = Readonly<{ personId: string; name: string | null; employer: string | null }>;

/**
 * Everybody with a certificate of any state or an access from before the scheme, by name.
 * @param search part of the name or of the employer; `null` for all
 */
export async function consultants(
  db: Knex,
  search: string | null,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<Consultant[]> {
  const like = search && `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return rows(
    db.raw(
      `select p.id as "personId", p.name, p.employer from person p
       where (exists (select from certificate c where c.person_id = p.id) or exists (select from legacy_access l where l.person_id = p.id))
         and (?::text is null or lower(p.name) like ? or lower(p.employer) like ?)
         and (?::uuid is null or (coalesce(lower(p.name), ''), p.id) > (select coalesce(lower(a.name), ''), a.id from person a where a.id = ?))
       order by coalesce(lower(p.name), ''), p.id limit ?`,
      [like, like, like, page.after, page.after, page.limit],
    ),
  );
}
