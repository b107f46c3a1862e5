import { allow } from '../../domain/core/policies';
import { correctEnrolments } from '../../domain/certification/policies';
import { Refusal } from '../../domain/core/errors';
import type { Correction } from '../../domain/certification/correction';
import { logListLookup, logListLookupAgain, logLookup } from '../../db/core/lookups';
import { person, type Person } from '../../db/core/people';
import { correction, correctionReason, corrections, type CorrectionRow } from '../../db/certification/corrections';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import type { Context } from '../core/context';
import { planCorrection, type CorrectionPlan } from './correction-plan';
import type { Look } from './queries';

/** A list of corrections holds at most this many. */
export const mostCorrections = 200;

/** Corrections that wait for a second person, then those that were decided, newest first; logged as one list. */
export async function correctionList(context: Context, look: Look = 'log'): Promise<CorrectionRow[]> {
  allow(context.actor, correctEnrolments, undefined);
  const found = await corrections(context.db, mostCorrections);
  const log = look === 'log' ? logListLookup : logListLookupAgain;
  await log(context.db, context.actor, 'corrections', {}, found.length, context.receivedAt);
  return found;
}

/** One correction with its reason, and with the consequences it would have now while it waits. */
export type CorrectionView = Readonly<{
  one: Correction;
  about: Person;
  right: Person | undefined;
  asker: Person | undefined;
  reason: string | null;
  plan: CorrectionPlan | undefined;
}>;

/** A correction for its own page; the look at the person is logged. */
export async function correctionView(context: Context, correctionId: string): Promise<CorrectionView> {
  allow(context.actor, correctEnrolments, undefined);
  const one = await correction(context.db, correctionId);
  const about = one && (await person(context.db, one.aboutId));
  if (!one || !about) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, about.personId, 'correction', context.receivedAt);
  if (one.personId) await logLookup(context.db, context.actor, one.personId, 'correction', context.receivedAt);
  const file = one.state === 'asked' ? await readEnrolmentFile(context.db, one.enrolmentId, context.receivedAt) : undefined;
  return {
    one,
    about,
    right: one.personId ? await person(context.db, one.personId) : undefined,
    asker: await person(context.db, one.askedBy),
    reason: await correctionReason(context.db, one),
    // What has become impossible meanwhile has no consequences; it can only be withdrawn.
    plan: file && (await planCorrection(context.db, file, one.what, one.personId ?? undefined, context.receivedAt).catch(impossible)),
  };
}

function impossible(error: unknown): undefined {
  if (error instanceof Refusal) return undefined;
  throw error;
}
