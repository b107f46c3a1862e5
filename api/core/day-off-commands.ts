import { localDay, yearOf, type PlainDate } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { zone } from '../../domain/certification/zone';
import { followDaysOff } from '../../db/certification/working-days';
import { dayOff, dayOffList, saveDayOff, type DayOff, type DayOffCountry } from '../../db/core/days-off';
import { newId } from '../../db/core/ids';
import { locks } from '../../db/core/installation';
import { daysOff } from '../../db/core/rules';
import { appendTimeline } from '../../db/core/timeline';
import { personIdOf, type Context } from './context';

/** The calendar of days off of a country in a year; this year unless told otherwise. */
export async function daysOffIn(
  context: Context,
  country: DayOffCountry,
  year = yearOf(localDay(context.receivedAt, zone)),
): Promise<DayOff[]> {
  allow(context.actor, agencyOnly, undefined);
  return dayOffList(context.db, country, `${year}-01-01`, `${year}-12-31`);
}

export type WantedDayOff = Readonly<{
  off: boolean;
  name?: string | undefined;
  kind?: DayOff['kind'] | undefined;
  reason?: string | undefined;
}>;

/**
 * Makes a day a day off, or one on which people work, today or later. What hangs on working days follows in the same transaction. A day that is new needs a name.
 * Refuses with `value_invalid`, `reason_needed`.
 * @returns the day, and how many rounds got another last day of sign-up
 */
export async function setDayOff(
  context: Context,
  country: DayOffCountry,
  day: PlainDate,
  wanted: WantedDayOff,
): Promise<Readonly<{ dayOff: DayOff; rounds: number }>> {
  allow(context.actor, agencyOnly, undefined);
  // Deadlines were reckoned by the days that have been.
  refuseUnless(day >= localDay(context.receivedAt, zone), 'value_invalid', { day: 'value_invalid' });
  refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
  return context.transaction(async (trx) => {
    // Two at once would each reckon without the other's day.
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.rules]);
    const [known, before] = [await dayOff(trx, country, day), await daysOff(trx, country)];
    const name = wanted.name ?? known?.name;
    refuseUnless(name !== undefined, 'value_invalid', { name: 'value_invalid' });
    const one: DayOff = { country, day, name, kind: wanted.kind ?? known?.kind ?? 'closing', worked: !wanted.off };
    await saveDayOff(trx, one);
    const by = { actorId: personIdOf(context), at: context.receivedAt };
    await appendTimeline(trx, {
      case: { kind: 'rule', id: newId() },
      what: wanted.off ? 'dayOffSet' : 'dayOffEnded',
      actorId: by.actorId,
      effectiveAt: by.at,
      recordedAt: by.at,
      data: { country, day, kind: one.kind, reason: wanted.reason },
    });
    // Certification keeps the Danish calendar.
    const rounds = country === 'DK' ? await followDaysOff(trx, before, await daysOff(trx, country), by) : 0;
    return { dayOff: one, rounds };
  });
}
