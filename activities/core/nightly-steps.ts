import type { Knex } from 'knex';
import type { Next } from '../../domain/core/agenda';
import { addDays, atHour, earliest, latest, localDay, plusMs, yearOf, type Instant } from '../../domain/core/calendar';
import { ruleValue, sharedRules } from '../../domain/core/rules';
import { registerRuleDefinitions } from '../../domain/register/rules';
import { clock, rehearsalNow } from '../../db/core/clock';
import { locks } from '../../db/core/installation';
import { letGo, nextLetGo, nightlyDue, setNightlyDue } from '../../db/core/retention';
import { addDaysOff, daysOff, ruleBook } from '../../db/core/rules';
import { transaction, type Trx } from '../../db/core/transaction';
import { letGoOfRegister, nextLetGoOfRegister } from '../../db/register/retention';
import { holdOutages } from '../../db/certification/outages';
import { followDaysOff } from '../../db/certification/working-days';
import { draftNextYear } from '../certification/year-drafts';
import { openYearlyReports } from '../register/yearly-openings';
import { daysOffOf } from './days-off';

export type NightlySteps = ReturnType<typeof createNightlySteps>;

const zone = 'Europe/Copenhagen';
const nightHour = 3;
/** Looked at no later than this many days on, also when nothing will have been kept long enough: the calendar of days off must reach ahead. */
const horizonDays = 30;
/** Years ahead whose days off are known, this one included. */
const yearsKnown = 3;

/** The nightly round: lets go of what was kept long enough, keeps holidays known years ahead, makes drafts of next year's rounds on their day, and opens reports. */
export function createNightlySteps({ db }: Readonly<{ db: Knex }>) {
  return {
    async readNightly(storyNow: Instant): Promise<Next<'keepHouse'>> {
      const rehearsed = await rehearsalNow(db);
      const now = rehearsed ?? storyNow;
      const at = await nightlyDue(db);
      const due = at && at <= now ? [{ step: 'keepHouse' as const, occasion: at, effectiveAt: at, dueAt: at }] : [];
      return { now, due, lookAt: rehearsed ? null : at, over: false };
    },

    async keepHouse(now: Instant): Promise<void> {
      await transaction(db, async (trx) => {
        const at = latest(now, await clock(trx));
        const today = localDay(at, zone);
        const [book, ruled] = [await ruleBook(trx), { version: 0, on: today, today }];
        const days = ruleValue(book, sharedRules.retentionDays, ruled);
        const ofRegister = ruleValue(book, registerRuleDefinitions.retentionDays, ruled);
        await letGo(trx, at, days);
        await letGoOfRegister(trx, at, ofRegister);
        await learnDaysOff(trx, yearOf(today), at);
        const drafts = await draftNextYear(trx, at);
        const reports = await openYearlyReports(trx, at);
        const [kept, keptOfRegister] = [await nextLetGo(trx, days), await nextLetGoOfRegister(trx, ofRegister)];
        const oldest = kept && keptOfRegister ? earliest(kept, keptOfRegister) : (kept ?? keptOfRegister);
        const horizon = atHour(addDays(today, horizonDays), nightHour, zone);
        const next =
          oldest && oldest < horizon ? atHour(addDays(localDay(plusMs(latest(oldest, at), 1), zone), 1), nightHour, zone) : horizon;
        await setNightlyDue(trx, earliest(next, drafts, reports));
      });
    },
  };
}

/**
 * Stores the days off of the coming years, and of the last: who reckons back from January comes into it. What was reckoned before they were known follows:
 * a round far ahead closes its sign-up on another day.
 */
async function learnDaysOff(trx: Trx, fromYear: number, at: Instant): Promise<void> {
  // Before the locks of rounds, as for everybody who sets a deadline; and nobody else changes the calendar meanwhile.
  await holdOutages(trx);
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.rules]);
  const before = await daysOff(trx, 'DK');
  for (let year = fromYear - 1; year < fromYear + yearsKnown; year += 1) {
    await addDaysOff(trx, 'DK', daysOffOf('DK', year));
    await addDaysOff(trx, 'NO', daysOffOf('NO', year));
  }
  const after = await daysOff(trx, 'DK');
  if (after.size !== before.size) await followDaysOff(trx, before, after, { actorId: null, at });
}
