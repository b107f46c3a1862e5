import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { newId } from '../core/ids';
import { unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** How long a question is nobody else's, in milliseconds: above the time-out of asking. */
export const leaseMs = 12_000;

/** The part of what the register bears that is kept for questions which come after their turn. */
const keptForLate = 20;

/**
 * Takes a question for asking: its turn among all that are asked a minute, then a lease, committed before anything is asked, so that a crash can only
 * repeat it. Turns and leases go by the machine's clock, also in rehearsal. The look-up is locked.
 * Turns that nobody took in time, because the worker was away or busy, are not made up for at once: in no minute more is asked than the register bears.
 * @returns false when it is not its turn yet, or somebody is asking it: then it is held until then
 */
export async function takeTurn(trx: Trx, lookupId: string, perMinute: number): Promise<boolean> {
  const [held] = await rows<{ turn: boolean; free: boolean }>(
    trx.raw(
      `select turn_at is not null as turn, coalesce(greatest(turn_at, asking_until) <= clock_timestamp(), true) as free from name_lookup where id = ?`,
      [lookupId],
    ),
  );
  if (!held?.free) return false;
  // So far apart, and so many late ones at once, that both together stay within the minute.
  const apart = 60 / (perMinute * (1 - 1 / keptForLate));
  const late = Math.max(0, Math.floor(perMinute / keptForLate) - 1);
  if (!held.turn && !(await drawTurn(trx, lookupId, apart))) return false;
  // Locked last and for an instant: every worker passes here.
  const paced = await rows(
    trx.raw(
      `update lookup_turn set paced_to = greatest(paced_to, clock_timestamp()) + make_interval(secs => ?)
       where paced_to <= clock_timestamp() + make_interval(secs => ?) returning 1`,
      [apart, late * apart],
    ),
  );
  if (paced.length === 0) {
    await drawTurn(trx, lookupId, apart);
    return false;
  }
  await trx.raw('update name_lookup set asking_until = clock_timestamp() + make_interval(secs => ?) where id = ?', [
    leaseMs / 1_000,
    lookupId,
  ]);
  return true;
}

/** Gives a question the next turn that is free. @returns whether that is now */
async function drawTurn(trx: Trx, lookupId: string, apart: number): Promise<boolean> {
  const [drawn] = await rows<{ now: boolean }>(
    trx.raw(
      `with drawn as (
         update lookup_turn set next_at = greatest(next_at, paced_to, clock_timestamp()) + make_interval(secs => ?) returning next_at - make_interval(secs => ?) as at)
       update name_lookup set turn_at = drawn.at from drawn where id = ? returning turn_at <= clock_timestamp() as now`,
      [apart, apart, lookupId],
    ),
  );
  return drawn?.now ?? false;
}

/** The number behind a stored one, opened; nothing when the person has another by now. */
export async function askedNumber(db: Knex, nationalIdId: string): Promise<string | undefined> {
  const [row] = await rows<{ id: string; sealed: Buffer }>(
    db.raw('select id, sealed from national_id where id = ? and ceased_at is null', [nationalIdId]),
  );
  // A copy without names holds no numbers either: there nobody is asked.
  if (row?.sealed.length === 0) return '';
  return row && unseal(servicesOf(db).keys.nationalIds, row.sealed, row.id).toString();
}

/** What happened when the register was asked once. `status` is `null` when it did not answer. */
export type Attempt = Readonly<{ lookupId: string; organisationId: string; at: Instant; status: number | null; tookMs: number }>;

/** Counts a question that was asked, also one whose answer is thrown away. */
export async function addAttempt(trx: Trx, one: Attempt): Promise<void> {
  await trx('lookup_attempt').insert({
    id: newId(),
    lookup_id: one.lookupId,
    organisation_id: one.organisationId,
    at: one.at,
    status: one.status,
    took_ms: one.tookMs,
  });
}

/** Stores the name that the register told. */
export async function setToldName(trx: Trx, personId: string, name: string): Promise<void> {
  await trx.raw('update person set name = ?, version = version + 1 where id = ? and erased_at is null and name is distinct from ?', [
    name,
    personId,
    name,
  ]);
}
