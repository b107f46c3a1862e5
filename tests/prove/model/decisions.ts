import { today } from './deadlines';
import { validThrough } from './life';
import type { Act, Day, Facts, Participant, RegionCode, Sample } from './program';
import { refuse, type World } from './state';

/** The scheme's start; legacy access needs evidence from before it and holds from it (`domain.md` 2.5). */
export const schemeStart = '2019-01-01';

/** Whether a region is a member on a day, both ends included (`domain.md` 2.1). */
export function isMember(world: World, region: RegionCode, on: Day): boolean {
  const { from, until } = world.members.get(region) ?? { from: schemeStart, until: null };
  return from <= on && (until === null || on <= until);
}

/** Sets from when and until when a region is a member (`domain.md` 2.1). */
export function setMembership(world: World, { region, from, until }: Extract<Act, { do: 'membership' }>): void {
  if (until !== null && until < from) refuse('value_invalid');
  world.members.set(region, { from, until });
}

/** Sets from when new assignments in a region need a certificate (`domain.md` 2.1). */
export function demand(world: World, { region, from }: Extract<Act, { do: 'demand' }>): void {
  world.demands.set(region, from);
}

/** Registers legacy access, with evidence from before the scheme's start (`domain.md` 2.5). */
export function registerLegacy(world: World, { region, person, evidenceOn }: Extract<Act, { do: 'legacy' }>): void {
  if (evidenceOn >= schemeStart) refuse('legacy_after_start');
  if (world.legacies.some((one) => one.region === region && one.person === person && one.endedOn === null)) refuse('not_allowed_in_state');
  world.legacies.push({ region, person, endedOn: null });
}

/** Ends legacy access today. */
export function endLegacy(world: World, { region, person }: Extract<Act, { do: 'endLegacy' }>): void {
  const running = world.legacies.filter((legacy) => legacy.region === region && legacy.person === person && legacy.endedOn === null);
  if (running.length === 0) refuse('not_found');
  for (const legacy of running) legacy.endedOn = today(world);
}

/** Regions in which a person has legacy access on a day: from the scheme's start, no more on the day it ended. */
function legacyRegions(world: World, person: Participant, on: Day): readonly RegionCode[] {
  if (on < schemeStart) return [];
  return world.legacies
    .filter((legacy) => legacy.person === person && (legacy.endedOn === null || on < legacy.endedOn))
    .map(({ region }) => region);
}

/** May this person write in this region: the seven rows of `domain.md` 2.5, first match wins. */
export function decide(world: World, person: Participant, region: RegionCode, { on, assignmentStart }: Sample): Facts['decisions'][number] {
  const answer = (decision: 'allow' | 'deny', reason: string, validUntil: Day | null = null): Facts['decisions'][number] => ({
    person,
    region,
    assignmentStart,
    on,
    decision,
    reason,
    validUntil,
  });
  if (!isMember(world, region, on)) return answer('deny', 'region_not_in_scheme');
  const had = world.certificates.filter((certificate) => certificate.ref.person === person && certificate.issuedOn <= on);
  const validUntil = had
    .map(validThrough)
    .filter((last) => on <= last)
    .sort()
    .at(-1);
  if (validUntil !== undefined) return answer('allow', 'certificate', validUntil);
  const legacies = legacyRegions(world, person, on);
  if (legacies.includes(region)) {
    const demandFrom = world.demands.get(region) ?? null;
    const needsCertificate = assignmentStart !== null && demandFrom !== null && assignmentStart >= demandFrom;
    return needsCertificate ? answer('deny', 'certificate_required_for_new_assignment') : answer('allow', 'legacy');
  }
  if (had.some(({ revokedOn }) => revokedOn !== null && revokedOn <= on)) return answer('deny', 'certificate_revoked');
  if (had.length > 0) return answer('deny', 'certificate_expired');
  return answer('deny', legacies.length > 0 ? 'legacy_other_region' : 'no_certificate');
}
