import { Client } from 'pg';

/** Where in its databases Temporal keeps what stories carry. */
const kept = [
  ['history_node', 'data'],
  ['executions', 'data'],
  ['executions', 'state'],
  ['current_executions', 'data'],
  ['tasks_v2', 'data'],
  ['activity_info_maps', 'data'],
  ['timer_info_maps', 'data'],
  ['signal_info_maps', 'data'],
] as const;

/**
 * Searches the store of Temporal for a text that only people's addresses hold.
 * @returns how many rows were searched
 * @throws Error naming the table in which it was found
 */
export async function searchTemporalStore(storeUrl: string, text: string): Promise<number> {
  const client = new Client({ connectionString: storeUrl });
  await client.connect();
  let searched = 0;
  try {
    for (const [table, column] of kept) {
      const exists = await client.query<{ found: boolean }>(
        `select exists (select from information_schema.columns where table_name = $1 and column_name = $2) as found`,
        [table, column],
      );
      if (!exists.rows[0]?.found) continue;
      const { rows } = await client.query<{ all: string; with: string }>(
        `select count(*) as all, count(*) filter (where position($1::bytea in ${column}) > 0) as with from ${table}`,
        [Buffer.from(text)],
      );
      if (Number(rows[0]?.with) > 0) throw new Error(`${table} of Temporal holds an address of a person`);
      searched += Number(rows[0]?.all);
    }
    return searched;
  } finally {
    await client.end();
  }
}
