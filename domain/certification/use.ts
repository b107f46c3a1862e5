import { localDay, parseInstant, plusMinutes, type Instant, type PlainDate } from '../core/calendar';
import { Refusal } from '../core/errors';
import type { Certificate } from './certificate';
import type { CertificationRules } from './rules';
import { zone } from './zone';

/** One report that a person worked on a case in a region's database (`domain.md` 2, 2.4). Instant and day are as the region says. */
export type Use = Readonly<{
  eventId: string;
  region: string;
  personId: string;
  caseNumber: string;
  kind: string;
  at: Instant;
  on: PlainDate;
}>;

export type UseVerdict = 'counted' | 'duplicate' | 'after_expiry' | 'not_counted';

/** @throws Refusal `offset_missing` for an instant without offset or Z */
export function readUseInstant(at: string): Instant {
  const instant = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(at) ? parseInstant(at) : undefined;
  if (!instant)
    throw new Refusal(/T\d{2}:\d{2}/.test(at) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(at) ? 'offset_missing' : 'invalid_request', {
      fields: { at: 'offset_missing' },
    });
  return instant;
}

/**
 * Whether a use may be stored at all: not ahead of the server's clock by more than the skew, and not before the person's first issue date.
 * @throws Refusal `no_certificate`, `event_in_future`, `event_before_issue`
 */
export function checkUse(use: Pick<Use, 'at'>, certificates: readonly Certificate[], arrivedAt: Instant, rules: CertificationRules): void {
  if (certificates.length === 0) throw new Refusal('no_certificate');
  if (use.at > plusMinutes(arrivedAt, rules.clockSkewMinutes)) throw new Refusal('event_in_future', { fields: { at: 'event_in_future' } });
  const firstIssue = certificates.map((certificate) => certificate.issuedOn).sort()[0]!;
  if (localDay(use.at, zone) < firstIssue) throw new Refusal('event_before_issue', { fields: { at: 'event_before_issue' } });
}
