import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { Enrolment, EnrolmentState } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { rows } from '../core/columns';

/** Those of these enrolments that are in the round. */
export async function enrolmentIdsIn(db: Knex, roundId: string, enrolmentIds: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db.raw('select id from enrolment where round_id = ? and id = any(?::uuid[])', [roundId, enrolmentIds as string[]]),
  );
  return found.map((one) => one.id);
}

/** An enrolment as lists show it. */
export type EnrolmentRow = Readonly<{
  enrolmentId: string;
  roundId: string;
  personId: string;
  name: string | null;
  email: string | null;
  employer: string | null;
  kind: Enrolment['kind'];
  state: EnrolmentState;
  verdict: Enrolment['verdict'];
  requestedAt: Instant;
  admittedAt: Instant | null;
  answeredAt: Instant | null;
  payment: Enrolment['payment'];
  certificateId: string | null;
  certificateNumber: string | null;
  nextDueAt: Instant | null;
  year: number;
  number: number;
  gradingTargetOn: Round['gradingTargetOn'];
  /** The reader is not to learn whose it is: its name was left out. */
  blind?: boolean;
  rulesVersion: number;
  rulesOn: Enrolment['rulesOn'];
  endedAt: Instant | null;
  version: number;
}>;

const listed = `e.id as "enrolmentId", e.round_id as "roundId", e.person_id as "personId", p.name, p.email, p.employer, e.kind, e.state, e.verdict,
  e.requested_at as "requestedAt", e.admitted_at as "admittedAt", e.answered_at as "answeredAt", e.payment, c.id as "certificateId", c.number as "certificateNumber",
  e.next_due_at as "nextDueAt", r.year, r.number, r.grading_target_on as "gradingTargetOn", e.rules_version as "rulesVersion",
  e.rules_on as "rulesOn", e.ended_at as "endedAt", e.version
  from enrolment e join round r on r.id = e.round_id join person p on p.id = e.person_id left join certificate c on c.enrolment_id = e.id and not c.taken_back`;

/** Enrolments of a round in the order of sign-up, of some states when asked; `after` is the last id of the page before. */
export async function enrolmentsOfRound(
  db: Knex,
  roundId: string,
  where: Readonly<{ states?: readonly string[] | undefined }>,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<EnrolmentRow[]> {
  return rows(
    db.raw(
      `select ${listed} where e.round_id = ? and (?::text[] is null or e.state = any(?::text[])) and (?::uuid is null or e.id > ?) order by e.id limit ?`,
      [roundId, where.states ?? null, where.states ?? null, page.after, page.after, page.limit] as never,
    ),
  );
}

export async function enrolmentsOfPerson(db: Knex, personId: string): Promise<EnrolmentRow[]> {
  return rows(db.raw(`select ${listed} where e.person_id = ? order by e.requested_at desc`, [personId]));
}

/** What one grader may still give a verdict on: never their own answer, and none that has one of theirs. */
const gradable = `e.state = 'under_grading' and e.verdict is null and e.person_id <> ?
  and not exists (select from verdict v where v.answer_id = e.answer_id and v.grader_id = ? and v.taken_back_at is null)`;

/** Answers that wait for a verdict of this grader, oldest first. */
export async function gradingQueue(db: Knex, graderId: string, limit: number): Promise<EnrolmentRow[]> {
  return rows(db.raw(`select ${listed} where ${gradable} order by e.answered_at limit ?`, [graderId, graderId, limit]));
}

/** How many answers wait for a verdict of this grader. */
export async function countToGrade(db: Knex, graderId: string): Promise<number> {
  const [row] = await rows<{ count: number }>(db.raw(`select count(*) from enrolment e where ${gradable}`, [graderId, graderId]));
  return row?.count ?? 0;
}

/** The open enrolment of each of these people. */
export async function openEnrolmentsOf(db: Knex, personIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ personId: string; id: string }>(
    db.raw('select person_id as "personId", id from enrolment where not over and person_id = any(?::uuid[])', [personIds as string[]]),
  );
  return new Map(found.map((one) => [one.personId, one.id]));
}

/** The open enrolment of a person: there is one at most (`domain.md` 2.3). */
export async function openEnrolmentOf(db: Knex, personId: string): Promise<string | undefined> {
  return (await openEnrolmentsOf(db, [personId])).get(personId);
}
