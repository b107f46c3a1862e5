import type { PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { checkEvidence, endAccess, type LegacyAccess } from '../../domain/certification/legacy-access';
import { manageRegion, seeRegion, workWithRegions } from '../../domain/certification/policies';
import { logListLookup, logLookup } from '../../db/core/lookups';
import { newId } from '../../db/core/ids';
import { appendTimeline } from '../../db/core/timeline';
import { endLegacyAccess, insertLegacyAccess, lockLegacyAccess } from '../../db/certification/legacy-accesses';
import { regionByCode } from '../../db/certification/regions';
import { eventBy, personIdOf, type Context } from '../core/context';
import { rulesNow } from '../../db/certification/rounds';
import { regionSeen } from './access-queries';
import { legacySeen, type LegacySeen } from './legacy-queries';
import { registeredPerson, type Registered } from './region-people';

export type NewLegacyAccess = Registered & Readonly<{ region: string; evidenceOn: PlainDate; evidence: string }>;

/**
 * Registers write access from before the scheme, in one region (`domain.md` 2.5). Refuses with `unknown_region`, `legacy_after_start`, `unknown_person`,
 * `email_invalid`, and `not_allowed_in_state` when the person has one there.
 */
export async function registerLegacyAccess(context: Context, wanted: NewLegacyAccess): Promise<LegacySeen> {
  allow(context.actor, workWithRegions, undefined);
  return context.transaction(async (trx) => {
    allow(context.actor, manageRegion, { region: wanted.region });
    const region = await regionByCode(trx, wanted.region);
    if (!region) throw new Refusal('unknown_region', { fields: { region: 'unknown_region' } });
    const { schemeStart, version } = await rulesNow(trx, context.receivedAt);
    checkEvidence(wanted.evidenceOn, schemeStart);
    const { personId } = await registeredPerson(trx, wanted, context.receivedAt);
    const access: LegacyAccess = { legacyAccessId: newId(), personId, region: region.code, evidenceOn: wanted.evidenceOn, endedOn: null };
    await insertLegacyAccess(trx, access, { evidence: wanted.evidence, by: personIdOf(context), at: context.receivedAt });
    await appendTimeline(trx, {
      ...eventBy(context, { kind: 'legacy-access', id: access.legacyAccessId }, access.personId),
      what: 'legacyAccessRegistered',
      data: { region: region.code, evidenceOn: wanted.evidenceOn },
      rulesVersion: version,
    });
    return rowOf({ ...context, db: trx }, access);
  });
}

/** Ends an access from a day on, with a reason. Refuses with `reason_needed`, `not_allowed_in_state`, `value_invalid`. */
export async function endLegacy(
  context: Context,
  legacyAccessId: string,
  wanted: Readonly<{ endedOn: PlainDate; reason?: string | undefined }>,
): Promise<LegacySeen> {
  allow(context.actor, workWithRegions, undefined);
  return context.transaction(async (trx) => {
    const access = await lockLegacyAccess(trx, legacyAccessId);
    if (!access) throw new Refusal('not_found');
    allow(context.actor, seeRegion, { region: access.region });
    refuseUnless(Boolean(wanted.reason), 'reason_needed', { reason: 'reason_needed' });
    const { schemeStart } = await rulesNow(trx, context.receivedAt);
    const ended = endAccess(access, wanted.endedOn, schemeStart);
    await endLegacyAccess(trx, ended);
    await appendTimeline(trx, {
      ...eventBy(context, { kind: 'legacy-access', id: access.legacyAccessId }, access.personId),
      what: 'legacyAccessEnded',
      data: { region: access.region, endedOn: wanted.endedOn },
      personal: { reason: wanted.reason },
    });
    return rowOf({ ...context, db: trx }, ended);
  });
}

/** The accesses of a region, newest first, one page; logged as one list. */
export async function legacyList(
  context: Context,
  region: string,
  page: Readonly<{ cursor?: string | undefined; limit: number }>,
): Promise<{ accesses: LegacySeen[]; next: string | null }> {
  await regionSeen(context, region);
  const found = await legacySeen(context, { region }, { after: page.cursor ?? null, limit: page.limit + 1 });
  const accesses = found.slice(0, page.limit);
  await logListLookup(context.db, context.actor, 'legacy-accesses', { region }, accesses.length, context.receivedAt);
  return { accesses, next: found.length > page.limit ? (accesses.at(-1)?.legacyAccessId ?? null) : null };
}

/** What was done to an access, as its region sees it: a look at the person. */
async function rowOf(context: Context, { legacyAccessId, personId, region }: LegacyAccess): Promise<LegacySeen> {
  const row = (await legacySeen(context, { region, personId }, { after: null, limit: 100 })).find(
    (one) => one.legacyAccessId === legacyAccessId,
  );
  if (!row) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, personId, 'legacy-access', context.receivedAt);
  return row;
}
