import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import type { StoryId } from '../../domain/core/stories';
import { enrolmentAgenda, enrolmentIsOver, type EnrolmentStep } from '../../domain/certification/enrolment-agenda';
import type { Enrolment, EnrolmentState } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { wake } from '../core/outbox';
import { touch, type Trx } from '../core/transaction';
import { roundColumns, rulesReader } from './rounds';

export const enrolmentColumns = columnsOf<Enrolment>({
  enrolmentId: 'id',
  roundId: 'round_id',
  personId: 'person_id',
  kind: 'kind',
  state: 'state',
  source: 'source',
  requestedAt: 'requested_at',
  admittedAt: 'admitted_at',
  materialReleasedAt: 'material_released_at',
  selfStudyDoneAt: 'self_study_done_at',
  answerId: 'answer_id',
  answeredAt: 'answered_at',
  verdict: 'verdict',
  verdictAt: 'verdict_at',
  gradedBy: 'graded_by',
  correctionsUsed: 'corrections_used',
  timesCorrected: 'times_corrected',
  correctionUntilOn: 'correction_until_on',
  ownDeadlineOn: 'own_deadline_on',
  ownDeadlineSetAt: 'own_deadline_set_at',
  ownDeadlineBaseOn: 'own_deadline_base_on',
  correctionBaseOn: 'correction_base_on',
  payment: 'payment',
  cause: 'cause',
  endedAt: 'ended_at',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});

const selected = enrolmentColumns.selectFrom('enrolment');
const selectedRound = roundColumns.selectFrom('round');

