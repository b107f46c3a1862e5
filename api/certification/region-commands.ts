import type { PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow, signedIn } from '../../domain/core/policies';
import { manageRegion, setMembership, workWithRegions } from '../../domain/certification/policies';
import type { Region } from '../../domain/certification/region';
import { lockRegion, regions, regionSettings, saveRegion, type RegionSetting } from '../../db/certification/regions';
import { personIdOf, type Context } from '../core/context';
import { regionSeen } from './access-queries';

/** Every region with its days in the scheme and its demand. Names nobody, so nothing is logged. */
export async function regionList(context: Context): Promise<Region[]> {
  allow(context.actor, signedIn, undefined);
  return regions(context.db);
}

/** What was ever set of a region, newest first, for those whom it concerns. */
export async function regionHistory(context: Context, code: string): Promise<{ region: Region; history: RegionSetting[] }> {
  return { region: await regionSeen(context, code), history: await regionSettings(context.db, code) };
}

/**
 * Sets from when a region demands a certificate for new assignments; `null` takes the demand back (`domain.md` 2.1). What it was before stays readable.
 * Refuses with `reason_needed`.
 */
export async function setDemand(
  context: Context,
  code: string,
  wanted: Readonly<{ from: PlainDate | null; reason?: string | undefined }>,
): Promise<Region> {
  allow(context.actor, workWithRegions, undefined);
  return changed(context, code, wanted.reason, (region) => ({
    after: { ...region, certificateNeededFrom: wanted.from },
    what: 'demand',
    from: wanted.from,
    to: null,
  }));
}

/** Sets the days of a region in the scheme, the last one included (`domain.md` 2.1). Refuses with `reason_needed`, `value_invalid`. */
export async function setMembershipDays(
  context: Context,
  code: string,
  wanted: Readonly<{ from: PlainDate; to: PlainDate | null; reason?: string | undefined }>,
): Promise<Region> {
  allow(context.actor, setMembership, undefined);
  return changed(context, code, wanted.reason, (region) => {
    refuseUnless(wanted.to === null || wanted.from <= wanted.to, 'value_invalid', { to: 'value_invalid' });
    return { after: { ...region, memberFrom: wanted.from, memberTo: wanted.to }, what: 'membership', from: wanted.from, to: wanted.to };
  });
}

type Change = Readonly<{ after: Region } & Pick<RegionSetting, 'what' | 'from' | 'to'>>;

async function changed(context: Context, code: string, reason: string | undefined, change: (region: Region) => Change): Promise<Region> {
  return context.transaction(async (trx) => {
    const region = await lockRegion(trx, code);
    if (!region) throw new Refusal('not_found');
    allow(context.actor, manageRegion, { region: code });
    if (!reason) throw new Refusal('reason_needed', { fields: { reason: 'reason_needed' } });
    const { after, what, from, to } = change(region);
    await saveRegion(trx, after, { what, from, to, setBy: personIdOf(context), setAt: context.receivedAt, reason });
    return after;
  });
}
