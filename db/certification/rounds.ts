import type { Knex } from 'knex';
import type { Settled } from '../../domain/core/agenda';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import type { RuleBook } from '../../domain/core/rules';
import { certificationRules, type CertificationRules } from '../../domain/certification/rules';
import { roundAgenda, roundIsOver, type Round, type RoundProgress, type RoundStep } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import type { Agenda, Due } from '../../domain/core/agenda';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { locks } from '../core/installation';
import { ruleBook } from '../core/rules';
import type { Trx } from '../core/transaction';

export const roundColumns = columnsOf<Round>({
  roundId: 'id',
  year: 'year',
  number: 'number',
  state: 'state',
  signUpOpensOn: 'sign_up_opens_on',
  signUpClosesOn: 'sign_up_closes_on',
  materialOn: 'material_on',
  deadlineOn: 'deadline_on',
  gradingTargetOn: 'grading_target_on',
  priceDkk: 'price_dkk',
  publishedAt: 'published_at',
  deadlineSetAt: 'deadline_set_at',
  materialUploadedAt: 'material_uploaded_at',
  closedAt: 'closed_at',
  timesReopened: 'times_reopened',
  cancelledAt: 'cancelled_at',
  cancelReason: 'cancel_reason',
  deadlineBaseOn: 'deadline_base_on',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});

/** A round with everything its agenda depends on. */
export type RoundFile = Readonly<{
  round: Round;
  progress: RoundProgress;
  /** How many of its enrolments are in which state. */
  counts: Readonly<Record<string, number>>;
  settled: Settled;
  rules: CertificationRules;
  agenda: Agenda<RoundStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

const selected = roundColumns.selectFrom('round');

export async function round(db: Knex, roundId: string): Promise<Round | undefined> {
  return (await rows<Round>(db.raw(`select ${selected} from round where id = ?`, [roundId])))[0];
}

/** All rounds of the calendar, newest deadline last. */
export async function rounds(db: Knex, where: Readonly<{ year?: number }> = {}): Promise<Round[]> {
  return rows(
    db.raw(`select ${selected} from round where (?::int is null or year = ?) order by year, number`, [
      where.year ?? null,
      where.year ?? null,
    ]),
  );
}

/** By which rules a case is ruled, and when it ended if it has. */
export type RuledCase = Readonly<{ rulesVersion: number; rulesOn: PlainDate; endedAt?: Instant | null }>;

/** The rules of a case at an instant. */
export async function rulesAt(db: Knex, ruled: RuledCase, at: Instant): Promise<CertificationRules> {
  return (await rulesReader(db, at))(ruled);
}

/**
 * Resolves the rules of many cases: the book is looked at once, and the rules of those who began together are one.
 * @param look another book than the present one, and the day on which to ask
 */
export async function rulesReader(
  db: Knex,
  at: Instant,
  look: Readonly<{ book?: RuleBook; today?: PlainDate }> = {},
): Promise<(one: RuledCase) => CertificationRules> {
  const [book, today] = [look.book ?? (await ruleBook(db)), look.today ?? localDay(at, zone)];
  const { rehearsal } = servicesOf(db);
  const known = new Map<string, CertificationRules>();
  return ({ rulesVersion: version, rulesOn: on, endedAt = null }) => {
    const key = `${version} ${on} ${endedAt}`;
    const rules = known.get(key) ?? certificationRules(book, { version, on, today, endedAt }, rehearsal);
    known.set(key, rules);
    return rules;
  };
}

/** The rules by which a case that begins at an instant is ruled. */
export async function rulesNow(db: Knex, at: Instant): Promise<CertificationRules> {
  const today = localDay(at, zone);
  const book = await ruleBook(db);
  return certificationRules(book, { version: book.version, on: today, today }, servicesOf(db).rehearsal);
}

/** Lets one at a time make rounds of a year, so that two at once do not both make the last one. Held until the transaction ends. */
export async function lockYear(trx: Trx, year: number): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?, ?)', [locks.roundsOfYear, year]);
}

type Found = Round & RoundProgress & { nextDueAt: Instant | null; over: boolean; settled: string[]; counts: Record<string, number> };
// All that is asked of a round's enrolments in one look at them, and all that is asked of the round in one statement.
const read = `select ${selected}, round.next_due_at as "nextDueAt", round.over,
    (select coalesce(array_agg(occasion), '{}') from settled where case_id = round.id) as settled, taking_part.*
  from round cross join lateral (
    select coalesce(json_object_agg(state, n), '{}') as counts, coalesce(sum(open), 0)::int as "openEnrolments", max(ended) as "lastEndedAt"
    from (select state, count(*)::int as n, count(*) filter (where not over)::int as open, max(ended_at) as ended
          from enrolment where round_id = round.id group by state) of_state) taking_part
  where round.id = ?`;

