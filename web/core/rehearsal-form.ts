import { addMonths, addYears, daysBetween, localDay, parseDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { zone } from '../../domain/certification/zone';
import { beginToAdvance, rehearsalClock, type AdvanceBy } from '../../api/core/rehearsal-commands';
import { localPath } from './local-path';
import type { PageRouter } from './page-router';

/** Moves the rehearsal's time. The worker lives through it; the bar on every page says so until it is done. */
export function rehearsalForm(router: PageRouter): void {
  router.postApart('/rehearsal/advance', 'signed-in', async ({ context }, { values }) => {
    const today = localDay((await rehearsalClock(context)).now, zone);
    await beginToAdvance(context, leap(today, values));
    return localPath(values['returnTo']);
  });
}

/** A day that was filled in goes first: the Enter key in its field presses the first button of the form. */
function leap(today: PlainDate, { by, to }: Readonly<Record<string, string>>): AdvanceBy {
  if (to) {
    const day = parseDay(to);
    if (!day) throw new Refusal('invalid_request');
    return { days: daysBetween(today, day) };
  }
  switch (by ?? '') {
    case 'next':
      return { untilNext: true };
    case 'P1D':
      return { days: 1 };
    case 'P7D':
      return { days: 7 };
    case 'P1M':
      return { days: daysBetween(today, addMonths(today, 1)) };
    case 'P1Y':
      return { days: daysBetween(today, addYears(today, 1)) };
    default:
      throw new Refusal('invalid_request');
  }
}
