import type { Knex } from 'knex';
import type { StoryId } from '../../domain/core/stories';
import { rows } from './columns';
import { touch, type Trx } from './transaction';

/** Writes a wake for a story, to be delivered after the commit. A wake carries nothing, so it may be lost, doubled or late without harm. */
export async function wake(trx: Trx, ...stories: readonly StoryId[]): Promise<void> {
  if (stories.length === 0) return;
  for (const story of stories) touch(trx, story.slice(story.indexOf('/') + 1));
  await trx.raw('insert into wake (story) select unnest(?::text[])', [stories as string[]]);
}

/** Wakes the one story of its kind that every installation has. */
export async function wakeOwn(trx: Trx, kind: 'post-office' | 'nightly'): Promise<void> {
  const [woken] = await rows<{ story: StoryId }>(
    trx.raw(`insert into wake (story) select ? || '/' || id from installation returning story`, [kind]),
  );
  if (woken) touch(trx, woken.story.slice(kind.length + 1));
}

/** Wakes that a courier may deliver now. */
export type Wakes = Readonly<{ story: StoryId; ids: number[]; byWatch: boolean }>[];

/** Reads undelivered wakes folded by story, oldest first, without locks; nothing when another release rules the installation. */
export async function readWakes(db: Knex, storiesVersion: number, limit: number): Promise<Wakes> {
  return rows(
    db.raw(
      `select story, array_agg(id order by id) as ids, bool_or(by_watch) as "byWatch"
       from (select w.* from wake w, installation i where i.stories_version = ? order by w.id limit ?) w group by story order by min(id)`,
      [storiesVersion, limit],
    ),
  ).then((found) => found.map((row) => ({ ...(row as Wakes[number]), ids: (row as { ids: (string | number)[] }).ids.map(Number) })));
}

/** Deletes exactly the wakes that were read and delivered. */
export async function deleteWakes(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw('delete from wake where id = any(?::bigint[])', [ids as number[]]);
}

/** Whether any wake still waits. */
export async function wakesWait(db: Knex): Promise<boolean> {
  return (await rows(db.raw('select 1 from wake limit 1'))).length > 0;
}

/** How many `wakeAllOpen` would wake. */
export async function countAllOpen(db: Knex): Promise<number> {
  const [row] = await rows<{ count: number }>(db.raw('select count(*) from open_case'));
  return row?.count ?? 0;
}

/** Wakes every open case, the post office and its like too. Used when stories must begin anew: a new release, a lost Temporal. @returns how many */
export async function wakeAllOpen(db: Knex): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db.raw('with woken as (insert into wake (story) select story from open_case returning 1) select count(*) from woken'),
  );
  return row?.count ?? 0;
}