export async function readRoundFile(db: Knex, roundId: string, at: Instant): Promise<RoundFile | undefined> {
  const [found] = await rows<Found>(db.raw(read, [roundId]));
  if (!found) return undefined;
  const { nextDueAt, over, settled: occasions, counts, openEnrolments, lastEndedAt, ...one } = found;
  const [progress, settled, rules] = [{ openEnrolments, lastEndedAt }, new Set(occasions), await rulesAt(db, one, at)];
  return { round: one, progress, counts, settled, rules, agenda: roundAgenda(one, progress, settled, rules), nextDueAt, over };
}

/** Locks a round against every other change. Comes before the locks of its enrolments. */
export async function lockRound(trx: Trx, roundId: string, at: Instant): Promise<RoundFile | undefined> {
  // Read only when it is locked: a statement that waited would show its enrolments as they were before.
  await trx.raw('select 1 from round where id = ? for update', [roundId]);
  return readRoundFile(trx, roundId, at);
}

/** Locks the round of an enrolment if it is completed, for who may close it again: two at once would each wait for what the other shares. */
export async function holdCompletedRound(trx: Trx, enrolmentId: string): Promise<void> {
  await trx.raw(`select 1 from round where id = (select round_id from enrolment where id = ?) and state = 'completed' for update`, [
    enrolmentId,
  ]);
}

export async function insertRound(trx: Trx, one: Round, rules: CertificationRules): Promise<void> {
  const agenda = roundAgenda(one, { openEnrolments: 0, lastEndedAt: null }, new Set(), rules);
  const change = dueChange(undefined, agenda, roundIsOver(one), one.deadlineSetAt, 'person');
  await trx('round').insert({ ...roundColumns.row(one), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `round/${one.roundId}`, one.roundId, change);
}

/** Saves a round: computes `next_due_at` and wakes its story where needed. */
export async function saveRound(
  trx: Trx,
  file: RoundFile,
  after: Round,
  at: Instant,
  by: 'person' | 'story',
  justSettled?: string,
): Promise<Round> {
  const settled = justSettled ? new Set([...file.settled, justSettled]) : file.settled;
  const saved = { ...after, version: file.round.version + 1 };
  const change = dueChange(file, roundAgenda(saved, file.progress, settled, file.rules), roundIsOver(saved), at, by);
  await trx('round')
    .where({ id: saved.roundId })
    .update({ ...roundColumns.row(saved), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `round/${saved.roundId}`, saved.roundId, change);
  return saved;
}

/** Does one step of a round's story once. */
export async function onceRound(
  trx: Trx,
  roundId: string,
  due: Due,
  at: Instant,
  work: (file: RoundFile) => Promise<Round>,
): Promise<void> {
  const save = (file: RoundFile, after: Round): Promise<unknown> => saveRound(trx, file, after, at, 'story', due.occasion);
  await once(
    trx,
    { kind: 'round', id: roundId },
    due,
    at,
    () => lockRound(trx, roundId, at),
    async (file) => void (await save(file, await work(file))),
    async (file) => void (await save(file, file.round)),
  );
}

/** How many enrolments of each round are in which state. */
export async function stateCounts(db: Knex, roundIds: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const found = await rows<{ roundId: string; counts: Record<string, number> }>(
    db.raw(
      `select round_id as "roundId", json_object_agg(state, n) as counts from (select round_id, state, count(*)::int as n from enrolment where round_id = any(?::uuid[]) group by 1, 2) c group by 1`,
      [roundIds as string[]],
    ),
  );
  return new Map(found.map((row) => [row.roundId, row.counts]));
}

export type Material = Readonly<{ position: number; name: string; contentType: string; sha256: Buffer; size: number }>;

export async function materialOf(db: Knex, roundId: string): Promise<Material[]> {
  return rows(
    db.raw('select position, name, content_type as "contentType", sha256, size from round_material where round_id = ? order by position', [
      roundId,
    ]),
  );
}

export async function replaceMaterial(trx: Trx, roundId: string, files: readonly Omit<Material, 'position'>[]): Promise<void> {
  await trx('round_material').where({ round_id: roundId }).delete();
  if (files.length > 0)
    await trx('round_material').insert(
      files.map((file, position) => ({
        round_id: roundId,
        position,
        name: file.name,
        content_type: file.contentType,
        sha256: file.sha256,
        size: file.size,
      })),
    );
}
