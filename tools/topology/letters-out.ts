import { rows } from '../../db/core/columns';
import type { AppDatabase } from './people';

/** Of the letters of one template: how many were written, and how many of them the mail server really got. */
export async function lettersOut(db: AppDatabase, template: string): Promise<{ written: number; arrived: number }> {
  const [row] = await rows<{ written: number; arrived: number }>(
    db.raw(
      `select count(*)::int as written, count(*) filter (where exists (select from captured_mail m where m.message_id = l.message_id))::int as arrived
       from letter l where l.template = ?`,
      [template],
    ),
  );
  return row!;
}

/** How many mails came twice: the same message more than once at the mail server. */
export async function repeatedMails(db: AppDatabase): Promise<number> {
  const [row] = await rows<{ repeated: number }>(
    db.raw('select count(*)::int - count(distinct message_id)::int as repeated from captured_mail'),
  );
  return row!.repeated;
}

/** How many enrolments of a round are in each state. */
export async function statesOf(db: AppDatabase, roundId: string): Promise<Record<string, number>> {
  const found = await rows<{ state: string; count: number }>(
    db.raw('select state, count(*)::int as count from enrolment where round_id = ? group by state order by state', [roundId]),
  );
  return Object.fromEntries(found.map(({ state, count }) => [state, count]));
}

/** How many participants of a round have the material. */
export async function materialReleasedTo(db: AppDatabase, roundId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db.raw('select count(material_released_at)::int as count from enrolment where round_id = ?', [roundId]),
  );
  return row!.count;
}
