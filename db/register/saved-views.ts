import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { ParticipationFilter } from '../../domain/register/overview';
import { rows } from '../core/columns';
import type { Trx } from '../core/transaction';

/** A filter that somebody keeps under a name. It is theirs alone. */
export type SavedView = Readonly<{ viewId: string; personId: string; name: string; filter: ParticipationFilter; createdAt: Instant }>;

/** The views of somebody, by name. */
export async function savedViewsOf(db: Knex, personId: string): Promise<SavedView[]> {
  return rows(
    db.raw(
      `select id as "viewId", person_id as "personId", name, filter, created_at as "createdAt" from saved_view where person_id = ? order by name, id`,
      [personId],
    ),
  );
}

/** Keeps a view; another of the same name gives way to it. @returns it as it is kept */
export async function putSavedView(trx: Trx, view: SavedView): Promise<SavedView> {
  const [kept] = await rows<{ viewId: string }>(
    trx.raw(
      `insert into saved_view (id, person_id, name, filter, created_at) values (?, ?, ?, ?::jsonb, ?)
       on conflict (person_id, name) do update set filter = excluded.filter, created_at = excluded.created_at returning id as "viewId"`,
      [view.viewId, view.personId, view.name, JSON.stringify(view.filter), view.createdAt],
    ),
  );
  return { ...view, ...kept };
}

/** @returns false when the person has no such view */
export async function removeSavedView(trx: Trx, personId: string, viewId: string): Promise<boolean> {
  return (await trx('saved_view').where({ id: viewId, person_id: personId }).delete()) === 1;
}
