import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { directorateOnly, useRegister } from '../../domain/register/policies';
import type { NameLookup } from '../../domain/register/name-lookup';
import { lookupOf } from '../../db/register/lookups';
import { addTrouble, lastTries, settleTrouble, type TroubleData } from '../../db/register/troubles';
import { personIdOf, type Context } from '../core/context';
import { askForName, lockOwn } from './participation-parts';

/** "Hent navn på nytt": asks anew, and throws away what was asked before (`domain.md` 6.4). Refuses with `not_found`. */
export async function askForNameAgain(context: Context, participationId: string): Promise<NameLookup> {
  allow(context.actor, useRegister, undefined);
  return context.transaction(async (trx) => {
    const { participation } = await lockOwn(context, trx, participationId);
    await askForName(context, trx, participation);
    const lookup = await lookupOf(trx, participationId);
    // A participation without a number there is not.
    if (!lookup) throw new Refusal('not_found');
    return lookup;
  });
}

/** Tells the directorate by one click that a field will not work: gathers what somebody would else have to ask for. Refuses with `not_found`. */
export async function reportTrouble(
  context: Context,
  participationId: string,
  field: string,
): Promise<Readonly<{ troubleId: string; data: TroubleData }>> {
  allow(context.actor, useRegister, undefined);
  return context.transaction(async (trx) => {
    const { participation } = await lockOwn(context, trx, participationId);
    const lookup = await lookupOf(trx, participationId);
    const data: TroubleData = { field, lookup: lookup ? { ...progressOf(lookup), tries: await lastTries(trx, lookup.lookupId) } : null };
    const { organisationId } = participation;
    const troubleId = await addTrouble(trx, { participationId, organisationId, by: personIdOf(context), at: context.receivedAt, data });
    return { troubleId, data };
  });
}

/** The directorate has seen to it. Refuses with `not_found`, and with `not_allowed_in_state` when that was done before. */
export async function settleTroubleReport(context: Context, troubleId: string): Promise<void> {
  allow(context.actor, directorateOnly, undefined);
  await context.transaction(async (trx) => {
    const how = await settleTrouble(trx, troubleId, context.receivedAt);
    if (how !== 'settled') throw new Refusal(how === 'before' ? 'not_allowed_in_state' : 'not_found');
  });
}

function progressOf({ state, askedAt, attempts, lastStatus, lastAskedAt, nextTryAt }: NameLookup) {
  return { state, askedAt, attempts, lastStatus, lastAskedAt, nextTryAt };
}
