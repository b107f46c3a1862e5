import { addDays, type PlainDate } from '../core/calendar';
import { expiresOn, validOn, type Certificate } from './certificate';
import { holdsOn, type LegacyAccess } from './legacy-access';
import { isMemberOn, type Region } from './region';
import type { CertificationRules } from './rules';

export const accessReasons = [
  'region_not_in_scheme',
  'certificate',
  'legacy',
  'certificate_required_for_new_assignment',
  'certificate_revoked',
  'certificate_expired',
  'legacy_other_region',
  'no_certificate',
] as const;
export type AccessReason = (typeof accessReasons)[number];

/** Why a row of the table did not decide, so that the next was looked at. */
export const goesOnCodes = [
  'region_is_member',
  'no_valid_certificate',
  'no_legacy_here',
  'new_assignment_after_demand',
  'never_certified',
  'no_legacy_elsewhere',
] as const;
export type GoesOnCode = (typeof goesOnCodes)[number];

/** One row of the table that was looked at. The last one decided. `facts` holds days, numbers and codes, never names. */
export type Because = Readonly<{
  row: number;
  decides: boolean;
  code: AccessReason | GoesOnCode;
  facts: Readonly<Record<string, string | null>>;
}>;

/** What a right rests on: a certificate, or an access from before the scheme. */
export type AccessBasis = Readonly<{ kind: 'certificate'; id: string; number: string } | { kind: 'legacy'; id: string }>;

export type AccessAnswer = Readonly<{
  decision: 'allow' | 'deny';
  reason: AccessReason;
  basis: AccessBasis | null;
  /** The last valid day of the basis as known now; none for `legacy` and deny. */
  validUntil: PlainDate | null;
  /** Whoever had a certificate is offered recertification. */
  offer: 'recertification' | null;
  because: readonly Because[];
}>;

type Held = Readonly<{ certificate: Certificate; rules: Pick<CertificationRules, 'idleCourse'> }>;

/** Everything a write decision depends on: what is known now of one person, one region, and the day that is asked about. */
export type AccessFacts = Readonly<{
  on: PlainDate;
  region: Pick<Region, 'code' | 'memberFrom' | 'memberTo' | 'certificateNeededFrom'>;
  /** When the assignment starts that the right is asked for; `null` for none. */
  assignmentStart: PlainDate | null;
  /** Of this person, in any order. */
  certificates: readonly Held[];
  /** Of this person, in any region. */
  legacy: readonly LegacyAccess[];
  schemeStart: PlainDate;
}>;

type Looked = Readonly<Pick<Because, 'code' | 'facts'> & { answer?: Omit<AccessAnswer, 'reason' | 'because'> }>;

/** The rows of `domain.md` 2.5 in their order. Each either decides or says why it does not. */
const rows: readonly ((facts: AccessFacts) => Looked)[] = [
  notInScheme,
  validCertificate,
  legacyHere,
  legacyHereOtherwise,
  formerCertificate,
  legacyElsewhere,
  () => ({ code: 'no_certificate', facts: {}, answer: deny() }),
];

/** Whether somebody may write in a region's database on a day (`domain.md` 2.5): the first row that matches answers. */
export function decideAccess(facts: AccessFacts): AccessAnswer {
  const because: Because[] = [];
  for (const [at, row] of rows.entries()) {
    const { code, facts: seen, answer } = row(facts);
    because.push({ row: at + 1, decides: answer !== undefined, code, facts: seen });
    if (answer) return { ...answer, reason: code as AccessReason, because };
  }
  throw new Error('The last row always answers.');
}

/** The last day on which a certificate gives a right, as known now: its expiry, unless it was revoked or replaced before. */
export function lastValidDay({ certificate, rules }: Held): PlainDate {
  const ends = [certificate.revokedOn, certificate.replacedOn].flatMap((day) => (day ? [addDays(day, -1)] : []));
  return [expiresOn(certificate, rules), ...ends].sort()[0]!;
}

