import { isMember } from './decisions';
import { countedKinds, life, stands, validThrough } from './life';
import type { UseRow } from './program';
import type { World } from './state';
import { earlier, localDay } from './time';

/** A use may lie this far ahead of the server's clock (`domain.md` 2.4). */
const skewMs = 2 * 60_000;

const stored: ReadonlySet<string> = new Set(['counted', 'after_expiry', 'not_counted']);
/** Reads uses and keeps those whose verdict is no code; whether one counts is a question to the whole set (`domain.md` 2.4). */
export function report(world: World, uses: readonly UseRow[]): readonly string[] {
  const verdicts = uses.map((use) => {
    const verdict = verdictOn(world, use);
    if (stored.has(verdict)) world.uses.push(use);
    return verdict;
  });
  return verdicts.map((verdict, at) =>
    verdict === 'counted' && !isWithinLife(world, uses[at]!, localDay(uses[at]!.at)) ? 'after_expiry' : verdict,
  );
}

/** What a use comes to, from what is known before it; `counted` if its kind counts at all. */
function verdictOn(world: World, use: UseRow): string {
  const on = localDay(use.at);
  if (!isMember(world, use.region, on)) return 'region_not_in_scheme';
  const known = world.uses.find(({ region, eventId }) => region === use.region && eventId === use.eventId);
  if (known) {
    const isSame = known.person === use.person && known.kind === use.kind && Date.parse(known.at) === Date.parse(use.at);
    return isSame ? 'duplicate' : 'event_id_conflict';
  }
  const own = world.certificates.filter(({ ref }) => ref.person === use.person);
  if (own.length === 0) return 'no_certificate';
  if (Date.parse(use.at) > Date.parse(world.now) + skewMs) return 'event_in_future';
  if (on < own.map(({ issuedOn }) => issuedOn).reduce(earlier)) return 'event_before_issue';
  return countedKinds.has(use.kind) ? 'counted' : 'not_counted';
}

/** Whether a certificate of the person had not expired on that day, this use and all that are known taken together. */
function isWithinLife(world: World, use: UseRow, on: string): boolean {
  return world.certificates.some((certificate) => {
    if (certificate.ref.person !== use.person || on < certificate.issuedOn) return false;
    return on <= (stands(certificate) ? life(world, certificate).expiresOn : validThrough(certificate));
  });
}
