import type { Knex } from 'knex';
import type { Batch } from '../../domain/core/batch';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { certificateAgenda } from '../../domain/certification/certificate';
import { movedTo, withUsualDates } from '../../domain/certification/moving';
import type { Round } from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { daysOff } from '../core/rules';
import { appendTimelines, type CaseRef, type NewEvent } from '../core/timeline';
import type { Trx } from '../core/transaction';
import type { BatchPart } from './batch-parts';
import { lockCertificatesOf, saveCertificates } from './certificates';
import { filesOf, readAny, saveEnrolments, type Found } from './enrolments';
import { lockRound, roundColumns, rulesAt, saveRound } from './rounds';

/** A case that is still ruled as it was before the batch; one that began later with the new value is left alone. */
const unmoved = 'not over and (rules_version < ? or rules_on < ?)';
const unmovedBy = (batch: Batch): (number | string)[] => [batch.ruleVersion, batch.validFrom];

/** Rounds, moved to the newer rules; dates that were the usual ones are the usual ones again. */
export const movedRounds: BatchPart = {
  name: 'rounds',
  count: (trx, batch) => countIn(trx, 'round', batch),
  async work(trx, batch, after, limit, at) {
    const ids = await idsOf(trx, 'round', 'id', batch, after, limit);
    const off = await daysOff(trx, 'DK');
    const rulesOf = rulesReader(trx, at);
    for (const roundId of ids) {
      const file = await lockRound(trx, roundId, at);
      if (!file || file.over) continue;
      const moved = movedTo(file.round, to(batch));
      const rules = await rulesOf(moved);
      const dated = withUsualDates(moved, { rules: file.rules, daysOff: off }, { rules, daysOff: off }, localDay(at, zone));
      await saveRound(trx, { ...file, rules }, dated, at, 'person');
    }
    await tell(trx, batch, at, ids.map((id) => ({ kind: 'round', id }))); // prettier-ignore
    return { looked: ids.length, last: ids.at(-1) };
  },
};

/** Enrolments, moved to the newer rules: what they owe and when is computed anew. */
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
      const mine = found.filter((one) => one.roundId === round.roundId).map((one) => movedTo(one, to(batch)));
      const files = await filesOf(trx, mine, round, at);
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

/** Certificates, moved to the newer rules: their warnings are computed anew. */
export const movedCertificates: BatchPart = {
  name: 'certificates',
  count: (trx, batch) => countIn(trx, 'certificate', batch),
  async work(trx, batch, after, limit, at) {
    const people = await idsOf(trx, 'certificate', 'person_id', batch, after, limit);
    const rulesOf = rulesReader(trx, at);
    const changed = [];
    for (const file of await lockCertificatesOf(trx, people, at)) {
      const certificate = movedTo(file.certificate, to(batch));
      if (file.over || (certificate.rulesVersion === file.certificate.rulesVersion && certificate.rulesOn === file.certificate.rulesOn))
        continue;
      const rules = await rulesOf(certificate);
      changed.push({ file: { ...file, rules, agenda: certificateAgenda(certificate, file.settled, rules) }, after: certificate });
    }
    await saveCertificates(trx, changed, at);
    await tell(trx, batch, at, changed.map(({ after: one }) => ({ kind: 'certificate', id: one.certificateId, personId: one.personId }))); // prettier-ignore
    return { looked: changed.length, last: people.at(-1) };
  },
};

const to = (batch: Batch): { version: number; on: PlainDate } => ({ version: batch.ruleVersion, on: batch.validFrom });

type Table = 'round' | 'enrolment' | 'certificate';

async function countIn(trx: Trx, table: Table, batch: Batch): Promise<number> {
  const [row] = await rows<{ count: number }>(trx.raw(`select count(*) from ${table} where ${unmoved}`, unmovedBy(batch)));
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
      `select distinct ${column} as id from ${table} where ${unmoved} and (?::uuid is null or ${column} > ?::uuid) order by 1 limit ?`,
      [...unmovedBy(batch), after, after, limit] as never,
    ),
  );
  return found.map((one) => one.id);
}

/** The rules of cases, resolved once for those that began together. */
function rulesReader(db: Knex, at: Instant): (one: Pick<Round, 'rulesVersion' | 'rulesOn'>) => Promise<CertificationRules> {
  const known = new Map<string, CertificationRules>();
  return async (one) => {
    const key = `${one.rulesVersion} ${one.rulesOn}`;
    const rules = known.get(key) ?? (await rulesAt(db, one, at));
    known.set(key, rules);
    return rules;
  };
}

/** Writes into the timeline of each case that newer rules hold for it, effective from the batch's instant whenever it was worked. */
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
