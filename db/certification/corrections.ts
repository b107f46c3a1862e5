import type { Knex } from 'knex';
import type { Correction } from '../../domain/certification/correction';
import { columnsOf, rows } from '../core/columns';
import { openPersonKey } from '../core/person-keys';
import { seal, unseal } from '../core/sealing';
import { touch, type Trx } from '../core/transaction';
import { setShortcomings } from './answers';
import { verdictsOf } from './verdicts';

const columns = columnsOf<Correction>({
  correctionId: 'id',
  enrolmentId: 'enrolment_id',
  what: 'what',
  aboutId: 'about_id',
  personId: 'person_id',
  askedBy: 'asked_by',
  askedAt: 'asked_at',
  state: 'state',
  settledBy: 'settled_by',
  settledAt: 'settled_at',
});
const selected = columns.selectFrom('correction');

/** Stores a correction that waits for a second person, its reason sealed with the key of whom it is about. */
export async function insertCorrection(trx: Trx, one: Correction, reason: string): Promise<void> {
  const key = await openPersonKey(trx, one.aboutId);
  await trx('correction').insert({ ...columns.row(one), reason_sealed: key && seal(key, reason, one.correctionId) });
  touch(trx, one.enrolmentId);
}

/** One correction; locked for deciding it when asked. */
export async function correction(db: Knex, correctionId: string, lock: 'lock' | 'read' = 'read'): Promise<Correction | undefined> {
  return (
    await rows<Correction>(db.raw(`select ${selected} from correction where id = ? ${lock === 'lock' ? 'for update' : ''}`, [correctionId]))
  )[0];
}

/** The correction of an enrolment that waits for a second person. */
export async function correctionAsked(db: Knex, enrolmentId: string): Promise<Correction | undefined> {
  return (
    await rows<Correction>(db.raw(`select ${selected} from correction where enrolment_id = ? and state = 'asked'`, [enrolmentId]))
  )[0];
}

/** Why it was asked for; `null` when whom it is about was erased. */
export async function correctionReason(db: Knex, one: Correction): Promise<string | null> {
  const [row] = await rows<{ sealed: Buffer | null }>(
    db.raw('select reason_sealed as sealed from correction where id = ?', [one.correctionId]),
  );
  const key = row?.sealed ? await openPersonKey(db, one.aboutId) : null;
  return key && row?.sealed ? unseal(key, row.sealed, one.correctionId).toString() : null;
}

/** Marks a correction as carried out or withdrawn. */
export async function settleCorrection(trx: Trx, one: Correction): Promise<void> {
  await trx('correction').where({ id: one.correctionId }).update(columns.row(one));
  touch(trx, one.enrolmentId);
}

/** A correction as lists show it. */
export type CorrectionRow = Correction & Readonly<{ name: string | null; askerName: string | null }>;

/** Corrections that were ever asked for, those that wait first, then the newest. */
export async function corrections(db: Knex, limit: number): Promise<CorrectionRow[]> {
  return rows(
    db.raw(
      `select ${selected}, p.name, a.name as "askerName" from correction join person p on p.id = correction.about_id join person a on a.id = correction.asked_by
       order by correction.state = 'asked' desc, correction.asked_at desc, correction.id limit ?`,
      [limit],
    ),
  );
}

/**
 * Gives what was sealed about an enrolment to the person whose it is: answers, remarks and verdicts are sealed anew with their key. What cannot be opened
 * any more, because who it was about was erased, is let go of.
 */
export async function resealEnrolment(trx: Trx, enrolmentId: string, fromId: string, toId: string): Promise<void> {
  const [from, to] = [await openPersonKey(trx, fromId), await openPersonKey(trx, toId)];
  const sealedIn = [
    ['answer', 'text_sealed', 'enrolment_id'],
    ['verdict', 'shortcomings_sealed', 'enrolment_id'],
    ['enrolment', 'shortcomings_sealed', 'id'],
  ] as const;
  for (const [table, column, of] of sealedIn) {
    const found = await rows<{ id: string; sealed: Buffer }>(
      trx.raw('select id, ?? as sealed from ?? where ?? = ? and ?? is not null', [column, table, of, enrolmentId, column]),
    );
    for (const { id, sealed } of found)
      await trx(table)
        .where({ id })
        .update({ [column]: from && to ? seal(to, unseal(from, sealed, id), id) : null });
  }
}

/** After verdicts were taken back: the remarks are those of the latest verdict that stands, or none. */
export async function restoreShortcomings(trx: Trx, enrolmentId: string, personId: string): Promise<void> {
  const standing = (await verdictsOf(trx, enrolmentId, personId)).filter((one) => !one.takenBackAt && one.shortcomings);
  const last = standing.at(-1)?.shortcomings;
  if (last) await setShortcomings(trx, enrolmentId, personId, last);
  else await trx('enrolment').where({ id: enrolmentId }).update({ shortcomings_sealed: null });
}
