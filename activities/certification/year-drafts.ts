import { addYears, atHour, localDay, yearOf, type Instant, type PlainDate } from '../../domain/core/calendar';
import { roundAfterOutages } from '../../domain/certification/deadlines';
import { datesOf, draftOf, roundDatesFrom } from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { daysOff, ruleBook } from '../../db/core/rules';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { holdOutages, outages } from '../../db/certification/outages';
import { insertRound, lockYear, rounds, rulesNow } from '../../db/certification/rounds';

/** The hour of the night at which drafts are made: that of the nightly story. */
const nightHour = 3;

/**
 * Makes drafts of next year's rounds from the day on which they are due (`jar.draftsOn`), and asks the coordinators to publish them. A place in the year that
 * is taken, by whatever round, is left alone: so it is done once, however often it is asked for.
 * @returns when to come by again for it
 */
export async function draftNextYear(trx: Trx, at: Instant): Promise<Instant> {
  const today = localDay(at, zone);
  const rules = await rulesNow(trx, at);
  const dueOn = `${yearOf(today)}-${rules.draftsOn}` as PlainDate;
  if (today < dueOn) return atHour(dueOn, nightHour, zone);
  const year = yearOf(today) + 1;
  await holdOutages(trx);
  await lockYear(trx, year);
  const taken = new Set((await rounds(trx, { year })).map((one) => one.number));
  const deadlines = rules.roundDeadlines.slice(0, rules.roundsPerYear);
  for (const [before, monthDay] of deadlines.entries())
    if (!taken.has(before + 1))
      await draft(trx, { year, number: before + 1 }, `${year}-${monthDay}` as PlainDate, rules, { on: dueOn, at });
  return atHour(addYears(dueOn, 1), nightHour, zone);
}

async function draft(
  trx: Trx,
  place: Readonly<{ year: number; number: number }>,
  deadlineOn: PlainDate,
  rules: CertificationRules,
  due: Readonly<{ on: PlainDate; at: Instant }>,
): Promise<void> {
  // Effective on their day, whenever the night came by.
  const effectiveAt = atHour(due.on, nightHour, zone);
  const off = await daysOff(trx, 'DK');
  const usual = draftOf({ ...place, priceDkk: rules.price }, roundDatesFrom(deadlineOn, rules, off), {
    roundId: newId(),
    at: effectiveAt,
    rulesVersion: (await ruleBook(trx)).version,
    rulesOn: due.on,
  });
  const round = roundAfterOutages(usual, await outages(trx), rules, off);
  const ref = { kind: 'round', id: round.roundId };
  await insertRound(trx, round, rules);
  await appendTimeline(trx, {
    case: ref,
    what: 'roundCreated',
    effectiveAt,
    recordedAt: due.at,
    data: datesOf(round),
    rulesVersion: rules.version,
  });
  await openTask(trx, ref, 'coordinator', 'publish_round', effectiveAt, place);
}
