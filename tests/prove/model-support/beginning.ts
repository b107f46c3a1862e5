import { Client } from 'pg';

/** What stood in a database when it was remembered, to be put back as often as wanted. */
export type Beginning = Readonly<{ putBack(): Promise<void>; close(): Promise<void> }>;

/**
 * Remembers every row of a database. A database that is put back is had ten times faster than another one.
 * @param ownerUrl of a superuser, who alone may take away what is otherwise kept for ever
 */
export async function remember(ownerUrl: string): Promise<Beginning> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ name: string; columns: string }>(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by 1 order by 1`,
  );
  await owner.query('create schema beginning');
  for (const { name } of rows) await owner.query(`create table beginning."${name}" as table public."${name}"`);
  // Neither triggers nor references: rows go and come as they are.
  const script = [
    'begin',
    'set local session_replication_role = replica',
    ...rows.map(({ name }) => `delete from public."${name}"`),
    ...rows.map(
      ({ name, columns }) => `insert into public."${name}" (${columns}) overriding system value select ${columns} from beginning."${name}"`,
    ),
    'commit',
  ].join(';\n');
  return {
    async putBack() {
      await owner.query(script);
    },
    close: () => owner.end(),
  };
}
