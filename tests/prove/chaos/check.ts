import type { Client } from 'pg';
import type { Ledger } from './load';

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until nothing is due, nothing waits to be told, and every letter that may go has gone. @returns the milliseconds it took */
export async function converge(db: Client, withinMs: number, forward: boolean): Promise<number> {
  const began = Date.now();
  for (;;) {
    const { rows } = await db.query<{ due: string[]; wakes: number; letters: number }>(
      `select (select coalesce(array_agg(story), '{}') from open_case where next_due_at <= c.now_at) as due, (select count(*)::int from wake) as wakes,
         (select count(*)::int from letter where state = 'queued' and due_at <= c.now_at) as letters, (select count(*)::int from advance where state = 'running') as running
       from rehearsal_clock c where not exists (select from advance where state = 'running')`,
    );
    const [now] = rows;
    if (now && now.due.length === 0 && now.wakes === 0 && now.letters === 0) return Date.now() - began;
    if (Date.now() - began > withinMs) throw new Error(`stuck: ${JSON.stringify(now ?? 'an advance')}`);
    if (forward) await passLeases(db);
    await rest(200);
  }
}

/** Lets the machine's waits of letters be over: those of a next attempt, and leases of a worker that was killed, as minutes would. */
export async function passLeases(db: Client): Promise<void> {
  await db.query(
    `update letter set retry_at = null, sending_until = null where state = 'queued'
       and ((sending_until is null and retry_at is not null) or sending_until < clock_timestamp() + interval '3 minutes' - interval '12 seconds')`,
  );
}

/** What was acknowledged and is not there, and what is there twice. */
export async function account(db: Client, ledger: Ledger): Promise<Readonly<{ lost: string[]; doubled: string[]; repeatedMails: number }>> {
  const ids = async (sql: string, values: readonly string[]): Promise<Set<string>> =>
    new Set((await db.query<{ id: string }>(sql, [values])).rows.map(({ id }) => id));
  const lost: string[] = [];
  const missing = (what: string, wanted: Iterable<string>, found: ReadonlySet<string>): void => {
    for (const one of wanted) if (!found.has(one)) lost.push(`${what} ${one}`);
  };
  missing('signed up', ledger.signedUp.values(), await ids('select id from enrolment where id = any($1)', [...ledger.signedUp.values()]));
  missing(
    'admitted',
    ledger.admitted,
    await ids('select id from enrolment where id = any($1) and admitted_at is not null', [...ledger.admitted]),
  );
  missing('handed in', ledger.handedIn.values(), await ids('select id from answer where id = any($1)', [...ledger.handedIn.values()])); // prettier-ignore
  missing('paid', ledger.paid, await ids(`select id from enrolment where id = any($1) and payment = 'paid'`, [...ledger.paid]));
  missing('graded', ledger.graded, await ids(`select e.id from enrolment e join certificate c on c.enrolment_id = e.id where e.id = any($1) and e.state = 'passed'`, [...ledger.graded])); // prettier-ignore
  missing('used', ledger.uses, await ids('select event_id as id from certificate_use where event_id = any($1)', [...ledger.uses]));
  missing('imported', ledger.imported, await ids('select p.email as id from person p join enrolment e on e.person_id = p.id where p.email = any($1)', [...ledger.imported])); // prettier-ignore
  missing('passed time', ledger.advances, await ids(`select id from advance where id = any($1) and state = 'done'`, [...ledger.advances]));

  const twice = async (what: string, sql: string): Promise<string[]> =>
    (await db.query<{ id: string }>(sql)).rows.map(({ id }) => `${what} ${id}`);
  const doubled = [
    ...(await twice('enrolment of', `select person_id::text as id from enrolment group by person_id, round_id having count(*) > 1`)),
    ...(await twice(
      'certificate of',
      `select enrolment_id::text as id from certificate where enrolment_id is not null group by 1 having count(*) > 1`,
    )),
    ...(await twice(
      'verdict on',
      `select enrolment_id::text as id from verdict where taken_back_at is null group by 1 having count(*) > 1`,
    )),
    ...(await twice('answer of', `select enrolment_id::text as id from answer where not late group by 1 having count(*) > 1`)),
    ...(await twice('event of', `select case_id::text || ' ' || what as id from timeline_event where what in ('signedUp', 'imported', 'admitted', 'selfStudyDone', 'paymentRecorded', 'answerReceived', 'answerGraded', 'passed', 'certificateIssued', 'materialReleased', 'roundClosed', 'roundCompleted', 'roundPublished') group by case_id, what having count(*) > 1`)), // prettier-ignore
    ...(await twice('letter of', `select case_id::text || ' ' || template as id from letter where template in ('admitted', 'passed', 'certificate', 'received', 'not_delivered', 'not_admitted') group by case_id, template having count(*) > 1`)), // prettier-ignore
    // The one repeat that design.md 6 allows is of the same letter, and a new attempt each time.
    ...(await twice('mail', `select m.message_id as id from captured_mail m group by 1 having count(*) > coalesce((select max(l.attempts) from letter l where trim(both '<>' from l.message_id) = trim(both '<>' from m.message_id)), 0)`)), // prettier-ignore
  ];
  const { rows } = await db.query<{ count: number }>('select (count(*) - count(distinct message_id))::int as count from captured_mail');
  return { lost, doubled, repeatedMails: rows[0]!.count };
}
