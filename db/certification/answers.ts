import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { columnsOf, rows } from '../core/columns';
import { newId } from '../core/ids';
import { openPersonKey } from '../core/person-keys';
import { seal, unseal } from '../core/sealing';
import type { StoredFile } from '../core/files';
import type { Trx } from '../core/transaction';

/** What was received: the receipt of an answer. Answers are only added; the enrolment says which one counts. */
export type Answer = Readonly<{
  answerId: string;
  enrolmentId: string;
  receiptNumber: string;
  receivedAt: Instant;
  late: boolean;
  sha256: Buffer;
}>;
export type AnswerFile = StoredFile & Readonly<{ fileId: string; answerId: string; position: number }>;

const columns = columnsOf<Answer>({
  answerId: 'id',
  enrolmentId: 'enrolment_id',
  receiptNumber: 'receipt_number',
  receivedAt: 'received_at',
  late: 'late',
  sha256: 'sha256',
});
const fileColumns = columnsOf<AnswerFile>({
  fileId: 'id',
  answerId: 'answer_id',
  position: 'position',
  name: 'name',
  contentType: 'content_type',
  sha256: 'sha256',
  size: 'size',
});
const fileFields = fileColumns.selectFrom('answer_file');

/** Stores an answer; its text is sealed with the participant's key. @returns its files */
export async function insertAnswer(
  trx: Trx,
  one: Answer,
  personId: string,
  text: string | null,
  files: readonly StoredFile[],
): Promise<AnswerFile[]> {
  const key = text === null ? null : await openPersonKey(trx, personId);
  await trx('answer').insert({ ...columns.row(one), text_sealed: key && seal(key, text ?? '', one.answerId) });
  const stored = files.map((file, position): AnswerFile => ({ ...file, fileId: newId(), answerId: one.answerId, position }));
  if (stored.length > 0) await trx('answer_file').insert(stored.map(fileColumns.row));
  return stored;
}

/** The answers of an enrolment, oldest first. */
export async function answersOf(db: Knex, enrolmentId: string): Promise<Answer[]> {
  return rows(db.raw(`select ${columns.selectFrom('answer')} from answer where enrolment_id = ? order by received_at, id`, [enrolmentId]));
}

/** The receipts that have these numbers. */
export async function receiptsNumbered(
  db: Knex,
  numbers: readonly string[],
): Promise<Pick<Answer, 'receiptNumber' | 'receivedAt' | 'late'>[]> {
  return rows(
    db.raw(
      'select receipt_number as "receiptNumber", received_at as "receivedAt", late from answer where receipt_number = any(?::text[])',
      [numbers as string[]],
    ),
  );
}

export async function filesOf(db: Knex, answerIds: readonly string[]): Promise<AnswerFile[]> {
  return rows(
    db.raw(`select ${fileFields} from answer_file where answer_id = any(?::uuid[]) order by answer_id, position`, [answerIds as string[]]),
  );
}

/** Takes away the files that a person handed in, and their bytes where nobody else keeps the same. That something was received stays. */
export async function eraseAnswersOf(trx: Trx, personId: string): Promise<void> {
  const gone = await rows<{ sha256: Buffer }>(
    trx.raw(
      `delete from answer_file f using answer a, enrolment e where a.id = f.answer_id and e.id = a.enrolment_id and e.person_id = ? returning f.sha256`,
      [personId],
    ),
  );
  await trx.raw(
    `delete from file_content c where c.sha256 = any(?::bytea[]) and not exists (select from answer_file f where f.sha256 = c.sha256)
       and not exists (select from round_material m where m.sha256 = c.sha256)`,
    [gone.map((one) => one.sha256)],
  );
}

/** A file of one of the enrolment's answers; `undefined` for a file of somebody else. */
export async function fileOfEnrolment(db: Knex, enrolmentId: string, fileId: string): Promise<AnswerFile | undefined> {
  const [found] = await rows<AnswerFile>(
    db.raw(
      `select ${fileFields} from answer_file join answer on answer.id = answer_file.answer_id where answer_file.id = ? and answer.enrolment_id = ?`,
      [fileId, enrolmentId],
    ),
  );
  return found;
}

/** The text of an answer, opened; `null` when there is none or the person was erased. */
export async function answerText(db: Knex, answerId: string, personId: string): Promise<string | null> {
  const [row] = await rows<{ sealed: Buffer | null }>(db.raw('select text_sealed as sealed from answer where id = ?', [answerId]));
  const key = row?.sealed ? await openPersonKey(db, personId) : null;
  return key && row?.sealed ? unseal(key, row.sealed, answerId).toString() : null;
}

/** The grader's note on a returned or failed answer, sealed with the participant's key. */
export async function setShortcomings(trx: Trx, enrolmentId: string, personId: string, text: string): Promise<void> {
  const key = await openPersonKey(trx, personId);
  if (key)
    await trx('enrolment')
      .where({ id: enrolmentId })
      .update({ shortcomings_sealed: seal(key, text, enrolmentId) });
}

export async function shortcomingsOf(db: Knex, enrolmentId: string, personId: string): Promise<string | null> {
  const [row] = await rows<{ sealed: Buffer | null }>(
    db.raw('select shortcomings_sealed as sealed from enrolment where id = ?', [enrolmentId]),
  );
  const key = row?.sealed ? await openPersonKey(db, personId) : null;
  return key && row?.sealed ? unseal(key, row.sealed, enrolmentId).toString() : null;
}
