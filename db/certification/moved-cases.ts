import type { Batch } from '../../domain/core/batch';
import { localDay, type Instant } from '../../domain/core/calendar';
import { nextDueAt } from '../../domain/core/agenda';
import { bookBefore } from '../../domain/core/rules';
import type { Certificate } from '../../domain/certification/certificate';
import { withUsualDates } from '../../domain/certification/moving';
import type { Round } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { daysOff, ruleBook } from '../core/rules';
import { appendTimelines, type CaseRef, type NewEvent } from '../core/timeline';
import type { Trx } from '../core/transaction';
import type { BatchPart } from './batch-parts';
import { lockCertificatesOf, saveCertificates } from './certificates';
import { filesOf, readAny, saveEnrolments, type Found } from './enrolments';
import { lockRound, roundColumns, rulesReader, saveRound } from './rounds';

/** A case that did not begin with the value to which cases are moved. That it holds for them follows from the rule book; here is done what follows from that. */
const began = 'not over and (rules_version < ? or rules_on < ?)';
const beganBefore = (batch: Batch): (number | string)[] => [batch.ruleVersion, batch.validFrom];

/** Rounds: dates that were the usual ones before the value took hold are the usual ones again. */
export const movedRounds: BatchPart = {
  name: 'rounds',
  count: (trx, batch) => countIn(trx, 'round', batch),
  async work(trx, batch, after, limit, at) {
    const ids = await idsOf(trx, 'round', 'id', batch, after, limit);
    const off = await daysOff(trx, 'DK');
    const { ruleKey: key, ruleVersion: version, validFrom } = batch;
    const formerRulesOf = await rulesReader(trx, at, { book: bookBefore(await ruleBook(trx), { key, version, validFrom }) });
    for (const roundId of ids) {
      const file = await lockRound(trx, roundId, at);
      if (!file || file.over) continue;
      const { round, rules } = file;
      const dated = withUsualDates(round, { rules: formerRulesOf(round), daysOff: off }, { rules, daysOff: off }, localDay(at, zone));
      await saveRound(trx, file, dated, at, 'person');
    }
    await tell(trx, batch, at, ids.map((id) => ({ kind: 'round', id }))); // prettier-ignore
    return { looked: ids.length, last: ids.at(-1) };
  },
};

/** Enrolments: what they owe and when is computed anew. */
export const movedEnrolments: BatchPart = {
  name: 'enrolments',
  count: (trx, batch) => countIn(trx, 'enrolment', batch),
  async work(trx, batch, after, limit, at) {
    const ids = await idsOf(trx, 'enrolment', 'id', batch, after, limit);
    const rounds = await rows<Round>(
      trx.raw(
        `select ${roundColumns.selectFrom('round')} from round where id in (select round_id from enrolment where id = any(?::uuid[])) order by id for share`,
        [ids],
      ),
    );
    await trx.raw('select 1 from enrolment where id = any(?::uuid[]) order by id for update', [ids]);
    const found = await rows<Found>(trx.raw(`${readAny} where id = any(?::uuid[]) and not over order by id`, [ids]));
    for (const round of rounds) {
      const mine = found.filter((one) => one.roundId === round.roundId);
      const files = (await filesOf(trx, mine, round, at)).filter((file) => nextDueAt(file.agenda) !== file.nextDueAt);
      await saveEnrolments(
        trx,
        files.map((file) => ({ file, after: file.enrolment })),
        at,
      );
    }
    await tell(trx, batch, at, found.map((one) => ({ kind: 'enrolment', id: one.enrolmentId, personId: one.personId }))); // prettier-ignore
    return { looked: ids.length, last: ids.at(-1) };
  },
};

/** Certificates: their warnings are computed anew. */
export const movedCertificates: BatchPart = {
  name: 'certificates',
  count: (trx, batch) => countIn(trx, 'certificate', batch),
  async work(trx, batch, after, limit, at) {
    const people = await idsOf(trx, 'certificate', 'person_id', batch, after, limit);
    const wasBefore = ({ rulesVersion, rulesOn }: Certificate): boolean => rulesVersion < batch.ruleVersion || rulesOn < batch.validFrom;
    const moved = (await lockCertificatesOf(trx, people, at)).filter((file) => !file.over && wasBefore(file.certificate));
    await saveCertificates(
      trx,
      moved.filter((file) => nextDueAt(file.agenda) !== file.nextDueAt).map((file) => ({ file, after: file.certificate })),
      at,
    );
    await tell(trx, batch, at, moved.map(({ certificate: one }) => ({ kind: 'certificate', id: one.certificateId, personId: one.personId }))); // prettier-ignore
    return { looked: moved.length, last: people.at(-1) };
  },
};

type Table = 'round' | 'enrolment' | 'certificate';

async function countIn(trx: Trx, table: Table, batch: Batch): Promise<number> {
  const [row] = await rows<{ count: number }>(trx.raw(`select count(*) from ${table} where ${began}`, beganBefore(batch)));
  return row!.count;
}

async function idsOf(
  trx: Trx,
  table: Table,
  column: 'id' | 'person_id',
  batch: Batch,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    trx.raw(
      `select distinct ${column} as id from ${table} where ${began} and (?::uuid is null or ${column} > ?::uuid) order by 1 limit ?`,
      [...beganBefore(batch), after, after, limit] as never,
    ),
  );
  return found.map((one) => one.id);
}

/** Writes into the timeline of each case that a newer value holds for it, effective from the batch's instant whenever it was worked. */
async function tell(trx: Trx, batch: Batch, at: Instant, cases: readonly (CaseRef & { personId?: string })[]): Promise<void> {
  await appendTimelines(
    trx,
    cases.map(({ kind, id, personId }): NewEvent => ({
      case: { kind, id },
      what: 'rulesMoved',
      personId: personId ?? null,
      effectiveAt: batch.dueAt,
      recordedAt: at,
      data: { key: batch.ruleKey, version: batch.ruleVersion, validFrom: batch.validFrom },
      rulesVersion: batch.ruleVersion,
    })),
  );
}
