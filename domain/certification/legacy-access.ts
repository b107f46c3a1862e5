import type { PlainDate } from '../core/calendar';
import { refuseUnless } from '../core/errors';

/** Existing write access (eksisterende skriveadgang): from before the scheme, in one region (`domain.md` 2.5). */
export type LegacyAccess = Readonly<{
  legacyAccessId: string;
  personId: string;
  region: string;
  /** The day of the evidence, before the scheme's start. */
  evidenceOn: PlainDate;
  /** The first day on which it no longer holds; `null` until the region ends it. */
  endedOn: PlainDate | null;
}>;

/** @throws Refusal `legacy_after_start` for evidence that is not from before the scheme's start; that day itself is too late (`domain.md` 2.5) */
export function checkEvidence(evidenceOn: PlainDate, schemeStart: PlainDate): void {
  refuseUnless(evidenceOn < schemeStart, 'legacy_after_start', { evidenceOn: 'legacy_after_start' });
}

/** Ends an access from a day on. @throws Refusal `not_allowed_in_state` when it has been ended, `value_invalid` for a day before the scheme */
export function endAccess(access: LegacyAccess, endedOn: PlainDate, schemeStart: PlainDate): LegacyAccess {
  refuseUnless(access.endedOn === null, 'not_allowed_in_state');
  refuseUnless(endedOn >= schemeStart, 'value_invalid', { endedOn: 'value_invalid' });
  return { ...access, endedOn };
}

/** Whether it holds on a day: from the scheme's start until the region ends it. It does not lapse by idleness (`domain.md` 2.5). */
export function holdsOn(day: PlainDate, { endedOn }: Pick<LegacyAccess, 'endedOn'>, schemeStart: PlainDate): boolean {
  return schemeStart <= day && (endedOn === null || day < endedOn);
}
