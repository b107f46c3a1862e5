import { plusMinutes } from '../../domain/core/calendar';
import { allow } from '../../domain/core/policies';
import { directorateOnly } from '../../domain/register/policies';
import {
  lookupHours,
  lookupMunicipalities,
  lookupQueue,
  type LookupHour,
  type LookupMunicipality,
  type LookupQueue,
} from '../../db/register/lookup-figures';
import { openTroubles, type Trouble } from '../../db/register/troubles';
import type { Context } from '../core/context';

/** How look-ups of names go: for the directorate, which sees numbers and not people. */
export type LookupFigures = Readonly<{
  queue: LookupQueue;
  hours: readonly LookupHour[];
  municipalities: readonly LookupMunicipality[];
}>;

/** Hours of the chart, and days of the municipalities' waiting times. */
const [hoursShown, daysShown] = [48, 7];
const troublesShown = 200;

/** Queue, waiting times and failures per hour and municipality (`domain.md` 6.4). Names nobody, so nothing is logged. */
export async function lookupFigures(context: Context): Promise<LookupFigures> {
  allow(context.actor, directorateOnly, undefined);
  const { db, receivedAt } = context;
  return {
    queue: await lookupQueue(db),
    hours: await lookupHours(db, plusMinutes(receivedAt, -hoursShown * 60)),
    municipalities: await lookupMunicipalities(db, plusMinutes(receivedAt, -daysShown * 24 * 60)),
  };
}

/** What municipalities reported and nobody has seen to. Names nobody. */
export async function troubleReports(context: Context): Promise<Trouble[]> {
  allow(context.actor, directorateOnly, undefined);
  return openTroubles(context.db, troublesShown);
}
