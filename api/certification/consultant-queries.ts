import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { seeRegion } from '../../domain/certification/policies';
import type { Region } from '../../domain/certification/region';
import { logLookup } from '../../db/core/lookups';
import { person, type Person } from '../../db/core/people';
import { certificateFilesOf, type CertificateFile } from '../../db/certification/certificates';
import { legacyAccess } from '../../db/certification/legacy-accesses';
import type { Context } from '../core/context';
import { regionSeen } from './access-queries';
import { legacySeen, type LegacySeen } from './legacy-queries';

export type ConsultantView = Readonly<{
  region: Region;
  person: Person;
  certificates: readonly CertificateFile[];
  /** In this region alone. */
  legacy: readonly LegacySeen[];
}>;

/** One consultant as a region sees them; nobody who has neither a certificate nor an access here. The look is logged. */
export async function consultantView(context: Context, code: string, personId: string): Promise<ConsultantView> {
  const region = await regionSeen(context, code);
  const who = await person(context.db, personId);
  const certificates = await certificateFilesOf(context.db, [personId], context.receivedAt);
  const legacy = await legacySeen(context, { region: code, personId }, { after: null, limit: 100 });
  if (!who || certificates.length + legacy.length === 0) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, personId, 'consultant', context.receivedAt);
  return { region, person: who, certificates, legacy };
}

/** One access of a region, with whose it is; the look is logged. */
export async function legacyView(context: Context, legacyAccessId: string): Promise<{ region: Region; row: LegacySeen }> {
  const access = await legacyAccess(context.db, legacyAccessId);
  if (!access) throw new Refusal('not_found');
  allow(context.actor, seeRegion, { region: access.region });
  const { region, legacy } = await consultantView(context, access.region, access.personId);
  return { region, row: legacy.find((one) => one.legacyAccessId === legacyAccessId)! };
}
