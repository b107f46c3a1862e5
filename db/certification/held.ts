import type { Knex } from 'knex';
import type { Instant, PlainDate } from '../../domain/core/calendar';
import type { Enrolment } from '../../domain/certification/enrolment';
import { rows } from '../core/columns';
import { answersOf, answerText, filesOf, shortcomingsOf, type Answer, type AnswerFile } from './answers';
import { certificatesOf } from './certificates';
import { enrolment } from './enrolments';
import { enrolmentsOfPerson } from './enrolment-lists';

/** An enrolment with everything handed in for it, texts opened. */
export type HeldEnrolment = Readonly<{
  enrolment: Enrolment;
  round: Readonly<{ year: number; number: number }>;
  shortcomings: string | null;
  answers: readonly Readonly<{ answer: Answer; text: string | null; files: readonly AnswerFile[] }>[];
}>;

/** Every enrolment of a person, oldest first. */
export async function heldEnrolments(db: Knex, personId: string): Promise<HeldEnrolment[]> {
  const found: HeldEnrolment[] = [];
  for (const { enrolmentId, year, number } of (await enrolmentsOfPerson(db, personId)).reverse()) {
    const one = await enrolment(db, enrolmentId);
    if (!one) continue;
    const answers = await answersOf(db, enrolmentId);
    const files = await filesOf(
      db,
      answers.map(({ answerId }) => answerId),
    );
    const opened = [];
    for (const answer of answers)
      opened.push({
        answer,
        text: await answerText(db, answer.answerId, personId),
        files: files.filter(({ answerId }) => answerId === answer.answerId),
      });
    found.push({ enrolment: one, round: { year, number }, shortcomings: await shortcomingsOf(db, enrolmentId, personId), answers: opened });
  }
  return found;
}

export type HeldCertificate = Awaited<ReturnType<typeof certificatesOf>>[number];

/** Every certificate of a person, oldest first. */
export async function heldCertificates(db: Knex, personId: string): Promise<HeldCertificate[]> {
  return certificatesOf(db, [personId]);
}

export type HeldUse = Readonly<{ region: string; eventId: string; usedAt: Instant; usedOn: PlainDate; kind: string; caseNumber: string; verdict: string; recordedAt: Instant }>; // prettier-ignore

/** Every reported use of JAR by a person, in the order of use. */
export async function heldUses(db: Knex, personId: string): Promise<HeldUse[]> {
  return rows(
    db.raw(
      `select region, event_id as "eventId", used_at as "usedAt", used_on as "usedOn", kind, case_number as "caseNumber", verdict, recorded_at as "recordedAt"
       from certificate_use where person_id = ? order by used_at, region, event_id`,
      [personId],
    ),
  );
}
