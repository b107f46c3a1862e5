import type { Day } from './program';
import { idleYearsFrom, valueOn } from './rules';
import type { Certificate, World } from './state';
import { daysBetween, later, localDay, plusDays, plusYears } from './time';

/** Kinds of use that count (`domain.md` 2). */
export const countedKinds: ReadonlySet<string> = new Set([
  'draft_edit',
  'project_entry',
  'phase_entry',
  'legal_step_entry',
  'approval_request',
]);

/** A revoked or replaced certificate never moves (`domain.md` 2.4). */
export function stands({ revokedOn, replacedBy }: Certificate): boolean {
  return revokedOn === null && replacedBy === null;
}

/**
 * The last activity and the last valid day, from the set of uses and the values of idle years, taken by date (`domain.md` 2.4, 8): a use on or before
 * the expiry reached so far moves it; another number of idle years moves a certificate not expired on its first day, but no day that has been.
 */
export function life(world: World, certificate: Certificate): { lastActiveOn: Day; expiresOn: Day } {
  const uses = world.uses
    .map(({ person, kind, at }, nth) => ({
      on: localDay(at),
      nth,
      years: null,
      counts: person === certificate.ref.person && countedKinds.has(kind),
    }))
    .filter(({ on, counts }) => counts && on >= certificate.issuedOn);
  const rules = idleYearsFrom(world).map(({ from, value, usesKnown }) => ({ on: from, nth: usesKnown, years: value as number }));
  // Within a day in the order in which they became known (readings P18).
  const steps = [...rules, ...uses].sort((one, other) => (one.on === other.on ? one.nth - other.nth : one.on < other.on ? -1 : 1));
  let lastActiveOn = certificate.firstActiveOn;
  let idleYears = valueOn(world, 'jar.idleYears', lastActiveOn);
  let expiresOn = plusYears(lastActiveOn, idleYears);
  for (const { on, years } of steps) {
    if (on > expiresOn || on <= (years === null ? lastActiveOn : certificate.firstActiveOn)) continue;
    if (years === null) lastActiveOn = on;
    else idleYears = years;
    const reached = plusYears(lastActiveOn, idleYears);
    expiresOn = years === null ? later(expiresOn, reached) : later(reached, plusDays(on, -1));
  }
  return { lastActiveOn, expiresOn };
}

/** Lets the certificates that stand follow what is known now; the duty to warn begins anew with another last day. */
export function refreshLives(world: World): void {
  for (const certificate of world.certificates) {
    if (!stands(certificate)) continue;
    const { lastActiveOn, expiresOn } = life(world, certificate);
    if (expiresOn !== certificate.expiresOn) certificate.dutySince = certificate.movedAt = world.now;
    certificate.lastActiveOn = lastActiveOn;
    certificate.expiresOn = expiresOn;
  }
}

/** Ends the life of a certificate on a day: idle years set from that day on, on that very day too, are nothing to it (readings P16). */
export function endLife(world: World, certificate: Certificate, on: Day): void {
  const settings = world.settings.filter(({ setOn }) => setOn < on);
  certificate.expiresOn = life({ ...world, settings }, certificate).expiresOn;
}

/** The state today (`domain.md` 2.4): expiring from the day of the first warning (90 days left), expired from the day after the last. */
export function stateOf(world: World, certificate: Certificate): 'active' | 'expiring' | 'expired' | 'revoked' | 'replaced' {
  if (certificate.revokedOn !== null) return 'revoked';
  if (certificate.replacedBy) return 'replaced';
  const left = daysBetween(localDay(world.now), certificate.expiresOn);
  if (left < 0) return 'expired';
  return left <= Math.max(0, ...certificate.warnings) ? 'expiring' : 'active';
}

/** The last valid day as known now: a revoked one is not valid from the day it was revoked on, a replaced one from when the next was issued. */
export function validThrough({ expiresOn, revokedOn, replacedBy }: Certificate): Day {
  let last = expiresOn;
  for (const end of [revokedOn, replacedBy?.issuedOn ?? null]) if (end !== null && plusDays(end, -1) < last) last = plusDays(end, -1);
  return last;
}