/** An enrolment with everything its agenda depends on. */
export type EnrolmentFile = Readonly<{
  enrolment: Enrolment;
  round: Round;
  settled: Settled;
  rules: CertificationRules;
  agenda: Agenda<EnrolmentStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

/** A row of `enrolment` as it is read with what its agenda depends on. */
export type Found = Enrolment & { nextDueAt: Instant | null; over: boolean; settled: string[] };

/** Reads rows as `Found`; a condition follows. */
export const readAny = `select ${selected}, next_due_at as "nextDueAt", over, (select coalesce(array_agg(occasion), '{}') from settled where case_id = enrolment.id) as settled from enrolment`;
const read = `${readAny} where id = ?`;

async function fileOf(db: Knex, found: Found | undefined, round: Round | undefined, at: Instant): Promise<EnrolmentFile | undefined> {
  return found && round && (await filesOf(db, [found], round, at))[0];
}

/** Enrolments of one round with what their agendas depend on. The rule book is looked at once, and the rules of those who began together are one. */
export async function filesOf(db: Knex, found: readonly Found[], round: Round, at: Instant): Promise<EnrolmentFile[]> {
  const rulesOf = await rulesReader(db, at);
  return found.map(({ nextDueAt, over, settled: occasions, ...enrolment }) => {
    const [settled, rules] = [new Set(occasions), rulesOf(enrolment)];
    return { enrolment, round, settled, rules, agenda: enrolmentAgenda(enrolment, round, settled, rules), nextDueAt, over };
  });
}

export async function enrolment(db: Knex, enrolmentId: string): Promise<Enrolment | undefined> {
  return (await rows<Enrolment>(db.raw(`select ${selected} from enrolment where id = ?`, [enrolmentId])))[0];
}

export async function readEnrolmentFile(db: Knex, enrolmentId: string, at: Instant): Promise<EnrolmentFile | undefined> {
  const [found] = await rows<Found>(db.raw(read, [enrolmentId]));
  if (!found) return undefined;
  const [round] = await rows<Round>(db.raw(`select ${selectedRound} from round where id = ?`, [found.roundId]));
  return fileOf(db, found, round, at);
}

/**
 * Locks an enrolment for a change: its round against changes of the calendar, then itself. The facts are read after the locks are held, so that
 * what another transaction settled while we waited is seen.
 */
export async function lockEnrolment(trx: Trx, enrolmentId: string, at: Instant): Promise<EnrolmentFile | undefined> {
  const [round] = await rows<Round>(
    trx.raw(`select ${selectedRound} from round where id = (select round_id from enrolment where id = ?) for share`, [enrolmentId]),
  );
  if (!round) return undefined;
  await trx.raw('select 1 from enrolment where id = ? for update', [enrolmentId]);
  const [found] = await rows<Found>(trx.raw(read, [enrolmentId]));
  return fileOf(trx, found, round, at);
}

/** Locks all enrolments of a round that are in a state, as `lockEnrolment` does one; `undefined` when there is no such round. */
export async function lockEnrolmentsIn(
  trx: Trx,
  roundId: string,
  state: EnrolmentState,
  at: Instant,
): Promise<EnrolmentFile[] | undefined> {
  const [round] = await rows<Round>(trx.raw(`select ${selectedRound} from round where id = ? for share`, [roundId]));
  if (!round) return undefined;
  await trx.raw('select 1 from enrolment where round_id = ? and state = ? order by id for update', [roundId, state]);
  return filesOf(trx, await rows<Found>(trx.raw(`${readAny} where round_id = ? and state = ? order by id`, [roundId, state])), round, at);
}

/** Adds enrolments of one round, whose row the caller has locked. @throws Refusal `already_enrolled` when a person has an open one */
export async function insertEnrolments(trx: Trx, round: Round, enrolments: readonly Enrolment[], rules: CertificationRules): Promise<void> {
  for (let from = 0; from < enrolments.length; from += 500) {
    const some = enrolments.slice(from, from + 500);
    const records = some.map((one) => {
      const change = dueChange(undefined, enrolmentAgenda(one, round, new Set(), rules), enrolmentIsOver(one), one.requestedAt, 'person');
      touch(trx, one.enrolmentId);
      return { ...enrolmentColumns.row(one), next_due_at: change.nextDueAt, over: change.over };
    });
    await trx('enrolment')
      .insert(records)
      .catch((error: { constraint?: string }) => {
        throw error.constraint === 'enrolment_one_open' ? new Refusal('already_enrolled') : error;
      });
    await wake(trx, ...some.map((one) => `enrolment/${one.enrolmentId}` as const));
  }
  touch(trx, round.roundId);
}

/** Open enrolments in the order of their ids, after one of them; for who looks at all, a few at a time. */
export async function openEnrolmentFiles(db: Knex, after: string | null, limit: number, at: Instant): Promise<EnrolmentFile[]> {
  const found = await rows<Found>(
    db.raw(`${readAny} where not over and (?::uuid is null or id > ?) order by id limit ?`, [after, after, limit] as never),
  );
  const roundIds = [...new Set(found.map((one) => one.roundId))];
  const known = await rows<Round>(db.raw(`select ${selectedRound} from round where id = any(?::uuid[])`, [roundIds]));
  const files = await Promise.all(known.map((round) => filesOf(db, found.filter((one) => one.roundId === round.roundId), round, at))); // prettier-ignore
  return files.flat().sort((a, b) => (a.enrolment.enrolmentId < b.enrolment.enrolmentId ? -1 : 1));
}

/** Saves an enrolment: computes `next_due_at` and wakes its story where needed; what ends one may complete its round, so the round's story looks. */
export async function saveEnrolment(
  trx: Trx,
  file: EnrolmentFile,
  after: Enrolment,
  at: Instant,
  by: 'person' | 'story' = 'person',
  justSettled?: string,
): Promise<Enrolment> {
  const settled = justSettled ? new Set([...file.settled, justSettled]) : file.settled;
  const saved = { ...after, version: file.enrolment.version + 1 };
  const change = dueChange(file, enrolmentAgenda(saved, file.round, settled, file.rules), enrolmentIsOver(saved), at, by);
  await trx('enrolment')
    .where({ id: saved.enrolmentId })
    .update({ ...enrolmentColumns.row(saved), next_due_at: change.nextDueAt, over: change.over })
    .catch((error: { constraint?: string }) => {
      throw error.constraint === 'enrolment_one_open' ? new Refusal('already_enrolled') : error;
    });
  await announce(trx, `enrolment/${saved.enrolmentId}`, saved.enrolmentId, change);
  touch(trx, saved.roundId);
  if (change.over && !file.over && file.round.state === 'closed') await wake(trx, `round/${saved.roundId}`);
  return saved;
}

/** Rows saved in one statement, and computed without a break. */
const batch = 500;
const changing = Object.values(enrolmentColumns.select).filter((column) => column !== 'id');
const saveMany = `update enrolment set ${[...changing, 'next_due_at', 'over'].map((column) => `${column} = v.${column}`).join(', ')}
  from jsonb_populate_recordset(null::enrolment, ?::jsonb) v where enrolment.id = v.id`;

/** Saves enrolments that one person changed together, as `saveEnrolment` does one; for changes that end none. @throws Refusal `already_enrolled` */
export async function saveEnrolments(
  trx: Trx,
  changed: readonly Readonly<{ file: EnrolmentFile; after: Enrolment }>[],
  at: Instant,
): Promise<void> {
  for (let from = 0; from < changed.length; from += batch) {
    const records = [];
    const woken: StoryId[] = [];
    for (const { file, after } of changed.slice(from, from + batch)) {
      const saved = { ...after, version: file.enrolment.version + 1 };
      const change = dueChange(file, enrolmentAgenda(saved, file.round, file.settled, file.rules), enrolmentIsOver(saved), at, 'person');
      records.push({ ...enrolmentColumns.row(saved), next_due_at: change.nextDueAt, over: change.over });
      if (change.wake) woken.push(`enrolment/${saved.enrolmentId}`);
      touch(trx, saved.enrolmentId);
      touch(trx, saved.roundId);
    }
    await trx.raw(saveMany, [JSON.stringify(records)]).catch((error: { constraint?: string }) => {
      throw error.constraint === 'enrolment_one_open' ? new Refusal('already_enrolled') : error;
    });
    await wake(trx, ...woken);
  }
}

/** Does one step of an enrolment's story once. */
export async function onceEnrolment(
  trx: Trx,
  enrolmentId: string,
  due: Due,
  at: Instant,
  work: (file: EnrolmentFile) => Promise<Enrolment>,
): Promise<void> {
  const save = (file: EnrolmentFile, after: Enrolment): Promise<unknown> => saveEnrolment(trx, file, after, at, 'story', due.occasion);
  await once(
    trx,
    { kind: 'enrolment', id: enrolmentId },
    due,
    at,
    () => lockEnrolment(trx, enrolmentId, at),
    async (file) => void (await save(file, await work(file))),
    async (file) => void (await save(file, file.enrolment)),
  );
}

/**
 * Computes `next_due_at` anew for the open enrolments of a round whose calendar changed, and wakes those that moved earlier. The caller holds the
 * round's lock. @returns the open enrolments
 */
export async function refreshEnrolmentsOf(trx: Trx, round: Round, at: Instant): Promise<Enrolment[]> {
  const found = await rows<Found>(
    trx.raw(`${readAny} where round_id = ? and not over order by id for update of enrolment`, [round.roundId]),
  );
  const changed: { id: string; next: Instant | null }[] = [];
  for (let from = 0; from < found.length; from += batch) {
    const woken: StoryId[] = [];
    for (const file of await filesOf(trx, found.slice(from, from + batch), round, at)) {
      const { enrolmentId } = file.enrolment;
      const change = dueChange(file, file.agenda, file.over, at, 'person');
      if (change.nextDueAt !== file.nextDueAt) changed.push({ id: enrolmentId, next: change.nextDueAt });
      if (change.wake) woken.push(`enrolment/${enrolmentId}`);
      touch(trx, enrolmentId);
    }
    await wake(trx, ...woken);
  }
  await trx.raw(
    'update enrolment set next_due_at = v.next from unnest(?::uuid[], ?::timestamptz[]) as v(id, next) where enrolment.id = v.id',
    [changed.map((one) => one.id), changed.map((one) => one.next)] as never,
  );
  return found;
}
