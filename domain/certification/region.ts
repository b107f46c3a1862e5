import type { PlainDate } from '../core/calendar';

/** A region with its days in the scheme, and from when it demands a certificate for new assignments (`domain.md` 2.1). */
export type Region = Readonly<{
  code: string;
  name: string;
  memberFrom: PlainDate;
  /** The last day in the scheme; `null` while no end is known. */
  memberTo: PlainDate | null;
  certificateNeededFrom: PlainDate | null;
}>;

/** The region whose own course proofs count like certificates (`domain.md` 2.4, kind `rsd_proof`). */
export const proofRegion = 'syddanmark';

/** Whether a region is part of the scheme on a day, its last one included. */
export function isMemberOn(day: PlainDate, { memberFrom, memberTo }: Pick<Region, 'memberFrom' | 'memberTo'>): boolean {
  return memberFrom <= day && (memberTo === null || day <= memberTo);
}
