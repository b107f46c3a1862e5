import { addDays, startOfDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { expiresOn, stateOn, type CertificateKind } from '../../domain/certification/certificate';
import { zone } from '../../domain/certification/zone';
import type { Jwk } from '../../db/certification/badges';
import type { CertificateFile } from '../../db/certification/certificates';
import { sha256 } from '../../db/core/sealing';
import { textsOf } from '../../letters/core/catalogue';

/** The contexts of Verifiable Credentials 2.0 and Open Badges 3.0: addresses that name a vocabulary, never fetched by us. */
export const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'] as const;

/** Why a badge does not count: `revocation` is for ever, `suspension` may end: an expired certificate comes back by a use reported late. */
export const statusPurposes = ['revocation', 'suspension'] as const;
export type StatusPurpose = (typeof statusPurposes)[number];

/** Where the public documents of an installation are. Badges name these addresses for ever: they never change. */
export function badgeAddresses(publicUrl: string) {
  const base = new URL('/api/v1/certification/badges', publicUrl).href;
  return {
    issuer: `${base}/issuer`,
    key: `${base}/issuer#key-1`,
    keys: `${base}/keys`,
    achievement: (kind: CertificateKind): string => `${base}/achievements/${kind}`,
    status: (purpose: StatusPurpose): string => `${base}/status/${purpose}`,
    verify: (number: string): string => new URL(`/verify/${number}`, publicUrl).href,
  };
}

// What anyone reads of the issuer and of what was achieved is one text for all, in the language of the scheme.
const t = textsOf('da');

/** Who issues, as it stands in every badge. */
function profile(publicUrl: string) {
  return {
    id: badgeAddresses(publicUrl).issuer,
    type: ['Profile' as const],
    name: t('letters.signature'),
    url: new URL('/', publicUrl).href,
  };
}

/**
 * The issuer with the key that verifies badges: an Open Badges profile and a controlled identifier document in one.
 * @param publicKeyMultibase the key as Multikey writes it
 */
export function issuerDocument(publicUrl: string, publicKeyMultibase: string) {
  const { issuer, key } = badgeAddresses(publicUrl);
  return {
    // The vocabulary of DID documents comes first: verifiers know it as that of keys, whatever the identifier's scheme.
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1', contexts[1]],
    ...profile(publicUrl),
    verificationMethod: [{ id: key, type: 'Multikey' as const, controller: issuer, publicKeyMultibase }],
    assertionMethod: [key],
  };
}

/** The same key as a JSON Web Key Set, for badges that are JSON Web Tokens. */
export function keySet(publicUrl: string, jwk: Jwk) {
  return { keys: [{ ...jwk, kid: badgeAddresses(publicUrl).key, alg: 'EdDSA' as const, use: 'sig' as const }] };
}

/** What was achieved. */
export function achievement(publicUrl: string, kind: CertificateKind) {
  return {
    id: badgeAddresses(publicUrl).achievement(kind),
    type: ['Achievement' as const],
    achievementType: 'Certification' as const,
    inLanguage: 'da' as const,
    name: t(`certification.certificate.kind.${kind}`),
    description: t(`certification.badge.description.${kind}`),
    criteria: { narrative: t(`certification.badge.criteria.${kind}`) },
  };
}

type Holder = Readonly<{ name: string; email: string | null }>;

/**
 * A certificate as an Open Badges 3.0 credential, not yet signed. Of the holder it says the name, and a salted hash of the address by which a wallet
 * recognises whose it is; a longer validity, reached by use, comes with the next copy.
 * @param salt new for each copy, so that two copies cannot be told to be of one address
 */
export function badgeCredential(
  publicUrl: string,
  { certificate, rules, place }: Pick<CertificateFile, 'certificate' | 'rules'> & Readonly<{ place: number }>,
  { name, email }: Holder,
  salt: string,
) {
  const at = badgeAddresses(publicUrl);
  const hash = email && `sha256$${sha256(email.toLowerCase() + salt).toString('hex')}`;
  return {
    '@context': [...contexts],
    id: at.verify(certificate.number),
    type: ['VerifiableCredential' as const, 'OpenBadgeCredential' as const],
    name: t(`certification.certificate.kind.${certificate.kind}`),
    issuer: profile(publicUrl),
    validFrom: startOfDay(certificate.issuedOn, zone),
    // The instant that is too late: valid through the whole last day (`domain.md` 2.4).
    validUntil: startOfDay(addDays(expiresOn(certificate, rules), 1), zone),
    credentialSubject: {
      type: ['AchievementSubject' as const],
      identifier: [
        { type: 'IdentityObject' as const, hashed: false, identityHash: name, identityType: 'name' as const },
        ...(hash
          ? [{ type: 'IdentityObject' as const, hashed: true, identityHash: hash, identityType: 'emailAddress' as const, salt }]
          : []),
      ],
      licenseNumber: certificate.number,
      achievement: achievement(publicUrl, certificate.kind),
    },
    credentialStatus: statusPurposes.map((purpose) => ({
      id: `${at.status(purpose)}#${place}`,
      type: 'BitstringStatusListEntry' as const,
      statusPurpose: purpose,
      statusListIndex: String(place),
      statusListCredential: at.status(purpose),
    })),
  };
}
export type BadgeCredential = ReturnType<typeof badgeCredential>;

/** Whether a certificate's place in the list of a purpose is marked. */
export function isMarked(
  purpose: StatusPurpose,
  { certificate, rules }: Pick<CertificateFile, 'certificate' | 'rules'>,
  day: PlainDate,
): boolean {
  const state = stateOn(day, certificate, rules);
  return purpose === 'revocation' ? state === 'revoked' : state === 'expired' || state === 'replaced';
}

/** How long a copy of the status list may be used, in milliseconds. */
const listLivesMs = 300_000;

/** The public list of a purpose, not yet signed. @param encodedList the bits as the list's standard writes them */
export function statusListCredential(publicUrl: string, purpose: StatusPurpose, encodedList: string, at: Instant) {
  const id = badgeAddresses(publicUrl).status(purpose);
  return {
    '@context': [contexts[0]],
    id,
    type: ['VerifiableCredential' as const, 'BitstringStatusListCredential' as const],
    issuer: badgeAddresses(publicUrl).issuer,
    validFrom: at,
    credentialSubject: { id: `${id}#list`, type: 'BitstringStatusList' as const, statusPurpose: purpose, encodedList, ttl: listLivesMs },
  };
}
