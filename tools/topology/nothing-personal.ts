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

export type Search = Readonly<{ rows: number; holdingKnown: number }>;

/**
 * Searches the store of Temporal for a text that only people's addresses hold.
 * @param known a text that has to be there, to show that the search finds what it looks for
 * @throws Error naming the table in which it was found
 */
export async function searchTemporalStore(storeUrl: string, forbidden: string, known: string): Promise<Search> {
  const client = new Client({ connectionString: storeUrl });
  await client.connect();
  const found = { rows: 0, holdingKnown: 0 };
  try {
    for (const [table, column] of kept) {
      const { rows } = await client.query<{ all: number; forbidden: number; known: number }>(
        `select count(*)::int as all, count(*) filter (where position($1::bytea in ${column}) > 0)::int as forbidden,
           count(*) filter (where position($2::bytea in ${column}) > 0)::int as known from ${table}`,
        [Buffer.from(forbidden), Buffer.from(known)],
      );
      const [row] = rows;
      if (row!.forbidden > 0) throw new Error(`${table} of Temporal holds an address of a person`);
      found.rows += row!.all;
      found.holdingKnown += row!.known;
    }
  } finally {
    await client.end();
  }
  if (found.holdingKnown === 0) throw new Error(`the search of Temporal's store did not find ${known}, so it would find nothing`);
  return found;
}