function notInScheme({ on, region }: AccessFacts): Looked {
  const facts = { region: region.code, memberFrom: region.memberFrom, memberTo: region.memberTo };
  return isMemberOn(on, region) ? { code: 'region_is_member', facts } : { code: 'region_not_in_scheme', facts, answer: deny() };
}

function validCertificate({ on, certificates }: AccessFacts): Looked {
  const valid = certificates.filter(({ certificate, rules }) => validOn(on, certificate, rules));
  const best = longest(valid);
  if (!best) return { code: 'no_valid_certificate', facts: {} };
  const { certificateId, number, kind, issuedOn } = best.certificate;
  const validUntil = lastValidDay(best);
  return {
    code: 'certificate',
    facts: { number, kind, issuedOn, validUntil },
    answer: { decision: 'allow', basis: { kind: 'certificate', id: certificateId, number }, validUntil, offer: null },
  };
}

function legacyHere(asked: AccessFacts): Looked {
  const access = accessHere(asked);
  if (!access) return { code: 'no_legacy_here', facts: {} };
  const { assignmentStart, region } = asked;
  // Whatever day is asked about: a new assignment is judged by the day on which it starts.
  if (assignmentStart !== null && region.certificateNeededFrom !== null && assignmentStart >= region.certificateNeededFrom)
    return { code: 'new_assignment_after_demand', facts: demandFacts(asked) };
  return {
    code: 'legacy',
    facts: { region: region.code, evidenceOn: access.evidenceOn, neededFrom: region.certificateNeededFrom, assignmentStart },
    answer: { decision: 'allow', basis: { kind: 'legacy', id: access.legacyAccessId }, validUntil: null, offer: null },
  };
}

function legacyHereOtherwise(asked: AccessFacts): Looked {
  if (!accessHere(asked)) return { code: 'no_legacy_here', facts: {} };
  return { code: 'certificate_required_for_new_assignment', facts: demandFacts(asked), answer: deny() };
}

function formerCertificate({ on, certificates }: AccessFacts): Looked {
  const held = certificates.filter(({ certificate }) => certificate.issuedOn <= on);
  const revoked = held.filter(({ certificate }) => certificate.revokedOn !== null && certificate.revokedOn <= on);
  const expired = held.filter(({ certificate, rules }) => expiresOn(certificate, rules) < on);
  const [last, code] = revoked.length > 0 ? ([longest(revoked), 'certificate_revoked'] as const) : ([longest(expired), 'certificate_expired'] as const); // prettier-ignore
  if (!last) return { code: 'never_certified', facts: {} };
  return { code, facts: { number: last.certificate.number, validUntil: lastValidDay(last) }, answer: deny('recertification') };
}

function legacyElsewhere({ on, legacy, region, schemeStart }: AccessFacts): Looked {
  const others = legacy.filter((one) => one.region !== region.code && holdsOn(on, one, schemeStart)).map((one) => one.region);
  if (others.length === 0) return { code: 'no_legacy_elsewhere', facts: {} };
  return { code: 'legacy_other_region', facts: { regions: [...new Set(others)].sort().join(', ') }, answer: deny() };
}

function accessHere({ on, legacy, region, schemeStart }: AccessFacts): LegacyAccess | undefined {
  const here = legacy.filter((one) => one.region === region.code && holdsOn(on, one, schemeStart));
  return here.sort((a, b) => (a.legacyAccessId < b.legacyAccessId ? -1 : 1))[0];
}

const demandFacts = ({ region, assignmentStart }: AccessFacts): Because['facts'] => ({
  neededFrom: region.certificateNeededFrom,
  assignmentStart,
});

function deny(offer: AccessAnswer['offer'] = null): Looked['answer'] & object {
  return { decision: 'deny', basis: null, validUntil: null, offer };
}

/** The one that lasts longest; of equals the later issued, so that the order they come in cannot matter. */
function longest(held: readonly Held[]): Held | undefined {
  const key = (one: Held): string => `${lastValidDay(one)} ${one.certificate.issuedOn} ${one.certificate.number}`;
  return [...held].sort((a, b) => (key(a) < key(b) ? 1 : -1))[0];
}
