import { Client } from 'pg';

/**
 * Lets the deadline of a round be yesterday. Deadlines are days and the clock of an installation in earnest cannot be set, so the data of this trial are
 * changed by the owner of the tables, which nothing in the product can do: the dates, and what the watch and the stories go by.
 */
export async function letDeadlinePass(ownerUrl: string, roundId: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(
      `update round set deadline_on = current_date - 1, sign_up_closes_on = least(sign_up_closes_on, current_date - 1), next_due_at = now(), version = version + 1 where id = $1`,
      [roundId],
    );
    await client.query('update enrolment set next_due_at = now() where round_id = $1 and not over', [roundId]);
    await client.query(
      `insert into wake (story) select 'round/' || $1::text union all select 'enrolment/' || id from enrolment where round_id = $1::uuid and not over`,
      [roundId],
    );
    await client.query('commit');
  } finally {
    await client.end();
  }
}
