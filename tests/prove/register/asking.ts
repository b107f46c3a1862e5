import type { Knex } from 'knex';
import { rows } from '../../../db/core/columns';
import { clock } from '../../../db/core/clock';
import { nationalIdOf } from '../../../db/core/people';
import { timelineOf } from '../../../db/core/timeline';
import { lookupOf } from '../../../db/register/lookups';
import { readParticipationFile } from '../../../db/register/participations';
import { longestLeap, retryAfterSeconds } from './outage';

/** What is the same whether the register was away or not: everything but when it was asked, how often, and what it said of numbers that no longer stand. */
export async function endOfAll(db: Knex, ids: readonly string[]): Promise<unknown[]> {
  const ends: unknown[] = [];
  // Fewer at a time than would wait for a connection in vain.
  for (let from = 0; from < ids.length; from += 50)
    ends.push(...(await Promise.all(ids.slice(from, from + 50).map((id) => endOf(db, id)))));
  return ends;
}

async function endOf(db: Knex, id: string): Promise<unknown> {
  const { participation, person, over, nextDueAt } = (await readParticipationFile(db, id, await clock(db)))!;
  // Of saves at the same instant, which came first is nobody's.
  const { participationId: _, personId, organisationId: __, changedIn: ___, ...fields } = participation;
  const { lookupId, state, mismatch, askedAt } = (await lookupOf(db, id))!;
  const told = ['nameFound', 'nameNotFound', 'nameMismatch', 'nameDelayed'];
  const events = (await timelineOf(db, { caseId: id }))
    .filter(({ what, data }) => !told.includes(what) || (what !== 'nameDelayed' && data['lookupId'] === lookupId))
    .map(({ what, recordedAt, personal }) => ({ what, at: told.includes(what) ? null : recordedAt, personal }));
  return {
    fields,
    number: await nationalIdOf(db, personId, 'NO'),
    name: person.name,
    lookup: { state, mismatch, askedAt },
    lookups: (await db('name_lookup').where({ participation_id: id })).length,
    events: events.map((one) => JSON.stringify(one)).sort(),
    over,
    nextDueAt,
  };
}

type Asked = Readonly<{
  id: string;
  askedAt: string;
  answeredAt: string | null;
  state: string;
  tries: { at: string; status: number | null }[];
}>;

/** How look-ups were asked while the register was away, held against the waits of `domain.md` 6.4 by a reckoning of its own. */
export type Asking = Readonly<{
  lookups: number;
  tries: number;
  most: number;
  longestGapMinutes: number;
  tooSoon: string[];
  tooLate: string[];
}>;

/**
 * @returns what was asked before its wait was over, and what was not asked though it was: after a question the next one comes once its wait is over and the
 * clock has leapt past it, or the look-up has ended
 */
export async function howTheyWereAsked(db: Knex): Promise<Asking> {
  const lookups = await rows<Asked>(
    db.raw(
      `select l.id, l.asked_at as "askedAt", l.answered_at as "answeredAt", l.state,
         coalesce((select json_agg(json_build_object('at', a.at, 'status', a.status) order by a.at) from lookup_attempt a where a.lookup_id = l.id), '[]') as tries
       from name_lookup l`,
    ),
  );
  const [tooSoon, tooLate]: [string[], string[]] = [[], []];
  let longestGap = 0;
  for (const { id, askedAt, answeredAt, tries } of lookups) {
    const ends = Date.parse(answeredAt ?? (await clock(db)));
    if (tries.length > 0 && Date.parse(tries[0]!.at) < Date.parse(askedAt)) tooSoon.push(`${id} 1`);
    tries.forEach(({ at, status }, index) => {
      const next = tries[index + 1];
      const gap = (next ? Date.parse(next.at) : ends) - Date.parse(at);
      longestGap = Math.max(longestGap, gap);
      const wait = status === 429 ? retryAfterSeconds * 1_000 : Math.min(3_600_000, 5_000 * 2 ** index);
      const least = status === 429 ? wait : Math.floor(0.8 * wait);
      if (next && gap < least) tooSoon.push(`${id} ${index + 2}: ${gap} ms`);
      if (gap > Math.max(wait, 3_600_000) + longestLeap * 60_000) tooLate.push(`${id} ${index + 2}: ${gap} ms`);
    });
    if (tries.length === 0 && ends - Date.parse(askedAt) > 0) tooLate.push(`${id} 1`);
  }
  const counts = lookups.map(({ tries }) => tries.length);
  return {
    lookups: lookups.length,
    tries: counts.reduce((sum, one) => sum + one, 0),
    most: Math.max(...counts),
    longestGapMinutes: Math.round(longestGap / 60_000),
    tooSoon,
    tooLate,
  };
}
