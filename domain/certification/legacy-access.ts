import { addYears, type PlainDate } from '../core/calendar';
import { refuseUnless } from '../core/errors';
import type { RuleCourse } from '../core/rules';

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

/** Whether it holds on a day: from the scheme's start until the region ends it (`domain.md` 2.5). Idleness is `lapsedOn`'s. */
export function holdsOn(day: PlainDate, { endedOn }: Pick<LegacyAccess, 'endedOn'>, schemeStart: PlainDate): boolean {
  return schemeStart <= day && (endedOn === null || day < endedOn);
}

/** How long an access may lie idle by the value that holds on a day, and since when that value holds; `null` when none lapses (`jar.legacyIdleYears`, D none). */
export type IdleTerm = Readonly<{ years: number; from: PlainDate }> | null;

export function idleTermOn(day: PlainDate, [, ...changes]: RuleCourse<number | null>): IdleTerm {
  const present = changes.findLast(({ from }) => from <= day);
  return present && present.value !== null ? { years: present.value, from: present.from } : null;
}

/**
 * Whether it has lapsed by a day, because its person did nothing that counts in its region for so many years. Like a certificate it is kept alive by each use on
 * or before the day that it has reached, whatever the order in which they were reported; a use after that revives nothing. The gentlest reading: the years begin
 * with the scheme, or with the day from which the value holds when that is later, so that nobody loses anything by what was not the rule then.
 * @param useDays of the person in the region of the access, in any order
 */
export function lapsedOn(day: PlainDate, useDays: Iterable<PlainDate>, term: IdleTerm, schemeStart: PlainDate): boolean {
  if (!term) return false;
  let reached = addYears(term.from > schemeStart ? term.from : schemeStart, term.years);
  for (const used of [...useDays].sort()) {
    const further = addYears(used, term.years);
    if (used <= reached && further > reached) reached = further;
  }
  return day > reached;
}
