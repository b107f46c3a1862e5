import type { Knex } from 'knex';
import type { Instant, PlainDate } from '../../domain/core/calendar';
import { daysOfOutage, type Outage, type OutageSpan } from '../../domain/certification/outage';
import type { Round, RoundState } from '../../domain/certification/round';
import { columnsOf, rows } from '../core/columns';
import { locks } from '../core/installation';
import type { Trx } from '../core/transaction';
import { filesOf, readAny, type EnrolmentFile, type Found } from './enrolments';
import { lockRound, type RoundFile } from './rounds';

/** An outage as it was declared, with how many enrolments it moved, and how many of them it opened again. */
export type DeclaredOutage = Outage &
  Readonly<{ reason: string; declaredBy: string; declaredAt: Instant; enrolments: number; reopened: number }>;

const columns = columnsOf<DeclaredOutage>({
  outageId: 'id',
  fromAt: 'from_at',
  toAt: 'to_at',
  reason: 'reason',
  declaredBy: 'declared_by',
  declaredAt: 'declared_at',
  enrolments: 'enrolments',
  reopened: 'reopened',
});

/** How an outage moved the deadline of a round. */
export type MovedRound = Readonly<{
  outageId: string;
  roundId: string;
  year: number;
  number: number;
  state: RoundState;
  fromOn: PlainDate;
  toOn: PlainDate;
  enrolments: number;
}>;

/** Every outage ever declared, oldest first. */
export async function outages(db: Knex): Promise<DeclaredOutage[]> {
  return rows(db.raw(`select ${columns.selectFrom('outage')} from outage order by from_at, id`));
}

/** What outages did to rounds: all of it, or to one round. */
export async function movedRounds(db: Knex, where: Readonly<{ roundId?: string }> = {}): Promise<MovedRound[]> {
  return rows(
    db.raw(
      `select m.outage_id as "outageId", m.round_id as "roundId", r.year, r.number, r.state, m.from_on as "fromOn", m.to_on as "toOn", m.enrolments
       from outage_round m join round r on r.id = m.round_id where (?::uuid is null or m.round_id = ?) order by r.year, r.number, m.to_on`,
      [where.roundId ?? null, where.roundId ?? null] as never,
    ),
  );
}

/** Adds an outage with the rounds that it moved. */
export async function insertOutage(
  trx: Trx,
  one: DeclaredOutage,
  moved: readonly Omit<MovedRound, 'outageId' | 'year' | 'number' | 'state'>[],
): Promise<void> {
  await trx('outage').insert(columns.row(one));
  if (moved.length > 0)
    await trx('outage_round').insert(
      moved.map(({ roundId, fromOn, toOn, enrolments }) => ({
        outage_id: one.outageId,
        round_id: roundId,
        from_on: fromOn,
        to_on: toOn,
        enrolments,
      })),
    );
}

/** Lets one outage at a time be declared: each is judged by all that came before it. Held until the transaction ends. */
export async function lockOutages(trx: Trx): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?, 0)', [locks.outages]);
}

/**
 * Lets no outage be declared until the transaction ends, for whoever sets a deadline by the outages there are: neither would see what the other does. Comes
 * before the locks of round and enrolment, as it does for who declares one.
 */
export async function holdOutages(trx: Trx): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock_shared(?, 0)', [locks.outages]);
}

/** Agendas computed without a break: others are to be answered in between. */
const batch = 500;

// A deadline may be concerned when an outage's days lie between where it was set and where earlier outages left it.
const within = (on: string, base: string): string => `${on} >= :first and coalesce(${base}, ${on}) <= :last`;
// Open, or ended by nothing but a deadline.
const concerned = `(not e.over or e.state in ('late', 'not_delivered') or (e.state = 'withdrawn' and e.cause = 'not_admitted') or (e.state = 'failed' and e.correction_until_on is not null))`;
const touched = `(${within('e.own_deadline_on', 'e.own_deadline_base_on')} or ${within('e.correction_until_on', 'e.correction_base_on')})`;

/** Locks, in the order of their ids, every round that an outage may concern: by its own deadline, or by one of its enrolments'. */
export async function lockRoundsUnder(trx: Trx, outage: OutageSpan, at: Instant): Promise<RoundFile[]> {
  const found = await rows<{ id: string }>(
    trx.raw(
      `select id from round where state <> 'cancelled' and ${within('deadline_on', 'deadline_base_on')}
       union select e.round_id from enrolment e where ${concerned} and ${touched} order by 1`,
      daysOfOutage(outage),
    ),
  );
  const files: RoundFile[] = [];
  for (const { id } of found) files.push((await lockRound(trx, id, at))!);
  return files;
}

/**
 * Locks the enrolments that an outage may concern, in the order of their ids: those of rounds that it moves, and those whose own deadline or correction window
 * lies on its days. Their agendas follow the rounds as they will be.
 * @param moved the rounds whose own deadline moves
 */
export async function lockEnrolmentsUnder(
  trx: Trx,
  outage: OutageSpan,
  rounds: readonly Round[],
  moved: readonly string[],
  at: Instant,
): Promise<EnrolmentFile[]> {
  const which = `${concerned} and (e.round_id = any(:moved::uuid[]) or ${touched})`;
  const values = { ...daysOfOutage(outage), moved: moved as string[] };
  await trx.raw(`select 1 from enrolment e where ${which} order by e.id for update`, values);
  const found = await rows<Found>(trx.raw(`${readAny} where id in (select e.id from enrolment e where ${which}) order by id`, values));
  const files: EnrolmentFile[] = [];
  for (const round of rounds) {
    const mine = found.filter((one) => one.roundId === round.roundId);
    for (let from = 0; from < mine.length; from += batch) files.push(...(await filesOf(trx, mine.slice(from, from + batch), round, at)));
  }
  return files;
}

/** What was received for enrolments, oldest first, by enrolment. */
export async function answersOfMany(
  db: Knex,
  enrolmentIds: readonly string[],
): Promise<Map<string, { answerId: string; receivedAt: Instant }[]>> {
  const found = await rows<{ enrolmentId: string; answerId: string; receivedAt: Instant }>(
    db.raw(
      'select enrolment_id as "enrolmentId", id as "answerId", received_at as "receivedAt" from answer where enrolment_id = any(?::uuid[]) order by received_at, id',
      [enrolmentIds as string[]],
    ),
  );
  const byEnrolment = new Map<string, { answerId: string; receivedAt: Instant }[]>();
  for (const { enrolmentId, ...answer } of found) byEnrolment.set(enrolmentId, [...(byEnrolment.get(enrolmentId) ?? []), answer]);
  return byEnrolment;
}

/** Answers that were late by the former deadline and are in time by the new one: those of each enrolment that came before an instant. */
export async function markInTime(trx: Trx, moved: readonly Readonly<{ enrolmentId: string; before: Instant }>[]): Promise<void> {
  await trx.raw(
    `update answer set late = false from unnest(?::uuid[], ?::timestamptz[]) as v(enrolment_id, before)
     where answer.enrolment_id = v.enrolment_id and late and received_at < v.before`,
    [moved.map((one) => one.enrolmentId), moved.map((one) => one.before)] as never,
  );
}
