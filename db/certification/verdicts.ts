import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { Verdict } from '../../domain/certification/enrolment';
import { rows } from '../core/columns';
import { openPersonKey } from '../core/person-keys';
import { seal, unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** A verdict as it was given. What it says of shortcomings is sealed with the participant's key. */
export type VerdictRow = Readonly<{
  verdictId: string;
  enrolmentId: string;
  answerId: string;
  graderId: string;
  verdict: Verdict;
  at: Instant;
  /** Codes of the criteria that the grader found met (`jar.rubric`). */
  criteria: readonly string[];
  takenBackAt: Instant | null;
}>;

const fields = `v.id as "verdictId", v.enrolment_id as "enrolmentId", v.answer_id as "answerId", v.grader_id as "graderId", v.verdict, v.at, v.criteria,
  v.taken_back_at as "takenBackAt"`;

/** Adds a verdict; the caller holds the enrolment's lock. */
export async function insertVerdict(
  trx: Trx,
  one: Omit<VerdictRow, 'takenBackAt'>,
  personId: string,
  shortcomings: string | undefined,
): Promise<void> {
  const key = shortcomings ? await openPersonKey(trx, personId) : null;
  await trx('verdict').insert({
    id: one.verdictId,
    enrolment_id: one.enrolmentId,
    answer_id: one.answerId,
    grader_id: one.graderId,
    verdict: one.verdict,
    at: one.at,
    criteria: one.criteria as string[],
    shortcomings_sealed: key && seal(key, shortcomings!, one.verdictId),
  });
}

/** The verdicts on an answer that stand, oldest first. */
export async function standingVerdicts(db: Knex, answerId: string | null): Promise<VerdictRow[]> {
  if (!answerId) return [];
  return rows(db.raw(`select ${fields} from verdict v where v.answer_id = ? and v.taken_back_at is null order by v.at, v.id`, [answerId]));
}

/** A verdict with who gave it and what it says, as those read it who grade or run the course. */
export type ReadVerdict = VerdictRow & Readonly<{ graderName: string | null; shortcomings: string | null }>;

/** Every verdict on the answers of an enrolment, oldest first, also those taken back. */
export async function verdictsOf(db: Knex, enrolmentId: string, personId: string): Promise<ReadVerdict[]> {
  const found = await rows<VerdictRow & { graderName: string | null; sealed: Buffer | null }>(
    db.raw(
      `select ${fields}, p.name as "graderName", v.shortcomings_sealed as sealed from verdict v join person p on p.id = v.grader_id
       where v.enrolment_id = ? order by v.at, v.id`,
      [enrolmentId],
    ),
  );
  const key = await openPersonKey(db, personId);
  return found.map(({ sealed, ...one }) => ({
    ...one,
    shortcomings: key && sealed ? unseal(key, sealed, one.verdictId).toString() : null,
  }));
}

/** Takes back the verdicts on an answer: they stay, but count no more. */
export async function takeBackVerdicts(trx: Trx, answerId: string, at: Instant): Promise<void> {
  await trx.raw('update verdict set taken_back_at = ? where answer_id = ? and taken_back_at is null', [at, answerId]);
}

/** How one grader's verdicts in one round fall: how many, how many of them satisfactory, and the days from answer to verdict, on average. */
export type Drift = Readonly<{
  year: number;
  number: number;
  roundId: string;
  graderId: string;
  graderName: string | null;
  count: number;
  satisfactory: number;
  days: number;
}>;

/** The verdicts that stand, per round and grader, newest round first. */
export async function gradingDrift(db: Knex): Promise<Drift[]> {
  return rows(
    db.raw(
      `select r.year, r.number, r.id as "roundId", v.grader_id as "graderId", p.name as "graderName", count(*)::int as count,
         (count(*) filter (where v.verdict = 'satisfactory'))::int as satisfactory,
         round(avg(extract(epoch from v.at - a.received_at)) / 86400, 1)::float8 as days
       from verdict v join enrolment e on e.id = v.enrolment_id join round r on r.id = e.round_id join person p on p.id = v.grader_id
         join answer a on a.id = v.answer_id
       where v.taken_back_at is null group by r.id, v.grader_id, p.name order by r.year desc, r.number desc, p.name, v.grader_id`,
    ),
  );
}
